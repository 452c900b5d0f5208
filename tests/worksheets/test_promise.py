"""By when a counselor plans to read: working days on her calendar."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from worksheets.promise import read_by

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
    planned = read_by(done_at, reply_days=reply_days, working_days=working_days, zone=NEW_YORK)

    assert planned == day
