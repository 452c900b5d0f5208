"""Channels that do not reach somebody, or must not, until that is lifted (M-07)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from practice import audit
from practice.access import Actor
from practice.deliveries.registry import purposes
from practice.models import ChannelStop, Delivery

State = Delivery.State
Kind = ChannelStop.Kind
# What went out, or may have; and what a provider has told to have gone wrong for now.
OUT = [State.CLAIMED, State.SENT, State.UNKNOWN]


class Stopped(Exception):  # noqa: N818 - said of a channel
    """Nothing goes to this person on this channel; its words say why."""


def reasons(people: Collection[UUID]) -> dict[tuple[UUID, str], str]:
    """Why nothing goes to a person on a channel, in words. One query."""
    standing = ChannelStop.objects.filter(person__among=people, lifted_at__isnull=True)
    found = standing.order_by("-at").values_list("person", "channel", "kind")
    return {(person, channel): words(kind) for person, channel, kind in found}


def words(kind: str) -> str:
    """What happened, as it stands in a row."""
    return {
        Kind.BOUNCED: _("Mail to this address came back."),
        Kind.COMPLAINT: _("The reader marked our mail as unwanted."),
        Kind.WRONG_PERSON: _("This address reaches somebody else."),
    }[Kind(kind)]


def refuse(row: Delivery) -> None:
    """Before a message is planned anew. Raises Stopped."""
    known = purposes.get(row.purpose)
    if known is not None and known.elsewhere:
        return
    if why := reasons([row.person]).get((row.person, row.channel)):
        raise Stopped(why)


@transaction.atomic
def stop(
    *,
    person: UUID,
    kind: str,
    now: datetime,
    channel: str = "email",
    delivery: Delivery | None = None,
) -> ChannelStop:
    """The standing stop; made if missing. The delivery that it comes from is told so in its row."""
    found, _is_new = ChannelStop.objects.get_or_create(
        person=person,
        channel=channel,
        kind=kind,
        lifted_at=None,
        defaults={"at": now, "delivery": delivery},
    )
    if delivery is not None:
        # What came back went out for nothing; what was unwanted arrived.
        state = State.BOUNCED if kind == Kind.BOUNCED else State.SENT
        tell(delivery, state, words(kind), now)
    return found


def tell(row: Delivery, state: str, reason: str, now: datetime) -> int:
    """What became of a message after all, in its row and in those that went with it."""
    before = [*OUT, State.FAILED] if state == State.BOUNCED else OUT
    together = Delivery.objects.filter(Q(pk=row.pk) | Q(merged_into=row.pk), state__in=before)
    return together.update(state=state, reason=reason, settled_at=now)


def lifted_since(person: UUID, since: datetime, channel: str = "email") -> bool:
    """Whether the channel was put right after that instant: what went out before is over."""
    lifted = ChannelStop.objects.filter(person=person, channel=channel, lifted_at__gte=since)
    return lifted.exists()


@transaction.atomic
def lift(
    *,
    person: UUID,
    now: datetime,
    channel: str = "email",
    by: Actor | None = None,
    client_id: UUID | None = None,
) -> int:
    """Lifts every standing stop of this channel: her address changed, or staff (`by`) saw to it.

    On record with who did it; `client_id` where the person is in somebody's care.
    """
    standing = ChannelStop.objects.filter(person=person, channel=channel, lifted_at__isnull=True)
    # Nobody where her address changed: that lifts it by itself.
    hand = by.user if by and by.is_staff else None
    count = standing.update(lifted_at=now, lifted_by=hand)
    if count and by and by.user:
        audit.record(
            by=by,
            action="channel.lifted",
            client_id=client_id,
            object_id=person,
            object_type="person",
        )
    return count
