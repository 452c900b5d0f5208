"""Whatever is posted or asked for: a clear page, the words kept, never a crash."""

import re
from html import unescape

import pytest

from tests.factories import NOW, make_assignment, make_submission, make_version
from tests.worksheets.views.desk.conftest import of_sheet, url
from worksheets.models import Assignment, Comment, Round

pytestmark = pytest.mark.django_db

LONG = "long " * 2000
ODD = {
    "long": LONG,
    "right to left": "שלום وسلام",
    "emoji": "👩‍👧 and a 🌊",
    "markup": "<script>alert(1)</script> & {{ 7|add:7 }} {% now 'Y' %}",
    "override": "\u202eeverything backwards",
}


def boxes(response) -> dict[str, str]:
    """The boxes of the page with what stands in them."""
    page = response.content.decode()
    found = re.findall(r'<textarea[^>]*name="([\w-]+)"[^>]*>\n?([^<]*)</textarea>', page)
    return {name: unescape(words) for name, words in found}


@pytest.mark.parametrize(
    "path",
    [
        "/caseload/not-an-id/",
        "/caseload/00000000-0000-0000-0000-000000000000/",
        "/caseload/00000000-0000-0000-0000-000000000000/assign/",
        "/library/00000000-0000-0000-0000-000000000000/",
        "/library/00000000-0000-0000-0000-000000000000/print/",
        "/caseload/%00/sheets/x/review/",
    ],
)
def test_an_address_that_leads_nowhere_is_not_found(ana, path):
    assert ana.get(path).status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "\x00", "1e9"])
def test_a_page_number_that_is_none_shows_a_page(ana, maya, given, page):
    assert ana.get(url("client", maya), {"page": page}).status_code == 200


@pytest.mark.parametrize("name", ["emoji", "right to left", "override", "markup"])
def test_a_reason_is_kept_as_it_was_written(ana, maya, name):
    version = make_version()

    ana.post(url("assign", maya, version.worksheet), {"reason": ODD[name]})

    given = Assignment.objects.get()
    assert given.reason == ODD[name]
    page = ana.get(of_sheet("assignment", given)).content.decode()
    assert unescape(page).count(ODD[name]) == 1
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"reason": LONG}, "Please use at most 500 letters here."),
        ({"reason": "a\x00b"}, "Please type this anew: a sign in it cannot be kept."),
        ({"reason": "So.", "due_on": "31/31/2026"}, "Please choose a day from the calendar."),
        ({"reason": "So.", "due_on": "0000-00-00"}, "Please choose a day from the calendar."),
        ({"reason": "So.", "due_on": "\x00"}, "Please choose a day from the calendar."),
        ({"reason": "So.", "due_on": "99999-01-01"}, "Please choose a day from the calendar."),
    ],
)
def test_a_form_that_cannot_be_taken_says_why_and_keeps_the_words(ana, maya, posted, said):
    version = make_version()

    response = ana.post(url("assign", maya, version.worksheet), posted)

    assert (response.status_code, Assignment.objects.count()) == (200, 0)
    assert said in response.content.decode()
    assert boxes(response)["reason"].strip() == posted["reason"].strip()


@pytest.mark.parametrize("key", ["", "not a key", "\x00", "0" * 5000])
def test_a_spoilt_key_of_the_form_is_replaced(ana, maya, key):
    version = make_version()

    ana.post(url("assign", maya, version.worksheet), {"reason": "So.", "request_key": key})

    assert Assignment.objects.count() == 1


@pytest.fixture
def done(maya) -> Assignment:
    """A sheet that waits to be read."""
    return make_submission(make_assignment(maya), {"noticed": "The quiet."}).assignment


@pytest.mark.parametrize("name", ["emoji", "right to left", "override", "markup"])
def test_a_comment_is_kept_as_it_was_written(ana, done, name):
    page = ana.post(of_sheet("comment", done), {"c-noticed": ODD[name]}, follow=True)

    assert Comment.objects.get().body == ODD[name]
    assert boxes(page)["c-noticed"] == ODD[name]
    assert "<script>alert" not in page.content.decode()


def test_a_comment_loses_its_null_bytes_and_nothing_else(ana, done):
    ana.post(of_sheet("comment", done), {"c-noticed": "one\x00two"})

    assert Comment.objects.get().body == "onetwo"


@pytest.mark.parametrize("name", ["comment", "send_review"])
def test_a_comment_that_is_too_long_is_refused_and_stays(ana, done, name):
    posted = {"c-noticed": LONG, "c-whole": "So good.", "closing": "thanks"}

    page = ana.post(of_sheet(name, done), posted)

    assert page.status_code == 409
    said = f"Please use at most 4000 letters here. You wrote {len(LONG)}."
    assert said in page.content.decode()
    assert boxes(page) == {"c-noticed": LONG, "c-whole": "So good."}
    assert Round.objects.get().reviewed_at is None


@pytest.mark.parametrize("revision", ["", "x", "-1", "1.5", "9" * 40, "\x00"])
def test_a_spoilt_revision_overwrites_nothing(ana, done, revision):
    ana.post(of_sheet("comment", done), {"c-noticed": "First.", "r-c-noticed": "0"})

    page = ana.post(of_sheet("comment", done), {"c-noticed": "Other.", "r-c-noticed": revision})

    assert page.status_code == 409
    assert Comment.objects.get().body == "First."
    assert boxes(page)["c-noticed"] == "Other."


def test_boxes_of_no_prompt_are_not_read(ana, done):
    ana.post(of_sheet("comment", done), {"c-forged": "x", "c-": "y", "c-__class__": "z"})

    assert Comment.objects.count() == 0


@pytest.mark.parametrize("closing", ["", "applause", "BACK", "\x00", LONG])
def test_an_unknown_closing_sends_nothing(ana, done, closing):
    response = ana.post(of_sheet("send_review", done), {"closing": closing}, follow=True)

    assert response.status_code == 200
    assert "Choose how to end the review." in response.content.decode()
    assert Round.objects.get().reviewed_at is None


@pytest.mark.parametrize("name", ["long", "markup"])
def test_a_kind_word_is_refused_or_shown_as_written(ana, maya, name):
    declined = make_assignment(maya, declined_at=NOW, decline_reason="other")

    ana.post(of_sheet("kind_word", declined), {"message": ODD[name]})

    assert [one.body for one in Comment.objects.all()] == ([] if name == "long" else [ODD[name]])


@pytest.mark.parametrize("words", ["\x00", "'; drop table", "%", "_", "\\", ODD["emoji"], LONG])
def test_any_search_shows_a_page(ana, maya, words):
    for address in (url("library"), url("pick_sheet", maya)):
        assert ana.get(address, {"words": words, "theme": words}).status_code == 200
