"""Deliveries: planned by whoever knows why, claimed first, then sent, never twice (rulings 24).

A row knows its purpose and its subject's UUID. What to check before sending and what to write is
looked up by purpose; each app registers its own in `AppConfig.ready`.
"""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from traceback import extract_tb
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from celery import current_app
from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from practice import channels
from practice.emails import Letter
from practice.models import Delivery, Practice

log = logging.getLogger(__name__)

State = Delivery.State
Check = Callable[[Delivery, datetime], str | None]
Compose = Callable[[Delivery, datetime], Letter]

TASK = "practice.tasks.dispatch_deliveries"
LATE = timedelta(hours=6)  # E-17
STALE = timedelta(minutes=10)  # twice the time that a task may take
ROUND = 100  # rows in one task


@dataclass(frozen=True)
class Purpose:
    """What an app says about its deliveries."""

    check: Check
    compose: Compose
    late_after: timedelta


_purposes: dict[str, Purpose] = {}


class UnknownPurpose(LookupError):  # noqa: N818 - reads as what it is
    """No app has registered this purpose."""


def register(purpose: str, *, check: Check, compose: Compose, late_after: timedelta = LATE) -> None:
    """`check` gives a reason not to send, or None; `compose` runs in the claiming transaction.

    Later than `late_after` its due time a row expires instead of going out in a burst.
    """
    _purposes[purpose] = Purpose(check, compose, late_after)


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
    if purpose not in _purposes:
        raise UnknownPurpose(purpose)
    local = due_at.astimezone(ZoneInfo(str(zone)))
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
            "local_on": local.date(),
            "local_time": local.time().replace(microsecond=0),
        },
    )
    if is_new and row.due_at <= row.created_at and not waits_for_commit(wake):
        transaction.on_commit(wake)
    return row


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


def wake() -> None:
    """Asks a worker to look now. Without a broker the scheduler's minute finds the row as well."""
    try:
        current_app.signature(TASK).delay()
    except (OperationalError, OSError) as error:
        log.warning("no broker (%s): deliveries wait for the minute", type(error).__name__)


def dispatch(*, now: datetime) -> Counter[str]:
    """Settles and sends what is due, one row after the other; how many ended in which state."""
    told: Counter[str] = Counter()
    told[State.UNKNOWN] += sweep(now=now)
    seen: set[UUID] = set()
    reachable = True
    while reachable and len(seen) < ROUND and (claimed := claim_next(now=now, seen=seen)):
        row, letter = claimed
        seen.add(row.pk)
        if letter is not None:
            reachable = hand_over(row, letter, now=now)
        told[row.state] += 1
    return +told


def claim_next(*, now: datetime, seen: set[UUID]) -> tuple[Delivery, Letter | None] | None:
    """Claims the next due row and makes its letter; None when nothing is due.

    Without a letter the row has been settled for a reason. Nothing is sent in here.
    """
    with transaction.atomic():
        rows = Delivery.objects.filter(state=State.PLANNED, due_at__lte=now)
        rows = rows.exclude(pk__in=seen).order_by("due_at", "pk")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        row = rows.first()
        if row is None:
            return None
        row.state, row.claim, row.claimed_at = State.CLAIMED, uuid4(), now
        claimed = Delivery.objects.filter(pk=row.pk, state=State.PLANNED).update(
            state=row.state, claim=row.claim, claimed_at=now, reason=""
        )
        # SQLite knows no skipping of locked rows: there the condition above decides (rulings 37).
        return (row, make_ready(row, now=now)) if claimed else (row, None)


def make_ready(row: Delivery, *, now: datetime) -> Letter | None:
    """The letter, or None with the row settled: too late, not wanted any more, not writable."""
    try:
        with transaction.atomic():
            purpose = _purposes[row.purpose]
            if now - row.due_at > purpose.late_after:
                settle(row, State.EXPIRED, _("It would have come too late."), now=now)
            elif reason := purpose.check(row, now):
                settle(row, State.SKIPPED, reason, now=now)
            else:
                return purpose.compose(row, now)
    except Exception as error:
        # Where and what kind: the words of an error may be somebody's own (V16.2.5).
        at = extract_tb(error.__traceback__)[-1]
        kind = type(error).__name__
        log.error("delivery %s: %s in %s, line %s", row.pk, kind, at.filename, at.lineno)
        settle(row, State.FAILED, _("It could not be made ready."), now=now)
    return None


def hand_over(row: Delivery, letter: Letter, *, now: datetime) -> bool:
    """Sends the letter, outside of any transaction, and records what came of it.

    False where the channel cannot be reached, so that the others need not be tried now.
    """
    try:
        channels.send(row.channel, letter)
    except channels.Away:
        put_back(row, _("Mail could not be reached. It is tried again each minute."))
        return False
    except channels.Later:
        put_back(row, _("The other side asked us to try again later."))
    except channels.Refused:
        settle(row, State.FAILED, _("The address did not accept it."), now=now)
    except Exception as error:
        # Its words may hold the address: only the kind of error is kept.
        log.error("delivery %s: %s while sending", row.pk, type(error).__name__)
        settle(row, State.UNKNOWN, _("The connection broke while it was being sent."), now=now)
    else:
        settle(row, State.SENT, "", now=now)
    return True


def settle(row: Delivery, state: str, reason: str, *, now: datetime) -> None:
    """Ends the row, if the claim is still ours."""
    row.state, row.reason, row.settled_at = state, reason, now
    _ours(row).update(state=state, reason=reason, settled_at=now)


def put_back(row: Delivery, reason: str) -> None:
    """Returns a row to the plan: it is certain that nothing went out."""
    ours = _ours(row)
    row.state, row.reason, row.claim, row.claimed_at = State.PLANNED, reason, None, None
    ours.update(state=State.PLANNED, reason=reason, claim=None, claimed_at=None)


def sweep(*, now: datetime) -> int:
    """Claims that nobody finished become unknown: never sent again, shown to staff."""
    stale = Delivery.objects.filter(state=State.CLAIMED, claimed_at__lt=now - STALE)
    reason = _("Sending was interrupted. It may or may not have gone out.")
    return stale.update(state=State.UNKNOWN, reason=reason, settled_at=now)


def _ours(row: Delivery) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk=row.pk, claim=row.claim, state=State.CLAIMED)
