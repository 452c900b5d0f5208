"""What her pages say, and what they never say."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from clients.models import Flag, TenderDate
from tests.factories import NOW, link, make_assignment, make_supervisor, make_version
from tests.worksheets.views.mine.conftest import NIGHT, Hers, text
from worksheets.models import Answer, Comment, Round, Version

pytestmark = pytest.mark.django_db


@pytest.fixture
def new(browser, maya) -> Hers:
    """A sheet that she has not opened."""
    browser.force_login(maya.membership.user)
    return Hers(browser, make_assignment(maya))


def test_home_shows_one_next_thing_with_the_reason_in_her_words(new):
    home = new.http.get(reverse("worksheets:home")).context["home"]

    assert home.next.assignment == new.assignment
    assert home.next.assignment.reason == "You told me about the short call."
    assert (home.next.parts, home.later, home.work) == (3, [], [])
    assert (home.greeting, home.is_tender) == ("Good morning", False)


def test_home_orders_sent_back_then_by_day_then_the_rest(new, maya):
    no_day = make_assignment(maya, due_on=None)
    gone_by = make_assignment(maya, due_on=date(2026, 3, 1))
    soon = make_assignment(maya, due_on=date(2026, 3, 11))
    back = make_assignment(maya, due_on=None, round={"number": 2, "reopened_keys": ["miss"]})

    home = new.http.get(reverse("worksheets:home")).context["home"]

    order = [home.next.assignment, *(item.assignment for item in home.later)]
    assert order[:3] == [back, soon, new.assignment]
    assert set(order[3:]) == {no_day, gone_by}


@pytest.mark.parametrize(
    ("minutes", "keys", "said"),
    [
        (12, ["miss"], "A few minutes"),
        (12, ["noticed", "miss"], "About 8 minutes"),
        (15, ["noticed", "miss", "size"], "About 15 minutes"),
    ],
)
def test_what_came_back_says_how_long_its_parts_take(browser, maya, minutes, keys, said):
    browser.force_login(maya.membership.user)
    back = make_assignment(
        maya, make_version(minutes=minutes), round={"number": 2, "reopened_keys": keys}
    )

    pages = [text(browser.get("/my/")), text(Hers(browser, back).get("sheet"))]

    times = ["A few minutes", "About 8 minutes", f"About {minutes} minutes"]
    assert [[one for one in times if one in page] for page in pages] == [[said]] * 2


@pytest.mark.parametrize(
    ("due_on", "said"),
    [
        (date(2026, 3, 12), "by Thursday 12 March, when it suits you"),
        (date(2026, 3, 6), "when it suits you"),
    ],
)
def test_what_came_back_keeps_no_day_that_has_gone_by(browser, maya, due_on, said):
    browser.force_login(maya.membership.user)
    again = {"number": 2, "reopened_keys": ["miss"]}
    back = Hers(browser, make_assignment(maya, due_on=due_on, round=again))

    page = text(back.get("sheet"))

    assert re.search("<dt>When</dt><dd>(.*?)</dd>", page).group(1).strip() == said


def test_home_never_counts_days(new, maya):
    make_assignment(maya, due_on=date(2026, 1, 1))

    page = text(new.http.get(reverse("worksheets:home"))).lower()

    forbidden = ["overdue", "late ", "days ago", "missed", "failed", "homework", "streak"]
    assert [word for word in forbidden if word in page] == []


def test_home_is_gentle_around_a_tender_day(new, maya):
    TenderDate.objects.create(
        client=maya,
        on_date=date(2026, 3, 11),
        own_label="Her birthday",
        created_by=maya.membership.user,
    )

    response = new.http.get(reverse("worksheets:home"))

    assert response.context["home"].next.when is None
    assert "These may be tender days." in text(response)
    assert "Her birthday" not in text(response)


def test_a_day_before_the_session_is_said_by_the_session(new, maya):
    maya.next_session_at = NOW.replace(day=13)
    maya.save(update_fields=["next_session_at"])

    assert "before you meet Ana on Friday 13 March" in text(new.http.get("/my/"))


def test_the_page_before_says_what_it_takes_and_who_sees_it(new, ana, maya):
    link(maya, make_supervisor(ana.practice, "Sofia Lund"), role="supervisor")

    page = text(new.get("sheet"))

    assert "You told me about the short call." in page
    assert "About 10 minutes" in page
    assert "3, and you can skip any of them" in page
    assert "can be read by Ana Ruiz and Sofia Lund (supervisor)." in page
    assert "This one goes deep." not in page


@pytest.fixture
def heavy(browser, maya) -> Hers:
    """A heavy sheet that she has not opened."""
    browser.force_login(maya.membership.user)
    version = make_version(weight=Version.Weight.HEAVY)
    return Hers(browser, make_assignment(maya, version))


def test_a_heavy_sheet_says_so_and_offers_ways_out(heavy):
    page = text(heavy.get("sheet"))

    assert "This one goes deep." in page
    assert "Ask Ana for a lighter one" in page
    assert "Not today" in page
    assert "This one may sit better in daylight." not in page


def test_a_heavy_sheet_at_night_speaks_of_daylight(heavy, maya):
    with time_machine.travel(NIGHT):
        heavy.http.force_login(maya.membership.user)
        page = text(heavy.get("sheet"))

    assert "This one may sit better in daylight." in page
    assert "Start anyway" in page


def test_a_heavy_sheet_once_begun_stays_open_at_night(heavy, maya):
    with time_machine.travel(NIGHT):
        heavy.http.force_login(maya.membership.user)
        heavy.post("begin")
        page = text(heavy.get("sheet"))

    assert "daylight" not in page


def test_beginning_is_a_fact_and_leads_to_the_first_part(new):
    response = new.post("begin")

    assert response["Location"] == new.url("part", 1)
    assert Round.objects.get().opened_at is not None


def test_a_part_before_beginning_leads_to_the_page_before(new):
    assert new.get("part", 1)["Location"] == new.url("sheet")
    assert Round.objects.get().opened_at is None


def test_a_sheet_that_a_flag_holds_back_speaks_first(browser, maya, ana):
    browser.force_login(maya.membership.user)
    version = make_version(weight=Version.Weight.HEAVY)
    hers = Hers(browser, make_assignment(maya, version, round={"opened_at": NOW}))
    Flag.objects.create(client=maya, kind="heavy_off", set_by=ana.user)

    assert hers.get("part", 1)["Location"] == hers.url("sheet")
    assert "Ana would like to talk with you before this one." in text(hers.get("sheet"))
    assert hers.save("Still kept.").status_code == 200


def test_a_held_sheet_is_neither_begun_nor_sent(browser, maya, ana):
    browser.force_login(maya.membership.user)
    version = make_version(weight=Version.Weight.HEAVY)
    hers = Hers(browser, make_assignment(maya, version))
    Flag.objects.create(client=maya, kind="heavy_off", set_by=ana.user)

    answers = [
        hers.post("begin"),
        hers.get("share"),
        hers.post("submit", {"done_as": "done", "submit_key": uuid4()}),
    ]

    assert [answer["Location"] for answer in answers] == [hers.url("sheet")] * 3
    assert Round.objects.values_list("opened_at", "submitted_at").get() == (None, None)


@pytest.mark.parametrize(("flags", "is_held"), [([], True), (["safety_talk"], False)])
def test_home_tells_of_a_sheet_that_waits_for_a_talk(browser, maya, ana, flags, is_held):
    gate = {"kind": "safety_talk", "text": "We have talked about safety."}
    schema = BRANCH | {"gates": [gate]}
    make_assignment(maya, make_version(schema))
    for kind in flags:
        Flag.objects.create(client=maya, kind=kind, set_by=ana.user)
    browser.force_login(maya.membership.user)

    home = browser.get(reverse("worksheets:home")).context["home"]

    assert home.next.is_held is is_held


def test_past_the_last_part_comes_the_review(hers):
    assert hers.get("part", 4)["Location"] == hers.url("share")
    assert hers.get("part", 0)["Location"] == hers.url("share")


BRANCH = {
    "prompts": [
        {
            "key": "own",
            "type": "single_choice",
            "text": "Is there a part you wish to own?",
            "options": [{"key": "yes", "label": "Yes"}, {"key": "no", "label": "No"}],
        },
        {
            "key": "line",
            "type": "short_text",
            "text": "Say it in one line.",
            "show_if": {"prompt": "own", "equals": "yes"},
        },
        {"key": "end", "type": "short_text", "text": "What now?"},
    ]
}


def test_parts_that_do_not_fit_are_left_out(browser, maya):
    browser.force_login(maya.membership.user)
    hers = Hers(browser, make_assignment(maya, make_version(BRANCH), round={"opened_at": NOW}))

    assert "What now?" in text(hers.get("part", 2))
    hers.save("yes", prompt="own")
    assert "Say it in one line." in text(hers.get("part", 2))
    hers.save("Mine.", prompt="line")
    hers.save("no", prompt="own", revision=1)
    assert "What now?" in text(hers.get("part", 2))
    assert Answer.objects.get(prompt_key="line").value == "Mine."


def test_a_pause_has_no_clock(hers):
    page = text(hers.get("pause", data={"at": "2"})).lower()

    assert "breathe in slowly" in page
    assert hers.url("part", 2) in page
    assert [
        word for word in ("second", "minute", "timer") if word in page.split("<footer")[0]
    ] == []


@pytest.mark.parametrize("at", ["", "x", "-1", "9999", "²", "99"])
def test_a_pause_from_nowhere_leads_to_the_sheet(hers, at):
    assert hers.url("sheet") in text(hers.get("pause", data={"at": at}))


def test_a_sheet_sent_back_asks_only_for_what_was_reopened(browser, maya):
    browser.force_login(maya.membership.user)
    given = make_assignment(maya, round={"opened_at": NOW})
    first = Hers(browser, given)
    first.save("First.")
    first.save("Also first.", prompt="miss")
    first.send()
    Round.objects.update(
        superseded_at=NOW, reviewed_at=NOW, reviewed_by=given.assigned_by, closing="back"
    )
    Comment.objects.create(
        client=maya,
        assignment=given,
        round=Round.objects.get(),
        author=given.assigned_by,
        prompt_key="noticed",
        body="Tell me a little more?",
        sent_at=NOW,
    )
    Round.objects.create(
        assignment=given, client=maya, number=2, reopened_keys=["noticed"], opened_at=NOW
    )

    page = text(first.get("part", 1))

    assert "Ana asked you to look at this one again." in page
    assert "Tell me a little more?" in page
    assert "First." in page
    assert first.get("part", 2)["Location"] == first.url("share")
    assert first.save("Not asked.", prompt="miss", revision=1).status_code == 422


TITLES = {
    "sheet": "Your sheet",
    "whole": "Your sheet",
    "pause": "A pause",
    "not_now": "Put it aside",
    "paper": "Done on paper",
    "share": "Look it over",
    "read": "What you wrote",
    "print_mine": "To print",
    "raise_it": "Your sheet",
}


def test_titles_name_the_page_and_tell_nothing(hers):
    pages = {name: text(hers.get(name)) for name in TITLES}

    told = {name: page.split("<title>")[1].split("</title>")[0] for name, page in pages.items()}

    assert told == {name: f"{title} · Tend" for name, title in TITLES.items()}


def test_after_discharge_she_reads_and_writes_no_more(hers, maya, ana):
    hers.save("Kept.")
    maya.discharged_at, maya.discharged_by = NOW + timedelta(minutes=1), ana.user
    maya.save(update_fields=["discharged_at", "discharged_by"])

    assert hers.get("part", 1)["Location"] == hers.url("read")
    assert "Kept." in text(hers.get("read"))
    assert hers.save("More.").json()["closed"] == "discharged"


def test_without_script_hard_words_bring_the_numbers(hers):
    hers.save("I want to die.")
    hers.save("Nothing of note.", prompt="miss")

    for page in (hers.get("part", 1), hers.get("part", 2), hers.get("share")):
        assert [panel.kind for panel in page.context["panels"]] == ["self"]
        assert "<noscript>" in page.content.decode()
    assert hers.get("part", 3).context["panels"] == []


def test_pages_with_plain_words_show_no_panel(hers):
    hers.save("A quiet week.")

    assert hers.get("part", 1).context["panels"] == []


def test_parts_of_the_frame_and_beside_are_not_counted(browser, maya):
    line = {"type": "short_text", "text": "A line."}
    keys = [("frame.before", {"frame": True}), ("one", {}), ("beside", {"extra": True})]
    schema = {"prompts": [{"key": key} | line | marks for key, marks in keys]}
    browser.force_login(maya.membership.user)
    hers = Hers(browser, make_assignment(maya, make_version(schema), round={"opened_at": NOW}))

    sheet = hers.get("part", 1).context["sheet"]

    assert [(part.keys, part.position) for part in sheet.parts] == [
        (("frame.before",), 0),
        (("one",), 1),
        (("beside",), 0),
    ]
    assert sheet.length == 1
