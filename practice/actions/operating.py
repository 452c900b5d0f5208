"""What an owner, or whoever runs the machine, decides about deliveries; the ledger records it."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied

from practice import deliveries
from practice.access import Actor
from practice.models import Delivery, Freeze
from practice.permissions import may_run


class MayNot(PermissionDenied):
    """Deliveries are the owner's, and only those of her practice."""


def try_again(*, by: Actor, row: Delivery) -> Delivery:
    """Plans the message anew, due now; the row stays told. Raises MayNot and NotInTrouble."""
    _check_row(by, row)
    return deliveries.retry(row, now=by.now, by=by)


def leave_it(*, by: Actor, row: Delivery) -> Delivery:
    """Nothing more happens with this row. Raises MayNot and NotInTrouble."""
    _check_row(by, row)
    return deliveries.drop_one(row, now=by.now, by=by)


def freeze(*, by: Actor, why: str, before: datetime | None = None) -> Freeze:
    """Stops every delivery of every practice until `release`. Raises MayNot.

    What was due `before` is told to have gone out perhaps, for a backup that was put back.
    """
    _check(by)
    return deliveries.freeze(why=why, now=by.now, by=by, before=before)


def release(*, by: Actor, seen: UUID | None = None) -> int:
    """Lets deliveries go again; how many freezes stood. Raises MayNot and LookAgain.

    `seen` is the newest freeze that she has read of.
    """
    _check(by)
    return deliveries.release(now=by.now, by=by, seen=seen)


def _check(by: Actor) -> None:
    if not (by.is_system or may_run(by)):
        raise MayNot


def _check_row(by: Actor, row: Delivery) -> None:
    _check(by)
    if not by.is_system and row.practice_id != by.practice_id:
        raise MayNot
