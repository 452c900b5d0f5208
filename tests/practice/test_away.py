"""Days away: hers alone, never two at once, with words for her clients (N-03, H-04)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clients.actions.caring import discharge
from practice.actions import away
from practice.actions.away import Away
from practice.models import AuditIntake, Leave
from tests.factories import (
    NOW,
    actor_for,
    make_client,
    make_counselor,
    make_owner,
    make_practice,
    make_supervisor,
)
from tests.tables import cells

pytestmark = pytest.mark.django_db

# NOW is the 10th of March in New York.
MARCH = {day: date(2026, 3, day) for day in range(1, 32)}
WORDS = "Ring the front desk, they know whom to ask."


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ana():
    return make_counselor(make_practice())


def be_away(
    ana, first: int, last: int, now: datetime = NOW, words: str = WORDS, cover=None
) -> Leave:
    days = Away(MARCH[first], MARCH[last], words, cover)
    return away.add_leave(by=actor_for(ana, now), away=days)


def days() -> list[tuple[int, int]]:
    found = Leave.objects.order_by("starts_on")
    return [(leave.starts_on.day, leave.ends_on.day) for leave in found]


@pytest.mark.parametrize(
    ("first", "last", "words", "said"),
    [
        (9, 12, WORDS, "That day has gone by. Please choose today or later."),
        (14, 13, WORDS, "The last day comes before the first. Please look at both."),
        (20, 24, WORDS, "You are away on one of these days already. Change that one."),
        (25, 25, WORDS, "You are away on one of these days already. Change that one."),
        (14, 31, WORDS, "You are away on one of these days already. Change that one."),
        (12, 13, "  ", "Please write a line for your clients."),
    ],
)
def test_days_that_cannot_be_are_refused_in_words(ana, first, last, words, said):
    be_away(ana, 20, 25)

    with pytest.raises(ValidationError) as refused:
        be_away(ana, first, last, words=words)

    assert (refused.value.messages, days()) == ([said], [(20, 25)])


def test_days_may_touch_and_others_may_be_away_at_once(ana):
    be_away(ana, 10, 12)
    be_away(ana, 13, 13)
    be_away(make_counselor(ana.practice, "Ben Okoye"), 11, 13)

    assert days() == [(10, 12), (11, 13), (13, 13)]


def test_two_years_ahead_is_the_most(ana):
    with pytest.raises(away.DaysNotPossible, match="more than two years"):
        away.add_leave(by=actor_for(ana), away=Away(MARCH[11], date(2028, 4, 1), WORDS))


def test_today_is_that_of_her_own_clock():
    auckland = make_counselor(make_practice(), time_zone="Pacific/Auckland")

    with pytest.raises(away.DaysNotPossible):
        be_away(auckland, 10, 12)
    be_away(auckland, 11, 12)

    assert days() == [(11, 12)]


def test_what_has_begun_keeps_its_first_day(ana):
    leave = be_away(ana, 9, 12, now=datetime(2026, 3, 9, 9, tzinfo=ZoneInfo("America/New_York")))
    by = actor_for(ana)

    away.change_leave(by=by, leave=leave, away=Away(MARCH[9], MARCH[14], "Other words."))
    with pytest.raises(away.DaysNotPossible):
        away.change_leave(by=by, leave=leave, away=Away(MARCH[10], MARCH[14], WORDS))
    with pytest.raises(away.HasBegun):
        away.remove_leave(by=by, leave=leave)

    assert (days(), Leave.objects.get().words) == ([(9, 14)], "Other words.")


def test_what_is_over_stays_as_it_was(ana):
    before = datetime(2026, 3, 3, 12, tzinfo=ZoneInfo("America/New_York"))
    leave = be_away(ana, 3, 5, now=before)

    with pytest.raises(away.DaysNotPossible):
        days_ = Away(MARCH[3], MARCH[12], WORDS)
        away.change_leave(by=actor_for(ana), leave=leave, away=days_)
    with pytest.raises(away.NotNow):
        away.end_leave(by=actor_for(ana), leave=leave)

    assert days() == [(3, 5)]


def test_ahead_of_her_everything_may_be_changed_or_taken_out(ana):
    leave, by = be_away(ana, 20, 25), actor_for(ana)

    away.change_leave(by=by, leave=leave, away=Away(MARCH[18], MARCH[22], WORDS))
    changed = days()
    with pytest.raises(away.NotNow):
        away.end_leave(by=by, leave=leave)
    away.remove_leave(by=by, leave=leave)

    assert (changed, days()) == ([(18, 22)], [])
    assert [row.action for row in AuditIntake.objects.order_by("id")] == [
        "leave.added",
        "leave.changed",
        "leave.removed",
    ]


def test_she_may_be_back_early(ana):
    yesterday = datetime(2026, 3, 9, 9, tzinfo=ZoneInfo("America/New_York"))
    leave = be_away(ana, 9, 20, now=yesterday)

    away.end_leave(by=actor_for(ana), leave=leave)
    today = be_away(ana, 10, 20)
    away.end_leave(by=actor_for(ana), leave=today)

    assert days() == [(9, 9)]


def test_they_are_hers_alone(ana):
    leave = be_away(ana, 20, 25)
    ben = make_counselor(ana.practice, "Ben Okoye")
    others = [ben, make_owner(ana.practice), make_supervisor(ana.practice), make_client(ana)]

    for who in others:
        for act in (away.end_leave, away.remove_leave):
            with pytest.raises(away.OnlyHerOwn):
                act(by=actor_for(who), leave=leave)
        assert not Leave.objects.visible_to(actor_for(who)).exists()
    for who in others[1:]:
        with pytest.raises(away.OnlyHerOwn):
            away.add_leave(by=actor_for(who), away=Away(MARCH[20], MARCH[21], WORDS))

    assert days() == [(20, 25)]


def test_days_taken_out_meanwhile_do_not_come_back(ana):
    leave, by = be_away(ana, 20, 25), actor_for(ana)
    Leave.objects.all().delete()

    for act in (
        lambda: away.change_leave(by=by, leave=leave, away=Away(MARCH[20], MARCH[21], WORDS)),
        lambda: away.remove_leave(by=by, leave=leave),
    ):
        with pytest.raises(away.DaysNotPossible, match="taken out meanwhile"):
            act()

    assert days() == []


def test_her_words_lie_sealed(ana):
    be_away(ana, 20, 25)

    found = [(table, name) for table, name, cell in cells() if b"front desk" in cell]

    assert (found, Leave.objects.get().words) == ([], WORDS)


# --- who looks after her clients ----------------------------------------------------------------


def test_only_another_counselor_who_is_here_can_cover(ana):
    others = [
        ana,
        make_owner(ana.practice),
        make_supervisor(ana.practice),
        make_counselor(ana.practice, "Cara Nunes", ended_at=NOW),
        make_counselor(make_practice(name="Hill Road Practice"), "Eva Stein"),
        make_client(ana).membership,
    ]

    for cover in others:
        with pytest.raises(away.CannotCover, match="Please choose a counselor from the list."):
            be_away(ana, 20, 25, cover=cover)

    assert days() == []


@pytest.mark.parametrize(
    ("first", "last", "can"), [(18, 19, True), (18, 20, False), (25, 25, False), (26, 27, True)]
)
def test_who_is_away_herself_cannot(ana, first, last, can):
    ben = make_counselor(ana.practice, "Ben Okoye")
    be_away(ben, first, last)

    if can:
        be_away(ana, 20, 25, cover=ben)
    else:
        with pytest.raises(away.CannotCover, match="Ben Okoye is away on one of these days."):
            be_away(ana, 20, 25, cover=ben)

    assert Leave.objects.filter(cover=ben).exists() is can


def test_who_covers_may_be_away_all_the_same_and_is_told(ana, browser):
    ben = make_counselor(ana.practice, "Ben Okoye")
    be_away(ana, 20, 25, cover=ben)
    browser.force_login(ben.user)
    sent = {"starts_on": "2026-03-25", "ends_on": "2026-03-26", "words": WORDS}

    page = browser.post(reverse("practice:away"), sent, follow=True).content.decode()

    assert days() == [(20, 25), (25, 26)]
    assert "On some of these days you look after the clients of Ana Ruiz." in page


def test_she_chooses_on_her_page_and_both_read_of_it(ana, browser):
    ben = make_counselor(ana.practice, "Ben Okoye")
    make_owner(ana.practice)
    sent = {"starts_on": "2026-03-20", "ends_on": "2026-03-25", "words": WORDS}
    browser.force_login(ana.user)

    offered = browser.get(reverse("practice:away")).content.decode()
    browser.post(reverse("practice:away"), sent | {"cover": str(ben.pk)})
    hers = browser.get(reverse("practice:away")).content.decode()
    change = reverse("practice:change_away", args=[Leave.objects.get().pk])
    chosen = browser.get(change).content.decode()
    browser.force_login(ben.user)
    his = browser.get(reverse("practice:away")).content.decode()
    browser.force_login(ana.user)
    browser.post(change, sent)

    assert [name in offered for name in ("Ben Okoye", "Olga Brandt", "Ben Okoye looks")] == [
        True,
        False,
        False,
    ]
    assert "Ben Okoye looks after your clients." in hers
    assert f'value="{ben.pk}" selected' in chosen
    assert [words in his for words in ("Ana Ruiz", "Friday 20 March until", WORDS)] == [
        True,
        True,
        False,
    ]
    assert Leave.objects.get().cover is None


@pytest.mark.parametrize("cover", ["\x00", "x" * 9000, "6f1f6f0e-0b4f-4c55-8d0a-3f2f7a1c9e10"])
def test_a_cover_from_no_list_is_asked_about_and_the_words_stay(ana, browser, cover):
    make_counselor(ana.practice, "Ben Okoye")
    browser.force_login(ana.user)
    typed = {"starts_on": "2026-03-20", "ends_on": "2026-03-25", "words": "Typed.", "cover": cover}

    answer = browser.post(reverse("practice:away"), typed)

    assert (answer.status_code, days()) == (200, [])
    assert "Please choose a counselor from the list." in answer.content.decode()
    assert "Typed." in answer.content.decode()


# --- her page -----------------------------------------------------------------------------------


def test_she_sets_changes_and_takes_out_days_on_her_page(ana, browser):
    browser.force_login(ana.user)
    sent = {"starts_on": "2026-03-20", "ends_on": "2026-03-25", "words": WORDS}

    browser.post(reverse("practice:away"), sent)
    leave = Leave.objects.get()
    listed = browser.get(reverse("practice:away")).content.decode()
    change = reverse("practice:change_away", args=[leave.pk])
    shown = browser.get(change).content.decode()
    browser.post(change, sent | {"ends_on": "2026-03-27"})
    changed = days()
    browser.post(reverse("practice:remove_away", args=[leave.pk]))

    assert "Friday 20 March until Wednesday 25 March" in listed
    assert (WORDS in listed, WORDS in shown, 'value="2026-03-20"' in shown) == (True, True, True)
    assert (changed, days()) == ([(20, 27)], [])


@pytest.mark.parametrize(
    ("booked", "said"),
    [
        ([(2026, 3, 19), (2026, 3, 23)], ""),
        ([(2026, 3, 20), (2026, 3, 23)], "1 of your clients has a session booked on these days."),
        ([(2026, 3, 20), (2026, 3, 22)], "2 of your clients have a session booked on these days."),
    ],
)
def test_sessions_on_these_days_are_told_of_once_they_are_kept(ana, browser, booked, said):
    """N-02."""
    zone = ZoneInfo("America/New_York")
    for name, (year, month, day) in zip(("Maya", "Rosa"), booked, strict=True):
        make_client(ana, name, next_session_at=datetime(year, month, day, 23, 30, tzinfo=zone))
    gone = make_client(ana, "Gone", next_session_at=datetime(2026, 3, 21, 9, tzinfo=zone))
    discharge(by=actor_for(ana), client=gone)
    browser.force_login(ana.user)
    sent = {"starts_on": "2026-03-20", "ends_on": "2026-03-22", "words": WORDS}

    page = browser.post(reverse("practice:away"), sent, follow=True).content.decode()
    leave = Leave.objects.get()
    again = reverse("practice:change_away", args=[leave.pk])
    changed = browser.post(again, sent | {"words": "Other."}, follow=True).content.decode()

    link = f'<a href="{reverse("clients:caseload")}">Look at your caseload</a>'
    told = f"{said} {link}" if said else "Look at your caseload"
    assert (told in page, told in changed, days()) == (bool(said), bool(said), [(20, 22)])


def test_where_nobody_could_nobody_is_asked_for(ana, browser):
    browser.force_login(ana.user)

    assert "Who looks after" not in browser.get(reverse("practice:away")).content.decode()


def test_back_today_ends_them(ana, browser):
    leave = be_away(ana, 10, 20)
    browser.force_login(ana.user)

    page = browser.get(reverse("practice:away")).content.decode()
    said = browser.post(reverse("practice:end_away", args=[leave.pk]), follow=True)
    again = browser.post(reverse("practice:end_away", args=[be_away(ana, 12, 13).pk]), follow=True)

    assert "I am back today" in page
    assert "Your clients are no longer told" in said.content.decode()
    assert "You are not away today" in again.content.decode()
    assert days() == [(12, 13)]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"words": ""}, "Please write a line for your clients."),
        ({"ends_on": ""}, "Please choose a day."),
        ({"ends_on": "2026-02-31"}, "Please choose a day from the calendar."),
        ({"ends_on": "2026-03-19"}, "The last day comes before the first."),
        ({"ends_on": "2026-03-19", "words": ""}, "The last day comes before the first."),
        ({"ends_on": "9999-12-31"}, "That is more than two years away."),
        ({"starts_on": "2026-03-09"}, "That day has gone by."),
    ],
)
def test_what_needs_another_look_keeps_what_was_typed(ana, browser, sent, said):
    browser.force_login(ana.user)
    typed = {"starts_on": "2026-03-20", "ends_on": "2026-03-25", "words": "Typed words."} | sent

    answer = browser.post(reverse("practice:away"), typed)

    page = answer.content.decode()
    assert (answer.status_code, days()) == (200, [])
    assert said in page
    assert typed["words"] in page


def test_the_list_costs_the_same_for_one_and_for_ten(ana, browser, django_assert_num_queries):
    browser.force_login(ana.user)
    ben = make_counselor(ana.practice, "Ben Okoye")
    be_away(ana, 11, 11)
    browser.get(reverse("practice:away"))

    with CaptureQueriesContext(connection) as one:
        browser.get(reverse("practice:away"))
    for day in range(12, 22):
        be_away(ana, day, day, cover=ben)
        cara = make_counselor(ana.practice, f"Cara {day}")
        be_away(cara, 28, 28, cover=ana)
    assert len(one) <= 8
    with django_assert_num_queries(len(one)):
        browser.get(reverse("practice:away"))
