"""Links at the foot of a mail: a signed delivery, which signs nobody in (M-03, rulings 26).

Whoever holds the mail may follow them, so they say no more than which mail it was and, by a mark,
which mailbox it went to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from practice.models import Delivery


@dataclass(frozen=True)
class Mail:
    """One that went out. `mark` tells its address apart from others, and nothing more."""

    delivery: Delivery
    mark: str = ""

    def went_to(self, address: str) -> bool:
        """Whether it went there; True for a mail of before there were marks (decision 0012).

        Whoever reads a mailbox that somebody left says nothing about the one she has now.
        """
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        row = self.delivery
        marks = [_mark(row.purpose, row.pk, address, key) for key in keys]
        return not self.mark or any(constant_time_compare(self.mark, mark) for mark in marks)


def _mark(purpose: str, delivery_id: UUID, address: str, key: str | bytes | None = None) -> str:
    """Another one in every mail: nobody can tell that two went to the same place."""
    said = f"{delivery_id.hex} {address.casefold()}"
    made = salted_hmac(f"tend.{purpose}.address", said, secret=key, algorithm="sha256")
    return made.hexdigest()[:20]


@dataclass(frozen=True)
class Links:
    """Those of one purpose. `stop` and `why` are the names of the two addresses they lead to."""

    purpose: str
    stop: str
    why: str

    def sign(self, delivery_id: UUID, address: str = "") -> str:
        """What stands in the links of one mail to that address; it holds while she has it."""
        mark = f"-{_mark(self.purpose, delivery_id, address)}" if address else ""
        return self._signer.sign(f"{delivery_id.hex}{mark}")

    def mail_of(self, signed: str) -> Mail | None:
        """The mail that this was signed for; None for anything else. One query."""
        try:
            pk, _dash, mark = self._signer.unsign(signed).partition("-")
            rows = Delivery.objects.filter(purpose=self.purpose, pk=UUID(hex=pk))
        except (BadSignature, ValueError):
            return None
        delivery = rows.select_related("practice").first()
        return Mail(delivery, mark) if delivery else None

    def of(self, mails: Mapping[UUID, str]) -> dict[UUID, dict[str, str]]:
        """By id, the addresses by the names that templates know, given where each mail goes."""
        blank = "-"
        frames = {
            f"{name.rpartition(':')[2]}_url": settings.TEND_URL + reverse(name, args=[blank])
            for name in (self.stop, self.why)
        }
        parts = {name: frame.rpartition(f"/{blank}/") for name, frame in frames.items()}
        found = {}
        for pk, address in mails.items():
            signed = self.sign(pk, address)
            found[pk] = {name: f"{start}/{signed}/{end}" for name, (start, _, end) in parts.items()}
        return found

    def of_one(self, delivery_id: UUID, address: str = "") -> dict[str, str]:
        """The same of one mail."""
        return self.of({delivery_id: address})[delivery_id]

    def headers(self, links: Mapping[str, str]) -> dict[str, str]:
        """What lets a mail program offer to stop with one press (RFC 8058)."""
        stop = links[f"{self.stop.rpartition(':')[2]}_url"]
        return {
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }

    @property
    def _signer(self) -> Signer:
        # A salt of its own: what is signed here opens nothing else. Made when it is needed: a
        # first start has no secret yet, and makes it with these apps loaded.
        return Signer(salt=f"tend.{self.purpose}.stop", sep=".")
