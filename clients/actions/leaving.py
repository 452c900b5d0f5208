"""A colleague who leaves strands nobody (H-12): her leads pass on, her other parts end.

Told by `practice.actions.people`, in its transaction and under its lock on her membership.
"""

from datetime import datetime

from django.utils.translation import ngettext

from clients.actions.covering import settle
from clients.models import CareLink, CareLinkQuerySet, Client
from clients.permissions import fits
from clients.teams import current_or_coming, record
from practice import facts
from practice.access import Actor
from practice.models import Membership

Role = CareLink.Role


def led_by(*, membership: Membership, now: datetime) -> int:
    """How many clients in care she leads now: `colleague.leads`."""
    return _in_care(CareLink.objects.live(now).filter(membership=membership, role=Role.LEAD))


def on_membership_ended(*, by: Actor, membership: Membership, successor: Membership | None) -> None:
    """The successor leads from now on, until a day already agreed with somebody else.

    Clients out of care go along, so that their file keeps a reader. Raises facts.Refused where a
    client in care would be without a lead.
    """
    hers = CareLink.objects.filter(membership=membership)
    ids = list(current_or_coming(hers, by.now).order_by().values_list("client", flat=True))
    list(Client.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    if successor is None and (number := led_by(membership=membership, now=by.now)):
        raise facts.Refused(_who_leads(number))
    for link in current_or_coming(hers, by.now).select_related("client"):
        if link.role == Role.LEAD and link.is_coming(by.now):
            _call_off(by, link)
        elif link.role == Role.LEAD and successor:
            _pass_on(by, link, successor)
        else:
            _end(by, link)
    settle(by, ids)


def on_roles_changed(*, by: Actor, membership: Membership) -> None:
    """No part in the care of somebody in care stays without its role. Raises facts.Refused."""
    lost = [role for role in Role if not fits(membership, role)]
    parts = CareLink.objects.filter(membership=membership, role__in=lost)
    parts = current_or_coming(parts, by.now)
    if number := _in_care(parts.filter(role=Role.LEAD)):
        raise facts.Refused(_leads_first(number))
    if number := _in_care(parts):
        raise facts.Refused(_parts_first(number))


def _in_care(links: CareLinkQuerySet) -> int:
    return links.filter(client__discharged_at=None).values("client").distinct().count()


def _pass_on(by: Actor, mine: CareLink, successor: Membership) -> None:
    until = mine.ends_at  # the day of a hand-over that somebody else awaits
    _end(by, mine)
    others = mine.client.care_links.filter(membership=successor, leave__isnull=True)
    for other in current_or_coming(others, by.now):
        if other.role == Role.LEAD:  # she was to lead later: now she does
            until = None
        _end(by, other)
    link = CareLink.objects.create(
        client=mine.client,
        membership=successor,
        role=Role.LEAD,
        starts_at=by.now,
        ends_at=until,
        created_by=by.user,
    )
    record(by, link, "care_link.handed_over")


def _call_off(by: Actor, coming: CareLink) -> None:
    """She was to lead later: whoever leads now goes on."""
    coming.ends_at = coming.starts_at
    coming.save(update_fields=["ends_at"])
    record(by, coming, "care_link.called_off")
    coming.client.care_links.live(by.now).filter(role=Role.LEAD).update(ends_at=None)


def _end(by: Actor, link: CareLink) -> None:
    link.ends_at = max(by.now, link.starts_at)
    link.save(update_fields=["ends_at"])
    record(by, link, "care_link.ended")


def _who_leads(number: int) -> str:
    return ngettext(
        "She leads %(number)d client. Please choose who takes over.",
        "She leads %(number)d clients. Please choose who takes over.",
        number,
    ) % {"number": number}


def _leads_first(number: int) -> str:
    return ngettext(
        "She leads %(number)d client. Before this role goes, she hands over on the client's "
        "team page.",
        "She leads %(number)d clients. Before this role goes, she hands over on each client's "
        "team page.",
        number,
    ) % {"number": number}


def _parts_first(number: int) -> str:
    return ngettext(
        "She has a part in the care of %(number)d client. Before this role goes, she steps out on "
        "the client's team page.",
        "She has a part in the care of %(number)d clients. Before this role goes, she steps out "
        "on each client's team page.",
        number,
    ) % {"number": number}
