"""Channels that do not reach somebody, or must not, until that is lifted (M-07)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from practice import audit
from practice.access import Actor
from practice.models import ChannelStop, Delivery

State = Delivery.State
Kind = ChannelStop.Kind


def reasons(people: Collection[UUID]) -> dict[tuple[UUID, str], str]:
    """Why nothing goes to a person on a channel, in words. One query."""
    words = {
        Kind.BOUNCED: _("Mail to this address came back."),
        Kind.COMPLAINT: _("The reader marked our mail as unwanted."),
        Kind.WRONG_PERSON: _("This address reaches somebody else."),
    }
    standing = ChannelStop.objects.filter(person__among=people, lifted_at__isnull=True)
    found = standing.order_by("-at").values_list("person", "channel", "kind")
    return {(person, channel): words[Kind(kind)] for person, channel, kind in found}


@transaction.atomic
def stop(
    *,
    person: UUID,
    kind: str,
    now: datetime,
    channel: str = "email",
    delivery: Delivery | None = None,
) -> ChannelStop:
    """The standing stop; made if missing. A delivery that came back is told so in its row."""
    found, _is_new = ChannelStop.objects.get_or_create(
        person=person,
        channel=channel,
        kind=kind,
        lifted_at=None,
        defaults={"at": now, "delivery": delivery},
    )
    if delivery is not None and kind == Kind.BOUNCED:
        gone = Delivery.objects.filter(pk=delivery.pk, state__in=[State.SENT, State.UNKNOWN])
        gone.update(state=State.BOUNCED, reason=_("Mail to this address came back."))
    return found


@transaction.atomic
def lift(*, person: UUID, now: datetime, channel: str = "email", by: Actor | None = None) -> int:
    """Lifts every standing stop of this channel: her address changed, or staff (`by`) saw to it."""
    standing = ChannelStop.objects.filter(person=person, channel=channel, lifted_at__isnull=True)
    count = standing.update(lifted_at=now, lifted_by=by.user if by else None)
    if count and by and by.user:
        audit.record(by=by, action="channel.lifted", object_id=person, object_type="person")
    return count
