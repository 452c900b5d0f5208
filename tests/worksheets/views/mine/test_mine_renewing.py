"""A page from before her latest sign-in: its token is old, and its words are not lost."""

from html.parser import HTMLParser
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client as Http
from django.urls import reverse

from tests.factories import make_client, make_counselor
from tests.worksheets.views.mine.conftest import Hers, text
from worksheets.models import Answer, OtherText

pytestmark = pytest.mark.django_db

WORDS = "She used to call from the bus."
OLD = {"csrfmiddlewaretoken": "o" * 64}


class Fields(HTMLParser):
    """What the form of the sheet would send."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.box = ""
        self.feed(page.partition('id="sheet"')[2].partition("</form>")[0])

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "textarea":
            self.box = given["name"]
        elif tag == "input" and given["type"] == "hidden":
            self.found[given["name"]] = given["value"]

    def handle_data(self, data):
        if self.box:
            self.found[self.box] = data.strip()

    def handle_endtag(self, tag):
        self.box = ""


@pytest.fixture
def strict(given) -> Hers:
    """Maya's browser, where tokens count as on a real site."""
    http = Http(enforce_csrf_checks=True)
    http.force_login(given.client.membership.user)
    return Hers(http, given)


@pytest.fixture
def page(strict) -> dict[str, str]:
    """What her open page would send, from before she signed in again."""
    fields = Fields(strict.get("part", 1).content.decode()).found
    return fields | OLD | {"noticed:": WORDS, "go": "next"}


def test_her_words_come_back_and_one_more_press_saves_them(strict, page):
    response = strict.post("save", page)

    back = Fields(response.content.decode()).found
    assert "Your words are here. Press Save once more." in text(response)
    assert (back["noticed:"], back["noticed:_once"]) == (WORDS, page["noticed:_once"])
    assert list(Answer.objects.all()) == []
    assert strict.post("save", back | {"go": "next"})["Location"] == strict.url("part", 2)
    assert Answer.objects.get().value == WORDS


def test_what_was_saved_meanwhile_is_not_overwritten(strict, page):
    fresh = Fields(strict.get("part", 1).content.decode()).found
    strict.post("save", fresh | {"noticed:": "In the other tab."})

    back = Fields(strict.post("save", page).content.decode()).found
    strict.post("save", back)

    assert Answer.objects.get().value == "In the other tab."
    assert OtherText.objects.get().value == WORDS


def test_too_many_words_on_an_old_page_overwrite_nothing_either(strict, page):
    fresh = Fields(strict.get("part", 1).content.decode()).found
    strict.post("save", fresh | {"noticed:": "In the other tab."})
    token = {"csrfmiddlewaretoken": fresh["csrfmiddlewaretoken"]}

    back = Fields(strict.post("save", page | token | {"noticed:": "x" * 4001}).content.decode())
    strict.post("save", back.found | {"noticed:": WORDS})

    assert Answer.objects.get().value == "In the other tab."
    assert OtherText.objects.get().value == WORDS


def test_a_script_is_told_and_may_read_a_new_token(strict, page):
    del strict.http.cookies[settings.CSRF_COOKIE_NAME]

    response = strict.post("save", page, headers={"Accept": "application/json"})
    token = {"csrfmiddlewaretoken": response.cookies[settings.CSRF_COOKIE_NAME].value}
    again = strict.post("save", page | token, headers={"Accept": "application/json"})

    assert (response.status_code, again.status_code) == (403, 200)
    assert Answer.objects.get().value == WORDS


def test_signed_out_without_any_cookie_the_words_are_held(strict, page):
    strict.http.cookies.clear()

    response = strict.post("save", page)

    assert response["Location"].startswith(reverse("account_login"))
    strict.http.force_login(strict.assignment.client.membership.user)
    assert WORDS in text(strict.get("held"))


def test_a_closed_sheet_gives_the_words_back_to_copy(strict, page):
    strict.assignment.rounds.update(submitted_at=strict.assignment.assigned_at, done_as="done")

    response = strict.post("save", page)

    assert (response.status_code, WORDS in text(response)) == (409, True)


def test_a_part_that_was_not_sent_back_gives_the_words_back_to_copy(strict, page):
    strict.assignment.rounds.update(number=2, reopened_keys=["miss"])

    response = strict.post("save", page)

    assert (response.status_code, WORDS in text(response)) == (409, True)


@pytest.mark.parametrize("slip", ["", "forged", "a:b:c"])
def test_a_post_from_elsewhere_is_shown_to_nobody(strict, page, slip):
    response = strict.post("save", page | {"slip": slip})

    assert (response.status_code, WORDS in text(response)) == (403, False)
    assert list(Answer.objects.all()) == []


def test_her_slip_does_nothing_for_somebody_else(strict, page, ana):
    noor, ben = make_client(ana, "Noor"), make_counselor(ana.practice, "Ben")
    seen = []
    for user in (noor.membership.user, ben.user):
        strict.http.force_login(user)
        response = strict.post("save", page)
        seen.append((response.status_code, WORDS in text(response)))

    assert seen == [(403, False), (403, False)]
    assert list(Answer.objects.all()) == []


def test_a_good_token_is_still_asked_for(strict, page):
    response = strict.post("save", {"noticed:": WORDS, "noticed:_revision": 0, "x": UUID(int=1)})

    assert response.status_code == 403
    assert list(Answer.objects.all()) == []
