"""Before a sheet: when and where, how doable, and the ways that make it lighter (E-02, E-03)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import NOW, make_assignment, make_version
from tests.worksheets.views.mine.conftest import Hers, text
from worksheets.models import Assignment, OwnPlan, Round, Said, Theme

pytestmark = pytest.mark.django_db

PLAN = {"when": "after breakfast", "where": "the kitchen", "obstacle": "the telephone"}
FIVE = {
    "prompts": [
        {"key": "heavy", "type": "short_text", "text": "To begin.", "frame": True},
        *({"key": f"p{n}", "type": "short_text", "text": f"Line {n}."} for n in range(1, 6)),
        {"key": "now", "type": "short_text", "text": "And now?", "frame": True},
    ]
}
LIGHTER = "Thank you for saying so. It may be made lighter."


def plans(hers: Hers, *, revision: object = 0, **said: object):
    return hers.post("plan", PLAN | {"revision": revision} | said)


@pytest.fixture
def five(browser, maya) -> Hers:
    """A sheet of five parts and the frame, not begun."""
    browser.force_login(maya.membership.user)
    return Hers(browser, make_assignment(maya, make_version(FIVE)))


def test_the_first_page_asks_and_begin_goes_past_it(five):
    assert "When and where could you do this?" in text(five.get("sheet"))

    response = five.post("begin")

    assert response["Location"] == five.url("part", 1)
    assert list(OwnPlan.objects.all()) == []


def test_what_she_planned_stands_on_the_first_page_and_on_home(five):
    response = plans(five, doable=8)

    assert response["Location"] == five.url("sheet")
    for page in (text(five.get("sheet")), text(five.http.get(reverse("worksheets:home")))):
        assert "You planned:" in page
        assert "When “after breakfast”, I will do it at “the kitchen”." in page
        assert five.url("plan") in page
        assert LIGHTER not in page


def test_a_number_alone_is_enough(five):
    five.post("plan", {"doable": "9", "revision": 0})

    assert OwnPlan.objects.get().said == Said(doable=9)
    assert "How doable: 9" in text(five.get("sheet"))


def test_the_page_shows_what_stands(five):
    plans(five, doable=4)
    page = text(five.get("plan"))

    assert 'value="after breakfast"' in page
    assert 'value="4" checked' in page
    assert 'name="revision" value="1"' in page


@pytest.mark.parametrize("number", range(7))
def test_six_or_less_offers_ways_and_presses_none(five, number):
    plans(five, doable=number)
    page = text(five.get("sheet"))

    offered = [
        LIGHTER,
        "Only the first two parts",
        "Another time of my own",
        "Ask Ana for a lighter one",
        "Let us talk first",
        "Go on anyway",
    ]
    assert [words for words in offered if words not in page] == []


def test_the_day_that_is_asked_for_is_her_counselors(browser, maya):
    browser.force_login(maya.membership.user)
    hers = Hers(browser, make_assignment(maya, make_version(FIVE), due_on=maya.today(NOW)))
    plans(hers, doable=2)

    page = text(hers.get("sheet"))

    assert "The day that is asked for is Ana’s to move." in page


def test_a_short_sheet_has_no_shorter_version(browser, maya):
    browser.force_login(maya.membership.user)
    version = make_version({"prompts": FIVE["prompts"][:3]})
    hers = Hers(browser, make_assignment(maya, version))
    plans(hers, doable=2)

    page = text(hers.get("sheet"))
    hers.post("shorten", {"parts": "first"})

    assert (LIGHTER in page, "Only the first two parts" in page) == (True, False)
    assert not OwnPlan.objects.get().said.is_short


def test_the_shorter_version_is_gone_through_and_counts_as_done(five):
    plans(five, doable=3)
    five.http.get(five.post("shorten", {"parts": "first"})["Location"], follow=True)
    before = text(five.get("sheet"))
    page = text(five.get("part", 2))
    at = {"heavy:_revision": 0, "place": 1, "go": "next"}
    assert "1 of 2" in page
    assert ("You chose the first two parts." in before, LIGHTER in before) == (True, False)

    places = [five.post("save", at | {"place": place})["Location"] for place in (1, 2, 3)]
    last, share = text(five.get("part", 4)), text(five.get("share"))
    five.save("Only this.", prompt="p1")
    five.send(done_as="could")

    assert places == [five.url("part", number) for number in (2, 3, 4)]
    assert ("And now?" in last, "Look it over" in last) == (True, True)
    assert "These are the first two parts, and that is enough to send." in share
    assert Assignment.objects.get().state_from(Round.objects.get()) == "done"


def test_all_parts_come_back_at_one_press_and_nothing_is_lost(five):
    five.post("begin")
    five.save("Far on.", prompt="p5")
    five.post("shorten", {"parts": "first"})
    short = text(five.get("whole"))
    response = five.post("shorten", {"parts": "all"})

    whole = text(five.get("whole"))
    assert response["Location"] == five.url("go_on")
    assert ("Line 2." in short, "Line 3." in short, "And now?" in short) == (True, False, True)
    assert ("Line 3." in whole, "Far on." in whole) == (True, True)


def test_what_she_wrote_further_on_can_still_be_shared(five):
    five.post("begin")
    five.save("Far on.", prompt="p5")
    five.post("shorten", {"parts": "first"})

    assert "Far on." in text(five.get("share"))


def test_too_much_for_a_part_that_is_left_out_since_comes_back(five):
    five.post("begin")
    five.post("shorten", {"parts": "first"})
    too_long = "x" * 400
    page = five.post("save", {"p5:": too_long, "p5:_revision": 0, "place": 6, "go": "next"})

    assert (page.status_code, too_long in text(page)) == (422, True)


def test_an_older_page_shows_both_plans(five):
    plans(five)
    response = plans(five, when="in the evening")

    page = text(response)
    assert response.status_code == 409
    assert ("When “after breakfast”" in page, 'value="in the evening"' in page) == (True, True)
    assert 'name="revision" value="1"' in page
    plans(five, when="in the evening", revision=1)
    assert OwnPlan.objects.get().said.when == "in the evening"


@pytest.mark.parametrize(
    ("said", "planned"),
    [
        ({"where": ""}, "When “after breakfast”, I will do it."),
        ({"when": ""}, "I will do it at “the kitchen”."),
    ],
)
def test_half_a_plan_is_a_plan(five, said, planned):
    plans(five, **said)

    assert planned in text(five.get("sheet"))


@pytest.mark.parametrize(
    "spoilt",
    [
        {"doable": "11"},
        {"doable": "many"},
        {"revision": "x"},
        {"revision": ""},
        {"when": "x" * 201},
        {"obstacle": "x\x00y"},
    ],
)
def test_what_cannot_be_kept_stays_in_its_box(five, spoilt):
    response = plans(five, **spoilt)

    page = text(response)
    assert response.status_code == 422
    assert "Please look at this once more" in page or "open this page anew" in page
    assert 'value="the kitchen"' in page
    assert list(OwnPlan.objects.all()) == []


def test_too_late_her_words_come_back(hers):
    sheet = hers.assignment
    hers.post("not_now", {})
    response = plans(hers)

    assert (response.status_code, "after breakfast" in text(response)) == (409, True)
    assert hers.get("plan")["Location"] == hers.url("sheet")
    assert hers.post("shorten", {"parts": "first"})["Location"] == hers.url("read")
    assert not OwnPlan.objects.filter(assignment=sheet).exists()


@pytest.mark.parametrize("sent", [{}, {"parts": "some"}])
def test_the_shorter_version_needs_her_word(five, sent):
    response = five.post("shorten", sent)

    assert response["Location"] == five.url("sheet")
    assert list(OwnPlan.objects.all()) == []


def test_the_check_in_asks_for_no_plan(browser, maya):
    browser.force_login(maya.membership.user)
    shelf = Theme.objects.create(number=90, slug="check-in", name="Check-ins", client_intro="A")
    hers = Hers(browser, make_assignment(maya, make_version(FIVE, theme=shelf)))

    assert "When and where could you do this?" not in text(hers.get("sheet"))
    assert hers.get("plan")["Location"] == hers.url("sheet")


def test_a_sheet_that_came_back_asks_for_no_plan(browser, maya):
    browser.force_login(maya.membership.user)
    given = make_assignment(maya, make_version(FIVE), round={"number": 2, "reopened_keys": ["p4"]})
    hers = Hers(browser, given)

    assert "When and where could you do this?" not in text(hers.get("sheet"))
    assert hers.get("plan")["Location"] == hers.url("sheet")
    assert hers.post("shorten", {"parts": "first"})["Location"] == hers.url("sheet")


def test_her_counselor_reads_the_same_with_a_plan_and_without(five, ana, client):
    client.force_login(ana.user)
    maya = five.assignment.client_id
    pages = [reverse("worksheets:assignment", args=[maya, five.assignment.pk])]
    pages += [reverse("worksheets:client", args=[maya]), reverse("worksheets:today")]
    before = [text(client.get(page)) for page in pages]
    plans(five, doable=2)

    assert without_tokens([text(client.get(page)) for page in pages]) == without_tokens(before)


def without_tokens(pages: list[str]) -> list[list[str]]:
    """The words of the pages, without what is new in every form."""
    new = ("csrfmiddlewaretoken", 'value="')
    return [[tag for tag in page.split("<") if not any(n in tag for n in new)] for page in pages]


def test_a_plan_costs_no_more_than_her_key(five):
    five.get("sheet")
    with CaptureQueriesContext(connection) as without:
        five.get("sheet")
    plans(five)
    five.get("sheet")

    with CaptureQueriesContext(connection) as planned:
        five.get("sheet")

    assert len(planned) == len(without) + 1
