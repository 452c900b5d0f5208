"""The ledger: what came of each claim, and what a person decides about a row in trouble."""

import logging
import time
from collections import defaultdict
from collections.abc import Mapping
from contextlib import nullcontext
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from practice import audit
from practice.access import Actor, system
from practice.deliveries import stops
from practice.deliveries.claiming import Batch, still
from practice.deliveries.planning import local, wake_after_commit
from practice.models import Delivery

log = logging.getLogger(__name__)

State = Delivery.State
# Seconds between tries to write down what was sent, while the database is away.
PATIENCE = (0.5, 1, 2, 4, 8)


class NotInTrouble(Exception):  # noqa: N818 - said of a row
    """There is nothing to decide about this row."""


def record(batch: Batch, fates: Mapping[UUID, tuple[str, str]], *, now: datetime) -> None:
    """Writes down what came of each row, if the claim is still ours. Tries for a while.

    State planned puts a row back: it is certain that nothing went out.
    """
    grouped: dict[tuple[str, str], list[UUID]] = defaultdict(list)
    for pk, fate in fates.items():
        grouped[fate].append(pk)
    for pause in (*PATIENCE, None) if grouped else ():
        try:
            # One statement is a transaction by itself, and most batches end in one way.
            with transaction.atomic() if len(grouped) > 1 else nullcontext():
                for (state, reason), rows in grouped.items():
                    _settle(_ours(batch, rows), state, reason, now)
            return
        except (InterfaceError, OperationalError):
            if pause is None or connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(pause)


def _settle(rows: QuerySet[Delivery], state: str, reason: str, now: datetime) -> None:
    if state == State.PLANNED:
        rows.update(state=state, reason=reason, claim=None, claimed_at=None, merged_into=None)
    else:
        rows.update(state=state, reason=reason, settled_at=now)


def _ours(batch: Batch, rows: list[UUID]) -> QuerySet[Delivery]:
    return still(State.CLAIMED, rows).filter(claim=batch.claim)


def sweep(*, now: datetime) -> int:
    """Claims that nobody finished become unknown: never sent again, shown to staff."""
    since = now - settings.DELIVERY_STALE
    stale = Delivery.objects.filter(state=State.CLAIMED, claimed_at__lt=since)
    reason = _("Sending was interrupted. It may or may not have gone out.")
    return stale.update(state=State.UNKNOWN, reason=reason, settled_at=now)


@transaction.atomic
def retry(row: Delivery, *, now: datetime, by: Actor | None = None) -> Delivery:
    """A new row under a due version of its own, due now; asked twice it is the same one.

    The row itself is never sent again: what failed or is unknown stays told, what was held back
    is skipped. Raises NotInTrouble, and Stopped where it would only be skipped.
    """
    row = _held(row, State.FAILED, State.UNKNOWN, State.HELD, State.BOUNCED)
    stops.refuse(row)
    new, is_new = Delivery.objects.get_or_create(
        purpose=row.purpose,
        subject=row.subject,
        step=row.step,
        channel=row.channel,
        due_version=row.due_version + Delivery.AGAIN,
        defaults={
            "practice_id": row.practice_id,
            "person": row.person,
            "zone": row.zone,
            "due_at": now,
            "created_at": now,
            **local(now, row.zone),
        },
    )
    _decide(row, _("It was planned anew."), now, by, "delivery.retried")
    if is_new:
        wake_after_commit()
    return new


@transaction.atomic
def drop_one(row: Delivery, *, now: datetime, by: Actor | None = None) -> Delivery:
    """Nothing more happens with this row. Raises NotInTrouble."""
    row = _held(row, State.FAILED, State.UNKNOWN, State.HELD, State.BOUNCED, State.PLANNED)
    _decide(row, _("It was taken out of the plan."), now, by, "delivery.dropped")
    return row


def _held(row: Delivery, *states: str) -> Delivery:
    """The row as it is now, held, and in one of these states."""
    found = Delivery.objects.select_for_update(no_key=True).get(pk=row.pk)
    if found.state not in states:
        raise NotInTrouble(found.state)
    return found


def _decide(row: Delivery, reason: str, now: datetime, by: Actor | None, action: str) -> None:
    row.handled_at = now
    if row.state in {State.HELD, State.PLANNED}:
        row.state, row.reason, row.settled_at = State.SKIPPED, reason, now
    row.save(update_fields=["handled_at", "state", "reason", "settled_at"])
    # Whoever keeps the machine is of no practice; what was decided stands in the row's own.
    of_its_practice = by if by and by.user else system(now=now, practice=row.practice)
    audit.record(
        by=of_its_practice,
        action=action,
        object_id=row.pk,
        object_type="delivery",
        details={"purpose": row.purpose, "state": row.state},
    )
