"""Parts in somebody's care: which are in force or to come, and their place in the record."""

from datetime import datetime

from django.db.models import F, Q

from clients.models import CareLink, CareLinkQuerySet
from practice import audit
from practice.access import Actor


def current_or_coming(links: CareLinkQuerySet, now: datetime) -> CareLinkQuerySet:
    """Of these, the ones in force and those that have yet to begin; not what was called off."""
    ahead = Q(ends_at__gt=now) & Q(ends_at__gt=F("starts_at"))
    return links.filter(Q(ends_at__isnull=True) | ahead)


def record(by: Actor, link: CareLink, action: str) -> None:
    """Writes down what happened to a part in somebody's care."""
    audit.record(
        by=by,
        action=action,
        client_id=link.client_id,
        object_type="care_link",
        object_id=link.pk,
        details={"role": link.role, "member": link.membership_id, "until": link.ends_at},
    )
