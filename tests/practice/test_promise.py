"""By when a counselor plans to read: working days on her calendar."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice.holidays import Days
from practice.models import Leave, Practice
from practice.promise import read_by

NEW_YORK = ZoneInfo("America/New_York")
WEEK = [1, 2, 3, 4, 5]
FRIDAY_NOON = datetime(2026, 3, 13, 16, 0, tzinfo=UTC)
# 22:30 on Thursday in New York.
THURSDAY_NIGHT = datetime(2026, 3, 13, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("done_at", "reply_days", "working_days", "day"),
    [
        (datetime(2026, 3, 10, 15, 0, tzinfo=UTC), 2, WEEK, date(2026, 3, 12)),
        (FRIDAY_NOON, 2, WEEK, date(2026, 3, 17)),
        (THURSDAY_NIGHT, 1, WEEK, date(2026, 3, 13)),
        (FRIDAY_NOON, 1, [3], date(2026, 3, 18)),
        (FRIDAY_NOON, 2, [], date(2026, 3, 15)),
        (FRIDAY_NOON, 0, WEEK, date(2026, 3, 13)),
    ],
)
def test_the_plan_counts_working_days_after_the_day_it_was_done(
    done_at, reply_days, working_days, day
):
    planned = read_by(
        done_at, reply_days=reply_days, days=Days(Practice(), working_days), zone=NEW_YORK
    )

    assert planned == day


def away(*days: tuple[int, int]) -> list[Leave]:
    """Days of March."""
    return [
        Leave(starts_on=date(2026, 3, first), ends_on=date(2026, 3, last)) for first, last in days
    ]


@pytest.mark.parametrize(
    ("leaves", "day"),
    [
        ([(13, 13)], date(2026, 3, 17)),
        ([(16, 16)], date(2026, 3, 18)),
        ([(14, 15)], date(2026, 3, 17)),
        ([(16, 20)], date(2026, 3, 24)),
        ([(16, 16), (18, 19)], date(2026, 3, 20)),
        ([(20, 27)], date(2026, 3, 17)),
    ],
)
def test_days_away_count_for_nothing(leaves, day):
    """N-02."""
    days = Days(Practice(), WEEK, away(*leaves))

    planned = read_by(FRIDAY_NOON, reply_days=2, days=days, zone=NEW_YORK)

    assert planned == day


SPANS = st.tuples(st.integers(1, 31), st.integers(0, 10)).map(
    lambda pair: (pair[0], min(31, sum(pair)))
)


@given(
    reply_days=st.integers(1, 5),
    working_days=st.sets(st.integers(1, 7), min_size=1),
    spans=st.lists(SPANS, max_size=4),
)
def test_between_lie_as_many_days_of_work_as_were_promised(reply_days, working_days, spans):
    leaves = away(*spans)
    days = Days(Practice(), working_days, leaves)

    planned = read_by(FRIDAY_NOON, reply_days=reply_days, days=days, zone=NEW_YORK)

    first = FRIDAY_NOON.astimezone(NEW_YORK).date()
    between = [first + timedelta(days=n) for n in range(1, (planned - first).days + 1)]
    works = [
        day
        for day in between
        if day.isoweekday() in working_days and not any(one.covers(day) for one in leaves)
    ]
    assert (len(works), works[-1]) == (reply_days, planned)
