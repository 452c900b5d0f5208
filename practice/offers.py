"""Offers to work in a practice: their letter, and who finds them.

The letter, its delivery and what becomes of it read alike for every address: `person` is the offer
itself, so that nothing known of an account can show (docs/decisions/0011).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from practice import deliveries
from practice.deliveries import stops
from practice.emails import Letter
from practice.models import Delivery, Offer, User

PURPOSE = "staff_offer"
# She is waited for: a day without mail must not swallow it.
LATE = timedelta(days=3)
# States in which an owner can still do something about it.
STANDS = frozenset({"waiting", "over"})


def plan(offer: Offer, now: datetime) -> Delivery:
    """A letter to who is asked, now; each call is one more."""
    return deliveries.plan(
        practice=offer.practice,
        purpose=PURPOSE,
        subject=offer.pk,
        person=offer.pk,
        due_at=now,
        zone=offer.practice.time_zone,
        due_version=deliveries.next_version(purpose=PURPOSE, subject=offer.pk),
    )


def not_needed(row: Delivery, now: datetime) -> str | None:
    """Why the letter is not sent after all."""
    waits = Offer.objects.waiting(now).filter(pk=row.subject).exists()
    return None if waits else over()


def over() -> str:
    """What an owner reads of a letter that was not needed any more."""
    return _("Nobody waits for an answer any more.")


def letter(row: Delivery, now: datetime) -> Letter:
    """Neutral words and the way to the sign-in page."""
    offer = Offer.objects.select_related("practice").get(pk=row.subject)
    return Letter(offer.address, "staff_offer", offer.practice)


def address_of(*, person: UUID) -> str:
    """Where the letter of an offer goes; empty where it is none."""
    offer = Offer.objects.filter(pk=person).first()
    return offer.address if offer else ""


@dataclass(frozen=True)
class Told:
    """One offer as owners read it. `stopped` says why no letter reaches the address."""

    offer: Offer
    state: str
    stopped: str

    @property
    def stands(self) -> bool:
        """Whether it can be sent again or taken back."""
        return self.state in STANDS


def told(found: Sequence[Offer], now: datetime) -> list[Told]:
    """The offers with their states. One query, none where nobody was asked."""
    stopped = stops.reasons([offer.pk for offer in found]) if found else {}
    return [Told(each, each.state(now), stopped.get((each.pk, "email"), "")) for each in found]


def waiting_for(user: User, now: datetime) -> list[Offer]:
    """What this account is asked, by its own address; the longest waiting first."""
    if not user.email:
        return []
    found = Offer.objects.waiting(now).to(user.email).select_related("practice", "asked_by")
    return list(found.order_by("asked_at", "pk"))
