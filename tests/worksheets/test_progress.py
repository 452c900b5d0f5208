"""Completion by its exact definition, on examples worked out by hand (Q-01, evidence.md 4.6)."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from practice.zones import today_in
from worksheets.progress import Completion, Piece, by_theme, completion

TODAY = date(2026, 3, 10)
YESTERDAY, TOMORROW = date(2026, 3, 9), date(2026, 3, 11)


def test_nothing_given_is_nothing_of_nothing():
    assert completion([], TODAY) == Completion()


def test_a_month_worked_out_by_hand():
    # Five could have been done by now: two were, one with "did what I could"; one was put aside,
    # one passed, one waits. Not yet due, taken back and undated ones are outside of the five.
    pieces = [
        Piece("done", YESTERDAY, "done"),
        Piece("done", YESTERDAY, "could"),
        Piece("declined", YESTERDAY),
        Piece("passed", YESTERDAY),
        Piece("opened", YESTERDAY),
        Piece("not_opened", TODAY),
        Piece("withdrawn", YESTERDAY),
        Piece("done", None, "done"),
        Piece("not_opened", None),
    ]

    figures = completion(pieces, TODAY)

    assert figures == Completion(done=1, could=1, of=5, undated_done=1, undated_of=2, declined=1)
    assert figures.all_done == 2


@pytest.mark.parametrize(
    ("piece", "figures"),
    [
        (Piece("done", TOMORROW, "done"), Completion(done=1, of=1)),
        (Piece("done", YESTERDAY, "could"), Completion(could=1, of=1)),
        (Piece("opened", YESTERDAY), Completion(of=1)),
        (Piece("opened", TODAY), Completion()),
        (Piece("opened", TOMORROW), Completion()),
        (Piece("passed", YESTERDAY), Completion(of=1)),
        (Piece("passed", TOMORROW), Completion()),
        (Piece("declined", TOMORROW), Completion(declined=1)),
        (Piece("declined", None), Completion(undated_of=1, declined=1)),
        (Piece("withdrawn", YESTERDAY), Completion()),
        (Piece("withdrawn", None), Completion()),
        (Piece("done", None, "could"), Completion(undated_done=1, undated_of=1)),
    ],
)
def test_one_sheet_counts_as_defined(piece, figures):
    assert completion([piece], TODAY) == figures


@pytest.mark.parametrize(
    ("zone", "of"), [("Pacific/Kiritimati", 1), ("America/New_York", 0), ("Pacific/Pago_Pago", 0)]
)
def test_a_day_has_ended_where_she_lives(zone, of):
    late_on_the_tenth = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)

    today = today_in(ZoneInfo(zone), late_on_the_tenth)

    assert completion([Piece("opened", date(2026, 3, 10))], today) == Completion(of=of)


def test_themes_stand_in_the_order_they_first_appear():
    pieces = [
        Piece("done", YESTERDAY, "done", theme="Room to Grow"),
        Piece("opened", YESTERDAY, theme="The Quiet Grief"),
        Piece("opened", YESTERDAY, theme="Room to Grow"),
    ]

    assert by_theme(pieces, TODAY) == [
        ("Room to Grow", Completion(done=1, of=2)),
        ("The Quiet Grief", Completion(of=1)),
    ]
