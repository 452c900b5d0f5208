"""What a mail provider tells of a mail, as news of ours. Its words and codes stay outside.

django-anymail makes one kind of event of theirs all; only whether mail came back for good, or for
now, it leaves to who knows the provider.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from practice.deliveries import News, What

# django-anymail's own words (anymail.signals.EventType and RejectReason).
TOLD = {
    "bounced": What.GONE,
    "complained": What.UNWANTED,
    "unsubscribed": What.UNWANTED,
    "rejected": What.NOT_TAKEN,
    "failed": What.NOT_TAKEN,
    "deferred": What.WAITS,
    "delivered": What.ARRIVED,
}
# Why a provider does not even try: what it has learned before.
REJECTED = {
    "invalid": What.GONE,
    "bounced": What.GONE,
    "spam": What.UNWANTED,
    "unsubscribed": What.UNWANTED,
}
# SparkPost's classes of what came back for good.
FOR_GOOD = {"10", "30"}
# Postmark's kinds that say nothing against the address.
FOR_NOW = {"SoftBounce", "VirusNotification"}


def news_of(event: Any, now: datetime) -> News | None:
    """What an event of django-anymail tells; None where it is nothing that we ask about."""
    what = TOLD.get(event.event_type)
    if what is None:
        return None
    if event.event_type == "rejected":
        what = REJECTED.get(event.reject_reason, What.NOT_TAKEN)
    if event.event_type == "bounced" and not is_for_good(event.esp_event):
        what = What.NOT_TAKEN
    address = str(event.recipient or "")
    return News(
        what,
        at=_at(event.timestamp, now),
        row=_row(event.metadata),
        address=address if address.isprintable() else "",
    )


def is_for_good(told: Mapping[str, Any]) -> bool:
    """Whether what came back came back because of the address."""
    inner = told.get("msys")
    inside = next(iter(inner.values()), {}) if isinstance(inner, Mapping) else told
    if "bounce_class" in inside:
        return str(inside["bounce_class"]) in FOR_GOOD
    if "hard_bounce" in inside:  # Mailjet
        return bool(inside["hard_bounce"])
    return inside.get("Type") not in FOR_NOW


def _at(told: datetime | None, now: datetime) -> datetime:
    if told is None:
        return now
    return min(told if told.tzinfo else told.replace(tzinfo=UTC), now)


def _row(metadata: object) -> UUID | None:
    """The id that our mail carried."""
    try:
        return UUID(hex=str(metadata["delivery"]))  # type: ignore[index]
    except (LookupError, TypeError, ValueError):
        return None
