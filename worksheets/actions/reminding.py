"""A hand in the plan: a message that she does not want, and what a mail itself can stop (E-19)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from clients.actions import contact
from clients.models import Client
from clients.permissions import is_herself
from practice import audit
from practice.access import Actor
from practice.deliveries import Mail
from practice.models import Delivery
from worksheets.reminders import plans
from worksheets.reminders.knowing import PURPOSE
from worksheets.reminders.stopping import went_to_her

State = Delivery.State


class OnlyHerself(PermissionDenied):
    """Her plan is hers to change."""


@dataclass(frozen=True)
class Came:
    """What became of a message that she let come after all.

    `reason` says what still holds it back, empty where it is planned; `took_a_place` where another
    one had to give way.
    """

    reason: str
    took_a_place: bool


@transaction.atomic
def leave_out(*, by: Actor, client: Client, delivery: Delivery) -> int:
    """This message does not go out, with every reminder that would go with it; how many.

    None where it is being sent already, or is not planned any more. Raises OnlyHerself.
    """
    if not is_herself(by, client) or delivery.person != client.pk:
        raise OnlyHerself
    Client.objects.locked(client.pk)
    together = Delivery.objects.filter(
        purpose=PURPOSE, person=client.pk, state=State.PLANNED, due_at=delivery.due_at
    )
    count = together.update(
        state=State.SKIPPED,
        reason=_("Not wanted this time."),
        settled_at=by.now,
        handled_at=by.now,
    )
    if count:
        audit.record(
            by=by,
            action="delivery.left_out",
            client_id=client.pk,
            object_type="delivery",
            object_id=delivery.pk,
            details={"rows": count},
        )
    return count


@transaction.atomic
def let_come(*, by: Actor, client: Client, delivery: Delivery) -> Came | None:
    """What she left out is planned again, with all that would go with it.

    None where its hour has come, or it is none that she left out. Raises OnlyHerself.
    """
    if not is_herself(by, client) or delivery.person != client.pk:
        raise OnlyHerself
    Client.objects.locked(client.pk)
    out = plans.left_out(client.pk, by.now)
    together = {row.pk for row in out if row.due_at == delivery.due_at}
    if delivery.pk not in together:
        return None
    before = _planned(client)
    Delivery.objects.filter(pk__in=together).update(settled_at=None, handled_at=None)
    plans.replan([client.pk], by.now)
    delivery.refresh_from_db()
    audit.record(
        by=by,
        action="delivery.let_come",
        client_id=client.pk,
        object_type="delivery",
        object_id=delivery.pk,
    )
    is_planned = delivery.state == State.PLANNED
    return Came("" if is_planned else delivery.reason, bool(before - _planned(client)))


def _planned(client: Client) -> set[UUID]:
    return {row.pk for row in plans.rows_of(client.pk) if row.state == State.PLANNED}


def stop_by_link(*, mail: Mail, now: datetime) -> bool:
    """Its link was pressed: no reminders. False where they were off, or go to another address."""
    return went_to_her(mail) and contact.stop_by_link(delivery=mail.delivery, now=now)


def not_for_me(*, mail: Mail, now: datetime) -> bool:
    """It reached somebody else. False where that is known, or mail goes to another address now."""
    return went_to_her(mail) and contact.not_for_me(delivery=mail.delivery, now=now)
