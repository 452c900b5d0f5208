"""A hand in the plan: a message that she does not want, and what a mail itself can stop (E-19)."""

from datetime import datetime

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
def let_come(*, by: Actor, client: Client, delivery: Delivery) -> bool:
    """What she left out stands in the plan again, with all that would go with it.

    False where its hour has come, or it is none that she left out. Raises OnlyHerself.
    """
    if not is_herself(by, client) or delivery.person != client.pk:
        raise OnlyHerself
    Client.objects.locked(client.pk)
    hers = Delivery.objects.filter(plans.LEFT_OUT, person=client.pk, due_at=delivery.due_at)
    if not hers.filter(due_at__gt=by.now).update(settled_at=None, handled_at=None):
        return False
    plans.replan([client.pk], by.now)
    audit.record(
        by=by,
        action="delivery.let_come",
        client_id=client.pk,
        object_type="delivery",
        object_id=delivery.pk,
    )
    return True


def stop_by_link(*, mail: Mail, now: datetime) -> bool:
    """Its link was pressed: no reminders. False where they were off, or go to another address."""
    return went_to_her(mail) and contact.stop_by_link(delivery=mail.delivery, now=now)


def not_for_me(*, mail: Mail, now: datetime) -> bool:
    """It reached somebody else. False where that is known, or mail goes to another address now."""
    return went_to_her(mail) and contact.not_for_me(delivery=mail.delivery, now=now)
