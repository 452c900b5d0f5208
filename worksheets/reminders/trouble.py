"""What did not arrive, as whoever cares for her reads it: what happened, and what to do (M-07)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from practice.models import ChannelStop, Delivery

State = Delivery.State
Kind = ChannelStop.Kind
LATELY = timedelta(days=14)
# What keeps everything else from her comes first.
ORDER = [Kind.WRONG_PERSON, Kind.COMPLAINT, Kind.BOUNCED, State.FAILED, State.UNKNOWN]


@dataclass(frozen=True)
class Trouble:
    """One kind of it: a channel that is stopped, or a message of the last two weeks."""

    kind: str
    at: datetime

    @property
    def stops_mail(self) -> bool:
        """Nothing reaches her while it stands."""
        return self.kind in Kind.values

    @property
    def words(self) -> str:
        """What happened."""
        return {
            Kind.WRONG_PERSON: _("Her address reaches somebody else."),
            Kind.COMPLAINT: _("A mail was marked as unwanted at her address."),
            Kind.BOUNCED: _("Mail to her address came back."),
            State.FAILED: _("A message could not be sent."),
            State.UNKNOWN: _("A message may or may not have arrived."),
        }[self.kind]

    @property
    def to_do(self) -> str:
        """What helps."""
        return {
            Kind.WRONG_PERSON: _(
                "Nothing goes there any more. Ask her, by another way, which address is hers."
            ),
            Kind.COMPLAINT: _(
                "No mail goes out to her. Ask her whether she wants it: a mail program may have "
                "done this by itself."
            ),
            Kind.BOUNCED: _(
                "No mail goes out to her. Ask her, by another way, to look at her address."
            ),
            State.FAILED: _("It does not go out by itself. Tell her, if it matters."),
            State.UNKNOWN: _("It is not sent a second time. Ask her, if it matters."),
        }[self.kind]


# In words of the database: put together by the ORM it takes longer than the rest of the query.
NOT_LIFTED = RawSQL(
    "NOT EXISTS (SELECT 1 FROM practice_channelstop lifted"
    " WHERE lifted.person = practice_delivery.person AND lifted.kind = %s"
    " AND lifted.lifted_at > practice_delivery.due_at)",
    [Kind.BOUNCED],
    output_field=BooleanField(),
)


def rows_in_trouble(clients: Collection[UUID], now: datetime) -> QuerySet[Delivery]:
    """Messages of the last two weeks that did not arrive, or may not have, and nobody has seen."""
    return Delivery.objects.filter(
        person__in=list(clients),
        state__in=[State.BOUNCED, State.FAILED, State.UNKNOWN],
        handled_at__isnull=True,
        due_at__gt=now - LATELY,
    )


def troubles(clients: Collection[UUID], now: datetime) -> dict[UUID, list[Trouble]]:
    """By client, each kind once with its last instant, the gravest first. One query.

    What somebody has decided on already, and mail that came back from an address of before, is
    over.
    """
    stopped = ChannelStop.objects.filter(person__in=list(clients), lifted_at__isnull=True)
    rows = rows_in_trouble(clients, now).filter(NOT_LIFTED)
    both = stopped.order_by().values_list("person", "kind", "at")
    last: dict[UUID, dict[str, datetime]] = {}
    for person, kind, at in both.union(rows.order_by().values_list("person", "state", "due_at")):
        hers = last.setdefault(person, {})
        hers[kind] = max(at, hers.get(kind, at))
    return {
        person: [Trouble(kind, hers[kind]) for kind in ORDER if kind in hers]
        for person, hers in last.items()
    }
