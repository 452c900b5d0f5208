"""Stopping from the mail itself: a signed delivery, which signs nobody in (M-03, rulings 26)."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from clients.emails import addresses_of
from practice.models import Delivery
from worksheets.reminders.knowing import PURPOSE


@dataclass(frozen=True)
class Mail:
    """A reminder that went out. `mark` tells its address apart from others, and nothing more."""

    delivery: Delivery
    mark: str = ""

    def went_to_her(self) -> bool:
        """Whether it went where hers go now. One query; none for a mail of before there were marks.

        Whoever reads a mailbox that she left says nothing about the one that she has.
        """
        if not self.mark:
            return True
        person = self.delivery.person
        address = addresses_of([person]).get(person, "")
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        marks = [_mark(self.delivery.pk, address, key) for key in keys]
        return any(constant_time_compare(self.mark, mark) for mark in marks)


def _mark(delivery_id: UUID, address: str, key: str | None = None) -> str:
    """Another one in every mail: nobody can tell that two went to the same place."""
    said = f"{delivery_id.hex} {address.casefold()}"
    made = salted_hmac("tend.reminder.address", said, secret=key, algorithm="sha256")
    return made.hexdigest()[:20]


def _signer() -> Signer:
    # A salt of its own: what is signed here opens nothing else. Made when it is needed: a first
    # start has no secret yet, and makes it with these apps loaded.
    return Signer(salt="tend.reminder.stop", sep=".")


def sign(delivery_id: UUID, address: str = "") -> str:
    """What stands in the links of one mail to that address. It holds for as long as she has it."""
    mark = f"-{_mark(delivery_id, address)}" if address else ""
    return _signer().sign(f"{delivery_id.hex}{mark}")


def mail_of(signed: str) -> Mail | None:
    """The reminder that this was signed for; None for anything else. One query."""
    try:
        pk, _dash, mark = _signer().unsign(signed).partition("-")
        rows = Delivery.objects.filter(purpose=PURPOSE, pk=UUID(hex=pk))
    except (BadSignature, ValueError):
        return None
    delivery = rows.select_related("practice").first()
    return Mail(delivery, mark) if delivery else None


def links(delivery_id: UUID, address: str = "") -> dict[str, str]:
    """The two addresses at the foot of a mail, by the names that its templates know."""
    return links_of({delivery_id: address})[delivery_id]


def links_of(mails: Mapping[UUID, str]) -> dict[UUID, dict[str, str]]:
    """The same of many mails, by id, given where each goes."""
    mark = "-"
    frames = {
        f"{name}_url": settings.TEND_URL + reverse(f"worksheets:{name}", args=[mark])
        for name in ("stop_reminders", "why_reminder")
    }
    parts = {name: frame.rpartition(f"/{mark}/") for name, frame in frames.items()}
    found = {}
    for pk, address in mails.items():
        signed = sign(pk, address)
        found[pk] = {name: f"{start}/{signed}/{end}" for name, (start, _, end) in parts.items()}
    return found


def headers(links: Mapping[str, str]) -> dict[str, str]:
    """What lets a mail program offer to stop with one press (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{links['stop_reminders_url']}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
