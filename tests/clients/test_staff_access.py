"""Who may open which page about a client: her own, a stranger's, another practice's, by role."""

from datetime import timedelta

import pytest
from django.urls import reverse

from clients.models import Client
from tests.factories import actor_for, link

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = timedelta(days=1)
BAD = ["\x00", "\u202eabc\u202c", "🙂" * 20, "x" * 10_000, "<b>&\"'"]


def url(name: str, client: Client | None = None, *more) -> str:
    return reverse(f"clients:{name}", args=[client.pk, *more] if client else [])


def messages(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


PAGES = ["edit", "flags", "team", "discharge", "client_dates", "way_back", "note_policy"]
POSTS = [
    "edit", "set_session", "resend_invitation", "withdraw_invitation", "way_back", "set_flag",
    "discharge", "add_care_link", "hand_over", "call_off_hand_over", "client_dates", "note_policy",
]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_page_of_her_own_client(as_ana, people, name):
    response = as_ana.get(url(name, people.maya))

    assert response.status_code == 200
    assert "Maya" in response.content.decode()
    assert "Maya" not in response.content.decode().split("</title>")[0]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", ["ben", "eva", "sofia"])
def test_page_of_a_client_of_others_is_not_there(browser, people, who, name):
    browser.force_login(getattr(people, who).user)

    assert browser.get(url(name, people.maya)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", ["olga", "maya"])
def test_page_is_not_for_owners_and_clients(browser, people, who, name):
    browser.force_login(actor_for(getattr(people, who)).user)

    assert browser.get(url(name, people.maya)).status_code == 403


@pytest.mark.parametrize("name", POSTS)
@pytest.mark.parametrize(("who", "status"), [("ben", 404), ("eva", 404), ("olga", 403)])
def test_nothing_can_be_changed_from_outside(browser, people, who, status, name):
    browser.force_login(getattr(people, who).user)

    assert browser.post(url(name, people.maya)).status_code == status


@pytest.mark.parametrize("name", POSTS)
def test_a_supervisor_reads_only(browser, people, name):
    link(people.maya, people.sofia, role="supervisor")
    browser.force_login(people.sofia.user)

    assert browser.post(url(name, people.maya)).status_code == 403
    assert browser.get(url("flags", people.maya)).status_code == 200


@pytest.mark.parametrize("name", ["set_session", "resend_invitation", "set_flag", "hand_over"])
def test_changes_are_posts(as_ana, people, name):
    assert as_ana.get(url(name, people.maya)).status_code == 405


@pytest.mark.parametrize("name", ["caseload", "invite"])
@pytest.mark.parametrize(("who", "status"), [("olga", 403), ("maya", 403), ("ana", 200)])
def test_lists_are_for_counselors(browser, people, who, status, name):
    browser.force_login(actor_for(getattr(people, who)).user)

    assert browser.get(url(name)).status_code == status


def test_a_supervisor_sees_her_list_and_invites_nobody(browser, people):
    link(people.maya, people.sofia, role="supervisor")
    browser.force_login(people.sofia.user)

    response = browser.get(url("caseload"))

    assert [(row.name, row.part) for row in response.context["rows"]] == [
        ("Maya", "supervises, reads only")
    ]
    assert browser.get(url("invite")).status_code == 403
