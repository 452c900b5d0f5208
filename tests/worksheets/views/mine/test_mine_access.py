"""Her pages are hers: strangers find nothing, other roles are turned away."""

from uuid import uuid4

import pytest
from django.urls import reverse

from tests.factories import make_client, make_counselor, make_owner, make_practice, make_supervisor
from worksheets.models import Answer, OtherText

pytestmark = pytest.mark.django_db

PAGES = ["sheet", "whole", "pause", "not_now", "paper", "raise_it", "share", "receipt", "read"]
OF_A_PART = ["part", "then_and_now_part", "share_words", "withdraw_words", "delete_words"]
GETS = [(name, ()) for name in [*PAGES, "print_mine", "held", "plan", "then_and_now"]]
GETS += [(name, (1,)) for name in OF_A_PART]
POSTS = ["begin", "save", "submit", "not_now", "paper", "raise_it", "reply", "mark_days", "held"]
POSTS += ["plan", "shorten"]


def people(ana):
    """Strangers to Maya, in her practice and in another."""
    ben = make_counselor(ana.practice, "Ben Ode")
    eva = make_counselor(make_practice(), "Eva Lind")
    return [make_client(ben, "Noor"), make_client(eva, "Ines")]


@pytest.mark.parametrize(("name", "args"), GETS)
def test_a_stranger_finds_nothing(browser, given, ana, name, args):
    for stranger in people(ana):
        browser.force_login(stranger.membership.user)

        response = browser.get(reverse(f"worksheets:{name}", args=[given.pk, *args]))

        assert response.status_code == 404


@pytest.mark.parametrize("name", POSTS)
def test_a_stranger_changes_nothing(browser, given, ana, name):
    stranger = people(ana)[0]
    browser.force_login(stranger.membership.user)
    url = reverse(f"worksheets:{name}", args=[given.pk])

    response = browser.post(url, {"noticed:": "x", "noticed:_revision": "0", "done_as": "done"})

    given.rounds.get().refresh_from_db()
    assert response.status_code == 404
    assert list(Answer.objects.all()) == []
    assert given.rounds.get().submitted_at is None


@pytest.mark.parametrize("make", [make_counselor, make_owner, make_supervisor])
@pytest.mark.parametrize(("name", "args"), GETS)
def test_staff_have_no_business_here(browser, given, ana, name, args, make):
    browser.force_login(make(ana.practice).user)

    response = browser.get(reverse(f"worksheets:{name}", args=[given.pk, *args]))

    assert response.status_code == 403


@pytest.mark.parametrize("name", POSTS)
def test_her_own_counselor_has_no_business_here(browser, given, ana, name):
    browser.force_login(ana.user)

    response = browser.post(reverse(f"worksheets:{name}", args=[given.pk]), {"noticed:": "x"})

    assert response.status_code == 403


@pytest.mark.parametrize("name", ["home", "my_work", "my_charts"])
def test_home_is_for_clients(browser, ana, name):
    browser.force_login(ana.user)

    assert browser.get(reverse(f"worksheets:{name}")).status_code == 403


def test_another_text_of_a_stranger_is_not_found(hers, ana):
    hers.save("One.")
    hers.save("Another.")
    other = OtherText.objects.get()
    stranger = people(ana)[0]
    hers.http.force_login(stranger.membership.user)

    assert hers.get("choose", other.pk).status_code == 404


def test_another_text_belongs_to_its_sheet(hers):
    assert hers.get("choose", uuid4()).status_code == 404


@pytest.mark.parametrize("name", ["begin", "save", "submit", "reply", "mark_days", "shorten"])
def test_changes_are_posts(hers, name):
    assert hers.get(name).status_code == 405


def test_signed_out_pages_lead_to_the_sign_in(browser, given):
    response = browser.get(reverse("worksheets:part", args=[given.pk, 1]))

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))
