"""Stopping from the mail itself: a signed delivery, which signs nobody in (M-03, rulings 26)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from clients.models import Consent, Layer
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
    return {
        f"{name}_url": settings.TEND_URL + reverse(f"worksheets:{name}", args=[sign(delivery_id)])
        for name in ("stop_reminders", "why_reminder")
    }


def headers(delivery_id: UUID) -> dict[str, str]:
    """What lets a mail program offer to stop with one press (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{links(delivery_id)['stop_reminders_url']}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def stopped_by_link(clients: Collection[UUID]) -> dict[UUID, datetime]:
    """Those of these clients who stopped reminders from a mail and did not turn them on since.

    With the instant at which they did; for her counselor, who is told of it. One query.
    """
    said = Consent.objects.filter(client__in=clients, layer=Layer.EMAIL).newest_first()
    last: dict[UUID, tuple[bool, str, datetime]] = {}
    for client_id, *word in said.values_list("client_id", "given", "method", "at"):
        last.setdefault(client_id, tuple(word))
    return {
        client_id: at
        for client_id, (given, method, at) in last.items()
        if not given and method == Consent.BY_LINK
    }
