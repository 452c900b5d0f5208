"""Stopping from the mail itself: a signed delivery, which signs nobody in (M-03, rulings 26)."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from practice.models import Delivery
from worksheets.reminders.knowing import PURPOSE


def _signer() -> Signer:
    # A salt of its own: what is signed here opens nothing else. Made when it is needed: a first
    # start has no secret yet, and makes it with these apps loaded.
    return Signer(salt="tend.reminder.stop", sep=".")


def sign(delivery_id: UUID) -> str:
    """What stands in the links of one mail. It holds for good: an old mail may be stopped too."""
    return _signer().sign(delivery_id.hex)


def delivery_of(signed: str) -> Delivery | None:
    """The reminder that this was signed for; None for anything else. One query."""
    try:
        pk = UUID(hex=_signer().unsign(signed))
    except (BadSignature, ValueError):
        return None
    rows = Delivery.objects.filter(purpose=PURPOSE).select_related("practice")
    return rows.filter(pk=pk).first()


def links(delivery_id: UUID) -> dict[str, str]:
    """The two addresses at the foot of a mail, by the names that its templates know."""
    return links_of([delivery_id])[delivery_id]


def links_of(delivery_ids: Iterable[UUID]) -> dict[UUID, dict[str, str]]:
    """The same of many mails, by id: they differ in nothing but what is signed."""
    signer, mark = _signer(), "-"
    frames = {
        f"{name}_url": settings.TEND_URL + reverse(f"worksheets:{name}", args=[mark])
        for name in ("stop_reminders", "why_reminder")
    }
    parts = {name: frame.rpartition(f"/{mark}/") for name, frame in frames.items()}
    found = {}
    for pk in delivery_ids:
        signed = signer.sign(pk.hex)
        found[pk] = {name: f"{start}/{signed}/{end}" for name, (start, _, end) in parts.items()}
    return found


def headers(links: Mapping[str, str]) -> dict[str, str]:
    """What lets a mail program offer to stop with one press (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{links['stop_reminders_url']}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
