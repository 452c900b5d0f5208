"""By when a counselor plans to read what was done: a plan in words, never a promise of watching."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from practice.models import Leave
from practice.zones import today_in


def read_by(
    done_at: datetime,
    *,
    reply_days: int,
    working_days: Collection[int],
    zone: ZoneInfo,
    away: Collection[Leave] = (),
) -> date:
    """The date, on the counselor's calendar, that lies `reply_days` working days after the day.

    `working_days` are ISO weekday numbers; where there are none, every day counts. Days on which
    she is away count for nothing (N-02).
    """
    days = set(working_days) or set(range(1, 8))
    day = today_in(zone, done_at)
    left = reply_days
    while left:
        day += timedelta(days=1)
        left -= day.isoweekday() in days and not any(leave.covers(day) for leave in away)
    return day


def session_ahead(
    at: datetime | None, now: datetime, *, zone: ZoneInfo, away: Collection[Leave] = ()
) -> datetime | None:
    """The booked session if it still lies ahead and is none of her days away: then it may come
    first, before the day by which she plans to read.
    """
    if at is None or at < now:
        return None
    return None if any(leave.covers(today_in(zone, at)) for leave in away) else at
