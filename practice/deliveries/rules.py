"""When a message may go out, as pure functions of rows and instants (E-11, E-13, E-17)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from practice.deliveries.registry import Purpose, purposes
from practice.models import Delivery

EVENING, MORNING = time(21), time(8)
AFTER_QUIET = time(8, 30)
WEEK = timedelta(days=7)
AT_MOST = 3


def purpose_of(row: Delivery) -> Purpose:
    """What the row's app says about it. KeyError where no app knows the purpose."""
    return purposes[row.purpose]


def too_late(row: Delivery, now: datetime) -> bool:
    """More than its purpose allows after it was due, quiet hours not counted (rulings 23)."""
    return now - row.due_at > purpose_of(row).late_after


def next_permitted(zone: ZoneInfo, now: datetime) -> datetime | None:
    """The next 08:30 of her own clock, if it is quiet there now; None where it may go out."""
    there = now.astimezone(zone)
    if MORNING <= there.time() < EVENING:
        return None
    day = there.date() + timedelta(days=1) if there.time() >= EVENING else there.date()
    # Through UTC, so that an hour which a clock change took away becomes the one after it.
    return datetime.combine(day, AFTER_QUIET, tzinfo=zone).astimezone(now.tzinfo)


def over_the_cap(had: Iterable[datetime], zone: ZoneInfo, now: datetime) -> str:
    """Why she gets no further message now, in words; empty where she may."""
    lately = [at for at in had if at > now - WEEK]
    if any(at.astimezone(zone).date() == now.astimezone(zone).date() for at in lately):
        return _("One message a day is the most, and one had gone out that day.")
    if len(lately) >= AT_MOST:
        return _("Three messages in seven days are the most.")
    return ""


def by_priority(rows: Sequence[Delivery]) -> list[Delivery]:
    """The row that carries a merged message first (rulings 25)."""
    return sorted(rows, key=lambda row: (purpose_of(row).rank(row), row.due_at, row.pk))
