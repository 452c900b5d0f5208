"""By when a note may be seen: working days, days away, who covers, and the clock that changes."""

from datetime import UTC, date, datetime, timedelta

import pytest

from clients.models import CareLink
from clients.notes.promise import promise_for
from practice.models import Leave
from tests.factories import NOW, link

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 3, 13, 16, 0, tzinfo=UTC)


def away(member, first: int, last: int, cover=None) -> Leave:
    """Days of March."""
    leave = Leave(
        membership=member,
        starts_on=date(2026, 3, first),
        ends_on=date(2026, 3, last),
        words="Ring the desk.",
        cover=cover,
    )
    leave.save()
    return leave


def told(client, at=NOW) -> tuple:
    found = promise_for(client, at, at)
    return (found.name, found.sees, found.read_by, found.cover)


def test_two_working_days_of_her_counselor(people):
    found = promise_for(people.maya, NOW, NOW)

    assert (found.name, found.sees, found.reply_days) == ("Ana", "Ana", 2)
    assert (found.weekdays, found.read_by) == ("Mon, Tue, Wed, Thu, Fri", date(2026, 3, 12))


def test_over_a_weekend(people):
    assert told(people.maya, FRIDAY) == ("Ana", "Ana", date(2026, 3, 17), "")


def test_days_away_do_not_count_and_are_told(people):
    away(people.ana, 11, 16)

    found = promise_for(people.maya, NOW, NOW)

    assert (found.read_by, found.away.ends_on) == (date(2026, 3, 18), date(2026, 3, 16))


def test_the_clock_goes_forward_between(people):
    saturday_night = datetime(2026, 3, 8, 4, 30, tzinfo=UTC)

    assert told(people.maya, saturday_night)[2] == date(2026, 3, 10)


def test_her_own_clock_says_which_day_it_is(people):
    people.ana.time_zone = "Asia/Tokyo"
    people.ana.save()

    assert told(people.maya, NOW)[2] == date(2026, 3, 13)


def test_who_covers_may_see_it_first(people):
    leave = away(people.ana, 9, 20, people.ben)
    link(
        people.maya, people.ben, CareLink.Role.COVER, ends_at=NOW + timedelta(days=11), leave=leave
    )

    assert told(people.maya) == ("Ana", "Ben", date(2026, 3, 12), "Ben")


def test_who_covers_without_a_part_in_her_care_is_not_promised(people):
    away(people.ana, 9, 20, people.ben)

    assert told(people.maya) == ("Ana", "Ana", date(2026, 3, 24), "")


def test_where_who_covers_is_later_her_counselor_is_promised(people):
    leave = away(people.ana, 9, 10, people.ben)
    link(people.maya, people.ben, CareLink.Role.COVER, ends_at=NOW + timedelta(days=1), leave=leave)
    people.ben.working_days = [5]
    people.ben.save()

    assert told(people.maya) == ("Ana", "Ana", date(2026, 3, 12), "Ben")


def test_without_a_counselor_every_day_counts(people):
    people.maya.care_links.update(ends_at=NOW)

    found = promise_for(people.maya, NOW, NOW)

    assert (found.name, found.read_by, found.works_every_day) == (
        "your counselor",
        date(2026, 3, 12),
        True,
    )
