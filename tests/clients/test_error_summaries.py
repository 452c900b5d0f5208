"""Long forms with errors: a line for each field, which leads there, and what was typed stays."""

import pytest
from django.urls import reverse

from tests.clients.people import invite, letter_to
from tests.clients.test_caseload_pages import asked_for
from tests.clients.test_welcome_pages import filled
from tests.summary import summary

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def posted(browser, user, url: str, data: dict) -> str:
    if user is not None:
        browser.force_login(user)
    return browser.post(url, data).content.decode()


def leads_nowhere(html: str) -> list[str]:
    return [target for target, _said in summary(html) if f'id="{target}"' not in html]


def test_inviting(browser, people):
    wrong = asked_for(call_name="", email="rosa at home", session_time="", is_adult="")

    html = posted(browser, people.ana.user, reverse("clients:invite"), wrong)

    assert summary(html) == [
        ("id_call_name", "Name to call her by Please fill this in."),
        ("id_email", "Her e-mail address Please write an address like name@example.org."),
        ("id_session_time", "Time of the next session Please add the time too."),
        (
            "id_is_adult",
            "She is 18 or older. Only adults can be invited. Please tick if she is one.",
        ),
    ]
    assert leads_nowhere(html) == []
    assert 'value="rosa at home"' in html


def test_editing(browser, people):
    url = reverse("clients:edit", args=[people.maya.pk])
    wrong = {"call_name": "", "time_zone": "Mars/Base", "country": "US"}

    html = posted(browser, people.ana.user, url, wrong)

    assert summary(html) == [
        ("id_call_name", "Name to call her by Please fill this in."),
        ("id_time_zone", "Time zone Choose a time zone from the list."),
    ]
    assert leads_nowhere(html) == []


def test_publishing_an_agreement(browser, people):
    slots = people.practice.consent_slots | {"fees": "It costs nothing at all."}
    people.practice.consent_slots = slots
    people.practice.save()

    html = posted(browser, people.olga.user, reverse("clients:publish_agreement", args=[1]), {})

    assert [target for target, _said in summary(html)] == [
        "id_layer-1-changes",
        "id_layer-1-meaning_changed_0",
    ]
    assert leads_nowhere(html) == []


def test_adding_a_colleague(browser, people):
    wrong = {"name": "", "email": "ben at home"}

    html = posted(browser, people.olga.user, reverse("practice:add_colleague"), wrong)

    assert [target for target, _said in summary(html)] == ["id_name", "id_email", "id_roles_0"]
    assert leads_nowhere(html) == []
    assert 'value="ben at home"' in html


def test_coming_in(browser, people):
    client = invite(people.ana)
    token = letter_to(client)
    browser.post(reverse("clients:welcome", args=[token]))
    wrong = filled(client, is_adult=None, sign_in_by="name", sign_in_name="r", agree_3=None)

    html = posted(browser, None, reverse("clients:accept", args=[token]), wrong)

    assert [target for target, _said in summary(html)] == ["id_is_adult", "id_sign_in_name"]
    assert leads_nowhere(html) == []
    assert "Please type it once more." in html


@pytest.mark.parametrize("name", ["", "r", "rosa reads ♥", "x" * 90, "a\x00b"])
def test_what_was_not_chosen_is_not_asked_for(browser, people, name):
    client = invite(people.ana)
    token = letter_to(client)
    browser.post(reverse("clients:welcome", args=[token]))
    url = reverse("clients:accept", args=[token])

    response = browser.post(url, filled(client, sign_in_name=name))

    client.refresh_from_db()
    assert response["Location"] == reverse("worksheets:home")
    assert (client.membership.user.email, client.membership.user.sign_in_name) == (
        "rosa@example.org",
        None,
    )
