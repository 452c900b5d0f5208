"""By when a counselor plans to read what was done: a plan in words, never a promise of watching."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from practice.holidays import Days
from practice.zones import today_in


def read_by(done_at: datetime, *, reply_days: int, days: Days, zone: ZoneInfo) -> date:
    """The date, on the counselor's calendar, that lies `reply_days` working days after the day.

    Days on which she is away or the practice is closed count for nothing (N-02).
    """
    day = today_in(zone, done_at)
    left = reply_days
    while left:
        day += timedelta(days=1)
        left -= days.is_work(day)
    return day


def session_ahead(
    at: datetime | None, now: datetime, *, zone: ZoneInfo, days: Days
) -> datetime | None:
    """The booked session if it still lies ahead and on none of her days off: then it may come
    first, before the day by which she plans to read.
    """
    if at is None or at < now:
        return None
    return None if days.is_off(today_in(zone, at)) else at
