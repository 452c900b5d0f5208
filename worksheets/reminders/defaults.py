"""Plans made anew where not she, but her counselor or the practice chose days and hour.

What changed stands in the database until all who are concerned have their new plan: a lost broker
or an ended worker delays it, and never loses it.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from clients.models import CareLink, Client
from practice.models import Membership, Practice
from worksheets.reminders import plans

# Leads that began in this time are looked at again: a hand-over may have been set for a day ahead.
LATELY = timedelta(days=1)


def follow(now: datetime) -> int:
    """Makes those plans anew, two hundred clients in one transaction; how many rows changed.

    Any number of these may run at once, and each may end at any instant.
    """
    wait = Q(reminders_changed_at__isnull=False)
    changed = 0
    for practice in Practice.objects.filter(wait):
        changed += _replan(Client.objects.filter(practice=practice), now)
        _settle(practice)
    for membership in Membership.objects.filter(wait):
        changed += _replan(_led(membership=membership, now=now), now)
        _settle(membership)
    lately = _led(now=now, starts_at__gt=now - LATELY)
    return changed + _replan(lately, now)


def _led(*, now: datetime, **which: object) -> QuerySet[Client]:
    """Clients whose lead is one of these just now."""
    leads = CareLink.objects.live(now).filter(role=CareLink.Role.LEAD, **which)
    return Client.objects.filter(Exists(leads.filter(client=OuterRef("pk"))))


def _replan(clients: QuerySet[Client], now: datetime) -> int:
    """Those of these clients who did not choose both days and hour themselves."""
    by_others = Q(contact__days__isnull=True) | Q(contact__at__isnull=True)
    found = clients.in_care().filter(by_others, membership__isnull=False)
    ids = list(found.order_by("pk").values_list("pk", flat=True))
    batches = (ids[at : at + plans.TOGETHER] for at in range(0, len(ids), plans.TOGETHER))
    return sum(plans.replan(batch, now) for batch in batches)


def _settle(who: Practice | Membership) -> None:
    """Nothing waits any more, unless it was changed once again meanwhile."""
    same = type(who).objects.filter(pk=who.pk, reminders_changed_at=who.reminders_changed_at)
    same.update(reminders_changed_at=None)
