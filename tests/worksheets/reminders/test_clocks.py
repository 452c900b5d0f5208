"""Literal tables of instants: her hour stays her hour, whatever the clocks do (E-13)."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from worksheets.reminders import planner
from worksheets.reminders.planner import Days, Step, Why, Wishes, Work

DAY = timedelta(days=1)
EVERY_DAY = frozenset(range(1, 8))


def wishes(zone: str, at: time = time(10), days: frozenset[int] = EVERY_DAY) -> Wishes:
    return Wishes(ZoneInfo(zone), days, at)


def sheet(due_on: date | None, given_on: date, number: int = 1) -> Work:
    return Work(UUID(int=number), due_on, 1, given_on)


def plan(works: list[Work], wanted: Wishes, now: datetime, **more) -> tuple[planner.Row, ...]:
    facts = {"quiet_days": (), "sessions": (), "messages": (), "settled": ()} | more
    return planner.plan(works=works, wishes=wanted, now=now, **facts)


def utc(row: planner.Row) -> str:
    return f"{row.due_at:%Y-%m-%d %H:%M}"


# Her own day, and 10:00 of it in UTC: the day before a change, the day of it, the day after.
CHANGES = [
    ("America/New_York", "2026-03-07 15:00", "2026-03-08 14:00", "2026-03-09 14:00"),
    ("America/New_York", "2026-10-31 14:00", "2026-11-01 15:00", "2026-11-02 15:00"),
    ("America/New_York", "2027-03-13 15:00", "2027-03-14 14:00", "2027-03-15 14:00"),
    ("America/New_York", "2027-11-06 14:00", "2027-11-07 15:00", "2027-11-08 15:00"),
    ("Europe/Lisbon", "2026-03-28 10:00", "2026-03-29 09:00", "2026-03-30 09:00"),
    ("Europe/Lisbon", "2026-10-24 09:00", "2026-10-25 10:00", "2026-10-26 10:00"),
    ("Europe/Lisbon", "2027-03-27 10:00", "2027-03-28 09:00", "2027-03-29 09:00"),
    ("Europe/Lisbon", "2027-10-30 09:00", "2027-10-31 10:00", "2027-11-01 10:00"),
    ("Australia/Sydney", "2026-04-03 23:00", "2026-04-05 00:00", "2026-04-06 00:00"),
    ("Australia/Sydney", "2026-10-03 00:00", "2026-10-03 23:00", "2026-10-04 23:00"),
    ("Australia/Sydney", "2027-04-02 23:00", "2027-04-04 00:00", "2027-04-05 00:00"),
    ("Australia/Sydney", "2027-10-02 00:00", "2027-10-02 23:00", "2027-10-03 23:00"),
    # Half an hour.
    ("Australia/Lord_Howe", "2026-04-03 23:00", "2026-04-04 23:30", "2026-04-05 23:30"),
    ("Australia/Lord_Howe", "2026-10-02 23:30", "2026-10-03 23:00", "2026-10-04 23:00"),
    ("Australia/Lord_Howe", "2027-04-02 23:00", "2027-04-03 23:30", "2027-04-04 23:30"),
    ("Australia/Lord_Howe", "2027-10-01 23:30", "2027-10-02 23:00", "2027-10-03 23:00"),
    # At midnight: the day of the change begins or ends an hour off.
    ("America/Santiago", "2026-04-04 13:00", "2026-04-05 14:00", "2026-04-06 14:00"),
    ("America/Santiago", "2026-09-05 14:00", "2026-09-06 13:00", "2026-09-07 13:00"),
    ("America/Santiago", "2027-04-03 13:00", "2027-04-04 14:00", "2027-04-05 14:00"),
    ("America/Santiago", "2027-09-04 14:00", "2027-09-05 13:00", "2027-09-06 13:00"),
    # Around Ramadan.
    ("Africa/Casablanca", "2026-02-14 09:00", "2026-02-15 10:00", "2026-02-16 10:00"),
    ("Africa/Casablanca", "2026-03-21 10:00", "2026-03-22 09:00", "2026-03-23 09:00"),
    ("Africa/Casablanca", "2027-02-06 09:00", "2027-02-07 10:00", "2027-02-08 10:00"),
    ("Africa/Casablanca", "2027-03-13 10:00", "2027-03-14 09:00", "2027-03-15 09:00"),
    # None, and a quarter of an hour.
    ("Asia/Kathmandu", "2026-03-28 04:15", "2026-03-29 04:15", "2026-03-30 04:15"),
    ("Asia/Kathmandu", "2027-10-30 04:15", "2027-10-31 04:15", "2027-11-01 04:15"),
]


@pytest.mark.parametrize(("zone", "before", "on", "after"), CHANGES)
def test_ten_stays_ten_across_a_change(zone, before, on, after):
    wanted = wishes(zone)
    first = datetime.fromisoformat(f"{before}+00:00").astimezone(wanted.zone).date()
    now = datetime.fromisoformat(f"{before}+00:00") - 3 * DAY

    planned = [plan([sheet(None, first + (ahead - 1) * DAY)], wanted, now)[0] for ahead in range(3)]

    assert [utc(row) for row in planned] == [before, on, after]
    assert [row.on for row in planned] == [first, first + DAY, first + 2 * DAY]


@pytest.mark.parametrize(("zone", "before", "on", "after"), CHANGES)
def test_both_ends_of_her_day_stay_out_of_the_night(zone, before, on, after):
    first = datetime.fromisoformat(f"{before}+00:00").astimezone(ZoneInfo(zone)).date()
    now = datetime.fromisoformat(f"{before}+00:00") - 3 * DAY

    for at in (time(8), time(20, 59)):
        wanted = wishes(zone, at)
        works = [sheet(None, first + ahead * DAY, ahead + 5) for ahead in (-1, 0, 1)]
        rows = plan(works, wanted, now)
        assert [row.due_at.astimezone(wanted.zone).time() for row in rows] == [at] * 3


@pytest.mark.parametrize(
    ("zone", "day", "at", "instant", "shows"),
    [
        # Hours that do not exist move on by what was skipped.
        ("America/New_York", "2026-03-08", "02:30", "2026-03-08 07:30", "03:30"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03 15:45", "02:45"),
        ("America/Santiago", "2026-09-06", "00:30", "2026-09-06 04:30", "01:30"),
        # Hours that exist twice are the first one.
        ("America/New_York", "2026-11-01", "01:30", "2026-11-01 05:30", "01:30"),
        ("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04 14:45", "01:45"),
        ("Africa/Casablanca", "2026-02-15", "02:30", "2026-02-15 01:30", "02:30"),
    ],
)
def test_an_hour_that_is_not_there_or_there_twice(zone, day, at, instant, shows):
    wanted = wishes(zone, time.fromisoformat(at))
    days = Days(wanted, (), (), datetime(2026, 1, 1, tzinfo=UTC))

    found = days.instant(date.fromisoformat(day))

    assert (f"{found:%Y-%m-%d %H:%M}", f"{found.astimezone(wanted.zone):%H:%M}") == (instant, shows)
    assert not days.is_open(date.fromisoformat(day))  # it lies in the night


def test_a_day_that_is_not_there_has_no_message():
    """Samoa went from 29 to 31 December 2011."""
    now = datetime(2011, 12, 29, 12, tzinfo=UTC)

    rows = plan([sheet(None, date(2011, 12, 29))], wishes("Pacific/Apia"), now)

    assert [(row.on, utc(row), row.why) for row in rows] == [
        (date(2011, 12, 31), "2011-12-30 20:00", Why.MOVED)
    ]


def test_a_zone_that_changes_after_planning_keeps_her_hour():
    now = datetime(2026, 3, 25, 12, tzinfo=UTC)
    works = [sheet(date(2026, 3, 31), date(2026, 3, 25))]

    tables = {
        zone: [utc(row) for row in plan(works, wishes(zone), now)]
        for zone in ("America/New_York", "Europe/Lisbon", "Australia/Sydney")
    }

    assert tables == {
        "America/New_York": ["2026-03-26 14:00", "2026-03-30 14:00", "2026-04-02 14:00"],
        "Europe/Lisbon": ["2026-03-26 10:00", "2026-03-30 09:00", "2026-04-02 09:00"],
        "Australia/Sydney": ["2026-03-25 23:00", "2026-03-29 23:00", "2026-04-01 23:00"],
    }


def test_a_move_never_gives_one_day_two_messages():
    """One went out on Tuesday morning in Sydney; in New York it is still Monday."""
    sent = datetime(2026, 3, 9, 22, tzinfo=UTC)
    now = sent + timedelta(hours=1)

    rows = plan(
        [sheet(None, date(2026, 3, 8))], wishes("America/New_York", time(20)), now, messages=[sent]
    )

    assert [(row.on, row.why) for row in rows] == [(date(2026, 3, 10), Why.MOVED)]


def before_rows(dues: list[date], wanted: Wishes) -> list[str]:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    works = [sheet(due, date(2025, 12, 31), number) for number, due in enumerate(dues, 1)]
    return [utc(row) for row in plan(works, wanted, now) if row.step == Step.BEFORE]


def test_the_last_of_each_month():
    ends = [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 10, 31)]
    ends += [date(2026, 11, 30), date(2027, 2, 28), date(2027, 3, 31), date(2028, 2, 29)]

    assert before_rows(ends, wishes("Europe/Lisbon")) == [
        "2026-02-27 10:00",
        "2026-03-30 09:00",
        "2026-04-29 09:00",
        "2026-10-30 10:00",
        "2026-11-29 10:00",
        "2027-02-27 10:00",
        "2027-03-30 09:00",
        "2028-02-28 10:00",
    ]


def test_every_two_weeks_across_a_change():
    dues = [date(2026, 2, 24) + turn * 14 * DAY for turn in range(4)]

    assert before_rows(dues, wishes("America/New_York")) == [
        "2026-02-23 15:00",
        "2026-03-09 14:00",
        "2026-03-23 14:00",
        "2026-04-06 14:00",
    ]


@pytest.mark.parametrize(
    ("due_on", "days", "quiet", "rows"),
    [
        # A week: the three of E-10.
        (17, EVERY_DAY, (), ["chosen 11", "before 16", "after 19"]),
        # Too short for a message of its own at her hour.
        (12, EVERY_DAY, (), ["before 11", "after 14"]),
        (11, EVERY_DAY, (), ["before 11 moved", "after 13"]),
        (10, EVERY_DAY, (), ["chosen 11"]),
        # Only Mondays (the 16th), only Sundays (the 15th): earlier, later, or the day itself.
        (17, frozenset({1}), (), ["chosen 11 no_day", "before 16", "after 23 moved"]),
        (18, frozenset({7}), (), ["chosen 11 no_day", "before 15 moved", "after 22 moved"]),
        (17, frozenset({2}), (), ["chosen 11 no_day", "before 17 moved", "after 24 moved"]),
        # Quiet days; where none is open before the day itself, that one.
        (17, EVERY_DAY, (11, 16), ["chosen 12 moved", "before 15 moved", "after 19"]),
        (17, EVERY_DAY, range(11, 17), ["chosen 11 no_day", "before 17 moved", "after 19"]),
        (17, EVERY_DAY, range(11, 18), ["chosen 11 no_day", "before 16 no_day", "after 19"]),
        (17, EVERY_DAY, range(19, 26), ["chosen 11", "before 16", "after 19 no_day"]),
    ],
)
def test_where_each_step_goes(due_on, days, quiet, rows):
    now = datetime(2026, 3, 10, 15, tzinfo=UTC)
    works = [sheet(date(2026, 3, due_on), date(2026, 3, 10))]
    silent = {date(2026, 3, day) for day in quiet}

    found = plan(works, wishes("America/New_York", days=days), now, quiet_days=silent)

    assert [f"{row.step} {row.on.day} {row.why}".strip() for row in found] == rows


def test_the_order_in_which_the_cap_gives_way():
    """Before goes first, then the chosen time, then after; one day is one message (rulings 25)."""
    now = datetime(2026, 3, 10, 15, tzinfo=UTC)
    dues = (13, 14, 15)
    works = [sheet(date(2026, 3, due), date(2026, 3, 10), due) for due in dues]
    kept = wishes("America/New_York")

    rows = plan(works, kept, now)
    fewer = plan(works[:2], kept, now)

    def days(found, planned):
        return [f"{row.step} {row.on.day}" for row in found if row.planned == planned]

    assert days(rows, True) == ["before 12", "before 13", "before 14"]
    assert days(fewer, True) == ["chosen 11", "chosen 11", "before 12", "before 13"]
    assert days(fewer, False) == ["after 15", "after 16"]


@pytest.mark.parametrize(
    ("session", "why"),
    [
        ("2026-03-16 15:00", Why.NOTHING),
        ("2026-03-17 15:00", Why.SESSION),
        ("2026-03-19 13:59", Why.SESSION),
        ("2026-03-19 14:00", Why.NOTHING),
    ],
)
def test_no_message_after_a_session_has_come_between(session, why):
    now = datetime(2026, 3, 10, 15, tzinfo=UTC)
    works = [sheet(date(2026, 3, 17), date(2026, 3, 10))]
    at = datetime.fromisoformat(f"{session}+00:00")

    rows = plan(works, wishes("America/New_York"), now, sessions=[at])

    assert (rows[-1].step, rows[-1].planned, rows[-1].why) == (Step.AFTER, not why, why)


@pytest.mark.parametrize(("hours", "planned"), [(0, False), (5, False), (6, True)])
def test_a_message_that_left_within_its_six_hours_still_counts(hours, planned):
    """Planned for 10:00 seven days ago, it may have gone out at 16:00."""
    now = datetime(2026, 3, 16, 15, tzinfo=UTC)
    first = datetime(2026, 3, 10, 14, tzinfo=UTC) - timedelta(hours=hours)
    sent = [first, first + 2 * DAY, first + 4 * DAY]

    rows = plan([sheet(None, date(2026, 3, 16))], wishes("America/New_York"), now, messages=sent)

    why = Why.NOTHING if planned else Why.ENOUGH
    assert [(row.on.day, row.planned, row.why) for row in rows] == [(17, planned, why)]


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (Wishes(ZoneInfo("UTC"), EVERY_DAY, time(10), on=False), Why.OFF),
        (Wishes(ZoneInfo("UTC"), EVERY_DAY, time(10), paused_until=planner.FOR_EVER), Why.PAUSED),
        (Wishes(ZoneInfo("UTC"), EVERY_DAY, time(10), is_silent=True), Why.SILENT),
    ],
)
def test_what_is_held_stands_still_while_time_goes_by(wanted, why):
    now = datetime(2026, 3, 10, 15, tzinfo=UTC)
    works = [sheet(None, date(2026, 3, 10))]

    first, later = (plan(works, wanted, now + days * DAY) for days in (0, 5))

    assert first == later
    assert [(row.on.day, row.planned, row.is_held, row.why) for row in first] == [
        (11, False, True, why)
    ]
