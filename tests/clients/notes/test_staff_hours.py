"""The hours in which a colleague is told of a note: those of her work, on her own clock (B-01)."""

from datetime import UTC, date, datetime, time

import pytest

from practice.models import Leave
from practice.note_mails import next_moment
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("zone", "at", "expected"),
    [
        # In her hours: at once. Before them, after them, on a weekend: when they begin again.
        ("America/New_York", (2026, 3, 10, 15, 0), (2026, 3, 10, 15, 0)),
        ("America/New_York", (2026, 3, 10, 9, 0), (2026, 3, 10, 13, 0)),
        ("America/New_York", (2026, 3, 10, 20, 59), (2026, 3, 10, 20, 59)),
        ("America/New_York", (2026, 3, 10, 21, 0), (2026, 3, 11, 13, 0)),
        ("America/New_York", (2026, 3, 13, 22, 0), (2026, 3, 16, 13, 0)),
        ("America/New_York", (2026, 3, 14, 15, 0), (2026, 3, 16, 13, 0)),
        # Over the weekends on which the clock goes forward and back.
        ("America/New_York", (2026, 3, 6, 23, 0), (2026, 3, 9, 13, 0)),
        ("America/New_York", (2026, 10, 30, 22, 0), (2026, 11, 2, 14, 0)),
        ("Europe/Lisbon", (2026, 3, 27, 18, 0), (2026, 3, 30, 8, 0)),
        ("Europe/Lisbon", (2026, 10, 23, 18, 0), (2026, 10, 26, 9, 0)),
        # There it is Wednesday already.
        ("Pacific/Auckland", (2026, 3, 10, 15, 0), (2026, 3, 10, 20, 0)),
    ],
)
def test_the_next_moment_of_her_work(people, zone, at, expected):
    people.ana.time_zone = zone

    assert next_moment(people.ana, datetime(*at, tzinfo=UTC), []) == datetime(*expected, tzinfo=UTC)


def test_days_away_are_not_of_work(people):
    leave = Leave(starts_on=date(2026, 3, 10), ends_on=date(2026, 3, 13))
    for_ever = Leave(starts_on=date(2026, 3, 1), ends_on=date(2030, 3, 1))

    assert next_moment(people.ana, NOW, [leave]) == datetime(2026, 3, 16, 13, tzinfo=UTC)
    assert next_moment(people.ana, NOW, [for_ever]) is None


def test_an_hour_that_the_clock_leaves_out_is_the_one_after_it(people):
    people.ana.time_zone = "America/New_York"
    people.ana.works_from, people.ana.working_days = time(2, 30), [7]

    found = next_moment(people.ana, datetime(2026, 3, 8, 4, tzinfo=UTC), [])

    assert found == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)
