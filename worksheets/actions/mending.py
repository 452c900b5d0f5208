"""What staff say about mail that did not reach her: her address is right again, or it was seen."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from clients.actions import contact
from clients.models import Client
from clients.permissions import may_work_with
from practice import audit
from practice.access import Actor
from worksheets.reminders.trouble import rows_in_trouble


class MayNotSee(PermissionDenied):
    """Who cares for her decides about her mail."""


@transaction.atomic
def mail_again(*, by: Actor, client: Client) -> int:
    """Mail may go to her again; how many stops that lifted. Raises contact.MayNotMend."""
    lifted = contact.mail_again(by=by, client=client)
    mark_seen(by=by, client=client)
    return lifted


@transaction.atomic
def mark_seen(*, by: Actor, client: Client) -> int:
    """What did not arrive is seen and told no more; how many messages. Raises MayNotSee."""
    if not may_work_with(by, client):
        raise MayNotSee
    count = rows_in_trouble([client.pk], by.now).update(handled_at=by.now)
    if count:
        audit.record(
            by=by,
            action="delivery.seen",
            client_id=client.pk,
            object_type="client",
            object_id=client.pk,
            details={"rows": count},
        )
    return count
