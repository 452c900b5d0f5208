"""What an owner, or whoever runs the machine, decides about deliveries: all of it on record."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from practice import audit, deliveries
from practice.access import Actor, system
from practice.models import Delivery, Freeze
from practice.permissions import may_run


class MayNot(PermissionDenied):
    """Deliveries are the owner's, and only those of her practice."""


class LookAgain(Exception):  # noqa: N818 - said to a person
    """Another freeze came after the one that she has looked at."""


@transaction.atomic
def try_again(*, by: Actor, row: Delivery) -> Delivery:
    """Plans the message anew, due now; the row stays told. Raises MayNot and NotInTrouble."""
    _check(by, row)
    new = deliveries.retry(row, now=by.now, by=by)
    _record_system(by, "delivery.retried", row)
    return new


@transaction.atomic
def leave_it(*, by: Actor, row: Delivery) -> Delivery:
    """Nothing more happens with this row. Raises MayNot and NotInTrouble."""
    _check(by, row)
    left = deliveries.drop_one(row, now=by.now, by=by)
    _record_system(by, "delivery.dropped", left)
    return left


@transaction.atomic
def freeze(*, by: Actor, why: str) -> Freeze:
    """Stops every delivery of every practice until `release`. Raises MayNot."""
    if not _may(by):
        raise MayNot
    made = deliveries.freeze(why=why, now=by.now, by=by)
    if by.is_system:
        audit.record(by=by, action="deliveries.frozen", object_id=made.pk, object_type="freeze")
    return made


@transaction.atomic
def release(*, by: Actor, seen: UUID | None = None) -> int:
    """Lets deliveries go again; how many freezes stood. Raises MayNot.

    `seen` is the newest freeze that she has read of: LookAgain where another came since.
    """
    if not _may(by):
        raise MayNot
    standing = Freeze.objects.select_for_update().filter(released_at__isnull=True)
    ids = list(standing.order_by("-at", "-pk").values_list("pk", flat=True))
    if seen and ids and ids[0] != seen:
        raise LookAgain
    count = deliveries.release(now=by.now, by=by)
    for pk in ids if by.is_system else ():
        audit.record(by=by, action="deliveries.released", object_id=pk, object_type="freeze")
    return count


def _may(by: Actor) -> bool:
    return by.is_system or may_run(by)


def _check(by: Actor, row: Delivery) -> None:
    if not by.is_system and not (may_run(by) and row.practice_id == by.practice_id):
        raise MayNot


def _record_system(by: Actor, action: str, row: Delivery) -> None:
    # The ledger writes down what people decide; what the machine's keeper does stands there too.
    if by.is_system:
        audit.record(
            by=system(now=by.now, practice=row.practice),
            action=action,
            object_id=row.pk,
            object_type="delivery",
            details={"purpose": row.purpose, "state": row.state},
        )
