"""Planning: one row for each message, and a worker that is told when one is due now."""

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from celery import current_app
from django.db import connection, transaction
from django.db.models import Max
from django.db.models.functions import Now
from kombu.exceptions import OperationalError

from practice.deliveries.registry import UnknownPurpose, purposes
from practice.models import Delivery, Practice

log = logging.getLogger(__name__)

State = Delivery.State
TASK = "practice.tasks.dispatch_deliveries"
# A call that found no free worker in this time is forgotten: the next minute brings another.
WAITS = 50  # seconds


def plan(
    *,
    practice: Practice,
    purpose: str,
    subject: UUID,
    person: UUID,
    due_at: datetime,
    zone: str | ZoneInfo,
    step: str = "once",
    due_version: int = 1,
    channel: str = "email",
) -> Delivery:
    """The one row for this (purpose, subject, step, channel, due version); made if missing."""
    if purpose not in purposes:
        raise UnknownPurpose(purpose)
    row, is_new = Delivery.objects.get_or_create(
        purpose=purpose,
        subject=subject,
        step=step,
        channel=channel,
        due_version=due_version,
        defaults={
            "practice": practice,
            "person": person,
            "due_at": due_at,
            "zone": str(zone),
            **local(due_at, str(zone)),
        },
    )
    if is_new and row.due_at <= row.created_at:
        wake_after_commit()
    return row


def renew(row: Delivery | None, wanted: Delivery | None, *, now: datetime, reason: str) -> None:
    """The one planned row of somebody becomes what is wanted: made, moved, or skipped for a reason.

    `wanted` is no row yet: whose, about what, when and in which zone.
    """
    planned = Delivery.objects.filter(pk=row.pk if row else None, state=State.PLANNED)
    if wanted is None:
        if row is not None:
            planned.update(state=State.SKIPPED, reason=reason, settled_at=now)
        return
    there = local(wanted.due_at, wanted.zone)
    if row is None:
        for name, value in there.items():
            setattr(wanted, name, value)
        wanted.due_version = next_version(purpose=wanted.purpose, subject=wanted.subject)
        # Two at once want the same version: one of their rows stands.
        Delivery.objects.bulk_create([wanted], ignore_conflicts=True)
    elif (row.due_at, row.zone) != (wanted.due_at, wanted.zone):
        planned.update(due_at=wanted.due_at, zone=wanted.zone, **there)


def local(due_at: datetime, zone: str) -> dict[str, object]:
    """What the person's own calendar and clock show at that instant."""
    there = due_at.astimezone(ZoneInfo(zone))
    return {"local_on": there.date(), "local_time": there.time().replace(microsecond=0)}


def next_version(*, purpose: str, subject: UUID) -> int:
    """The due version to plan with when the same message is to go out once more."""
    rows = Delivery.objects.filter(purpose=purpose, subject=subject)
    return (rows.aggregate(last=Max("due_version"))["last"] or 0) + 1


def drop(*, subject: UUID, reason: str, purpose: str | None = None) -> int:
    """Skips what has not been claimed yet; how many rows that were."""
    rows = Delivery.objects.filter(subject=subject, state__in=[State.PLANNED, State.HELD])
    if purpose is not None:
        rows = rows.filter(purpose=purpose)
    return rows.update(state=State.SKIPPED, reason=reason, settled_at=Now())


def waits_for_commit(what: Callable[[], None]) -> bool:
    """Whether this transaction will call it already: once is enough for many rows."""
    return any(what is each for _savepoints, each, *_ in connection.run_on_commit)


def wake_after_commit() -> None:
    """Asks a worker to look once this transaction stands."""
    if not waits_for_commit(wake):
        transaction.on_commit(wake)


def wake() -> None:
    """Asks a worker to look now. Without a broker the scheduler's minute finds the row as well."""
    try:
        current_app.signature(TASK).apply_async(expires=WAITS)
    except (OperationalError, OSError) as error:
        log.warning("no broker (%s): deliveries wait for the minute", type(error).__name__)
