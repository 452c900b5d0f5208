"""What becomes known of a message after it went out, and what follows from it (M-07).

Told by a mail provider, or by a mail server that will never take the address. Said twice it counts
once; of somebody unknown nothing follows.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from practice import facts
from practice.deliveries import stops
from practice.models import ChannelStop, Delivery

State = Delivery.State
Kind = ChannelStop.Kind


class What(StrEnum):
    """What is told of a message."""

    GONE = "gone"  # the address does not exist, or takes nothing any more
    UNWANTED = "unwanted"
    NOT_TAKEN = "not taken"  # this one did not arrive; the address may be all right
    WAITS = "waits"  # the provider goes on trying
    ARRIVED = "arrived"


STOPS = {What.GONE: Kind.BOUNCED, What.UNWANTED: Kind.COMPLAINT}


@dataclass(frozen=True)
class News:
    """One thing that is told. `address` is where the message went, where that is said."""

    what: What
    at: datetime
    row: UUID | None = None
    address: str = ""

    def __repr__(self) -> str:
        return f"News({self.what}, {self.row})"


@transaction.atomic
def take(news: News, *, now: datetime) -> int:
    """Writes it down and stops the channel where that follows; how many stops stand for it.

    Her row says what happened whatever her address is by now. What went out to an address of
    before, or before staff put it right, stops nothing.
    """
    row = Delivery.objects.filter(pk=news.row).first() if news.row else None
    if row is None:
        people = _people_at(news.address) if news.what in STOPS else []
        return sum(_stop(person, news, news.at, now) for person in people)
    # A mail that others went with is told of by them.
    row = row if row.merged_into_id is None else Delivery.objects.get(pk=row.merged_into_id)
    _note(row, news, now)
    if news.what not in STOPS or not _is_hers(row.person, news.address):
        return 0
    return _stop(row.person, news, row.claimed_at or news.at, now, row)


def _stop(
    person: UUID, news: News, since: datetime, now: datetime, row: Delivery | None = None
) -> int:
    if stops.lifted_since(person, since):
        return 0
    stops.stop(person=person, kind=STOPS[news.what], now=now, delivery=row)
    return 1


def _note(row: Delivery, news: News, now: datetime) -> None:
    waits = _("It is not there yet. The mail service goes on trying.")
    if news.what == What.GONE:
        stops.tell(row, State.FAILED, stops.words(Kind.BOUNCED), now)
    elif news.what == What.UNWANTED:
        stops.tell(row, State.SENT, stops.words(Kind.COMPLAINT), now)
    elif news.what == What.NOT_TAKEN:
        stops.tell(row, State.FAILED, _("The mailbox did not take it this time."), now)
    elif row.state == State.UNKNOWN or row.reason in {"", waits}:
        stops.tell(row, State.SENT, waits if news.what == What.WAITS else "", now)


def _is_hers(person: UUID, address: str) -> bool:
    """Whether the message went where her letters go now."""
    known = [each for each in facts.ask("person.address", person=person) if each]
    return bool(known) and (not address or address.casefold() in map(str.casefold, known))


def _people_at(address: str) -> list[UUID]:
    """Whose confirmed address it is."""
    if not address:
        return []
    return [one for found in facts.ask("address.people", address=address) for one in found]
