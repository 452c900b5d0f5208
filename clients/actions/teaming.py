"""Who cares for her: second, cover, supervisor, and the lead passing on (product A, B-06)."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from clients.actions.covering import settle
from clients.models import CareLink, Client
from clients.permissions import fits, may_lead
from clients.teams import current_or_coming, record
from practice import facts
from practice.access import Actor
from practice.models import Leave, Membership

Role = CareLink.Role


class OnlyTheLead(PermissionDenied):
    """The team is the lead's to change, while the client is in care."""


class NotPossibleFor(Exception):
    """Not a colleague of this practice who may have that part in the care."""


class AlreadyOnTheTeam(Exception):
    """She has a part in this care already."""


class CoverNeedsAnEnd(Exception):
    """Cover is time-boxed: it ends on a day that lies ahead."""


class NeedsALead(Exception):
    """A client in care is never without a lead: hand over instead."""


class HandOverPending(Exception):
    """Another colleague takes the lead on a day already set; call that off first."""


@transaction.atomic
def add_care_link(
    *, by: Actor, client: Client, to: Membership, role: str, ends_at: datetime | None = None
) -> CareLink:
    """A second, a cover until `ends_at`, or a supervisor, from now on. The client can see it.

    Raises OnlyTheLead, NotPossibleFor, AlreadyOnTheTeam, CoverNeedsAnEnd.
    """
    _hold(to)
    _check_lead(by, client)
    _check_colleague(by, to, role)
    if role == Role.LEAD:
        raise NotPossibleFor
    if role == Role.COVER and (ends_at is None or ends_at <= by.now):
        raise CoverNeedsAnEnd
    if current_or_coming(client.care_links.filter(membership=to), by.now).exists():
        raise AlreadyOnTheTeam
    link = CareLink.objects.create(
        client=client,
        membership=to,
        role=role,
        starts_at=by.now,
        ends_at=ends_at if role == Role.COVER else None,
        created_by=by.user,
    )
    record(by, link, "care_link.added")
    return link


@transaction.atomic
def end_care_link(*, by: Actor, link: CareLink) -> CareLink:
    """Her part ends now, by the lead or by herself. Raises OnlyTheLead, NeedsALead."""
    is_own = by.membership is not None and link.membership_id == by.membership.pk
    if not (is_own and link.role != Role.LEAD):
        _check_lead(by, link.client)
    if link.role == Role.LEAD:
        raise NeedsALead
    if link.ends_at is None or link.ends_at > by.now:
        link.ends_at = max(by.now, link.starts_at)
        link.save(update_fields=["ends_at"])
        record(by, link, "care_link.ended")
    return link


@transaction.atomic
def hand_over(*, by: Actor, client: Client, to: Membership, at: datetime) -> CareLink:
    """The lead passes to a colleague at the instant `at`, now or later; until then nothing changes.

    Private notes stay with their author. Raises OnlyTheLead, NotPossibleFor, HandOverPending.
    """
    _hold(to)
    _check_lead(by, client)
    _check_colleague(by, to, Role.LEAD)
    if to == by.membership:
        raise NotPossibleFor
    mine = client.care_links.live(by.now).get(role=Role.LEAD)
    if mine.ends_at is not None:
        raise HandOverPending
    at = max(at, by.now)
    mine.ends_at = at
    mine.save(update_fields=["ends_at"])
    others = client.care_links.filter(membership=to, leave__isnull=True)
    for other in current_or_coming(others, by.now):
        other.ends_at = max(at, other.starts_at)
        other.save(update_fields=["ends_at"])
    link = CareLink.objects.create(
        client=client, membership=to, role=Role.LEAD, starts_at=at, created_by=by.user
    )
    record(by, mine, "care_link.ended")
    record(by, link, "care_link.handed_over")
    settle(by, [client.pk])
    if at == by.now:
        # Later on the scheduler's round finds it: days and hour may be the new lead's.
        facts.tell("client.lead_changed", by=by, client=client)
    return link


@transaction.atomic
def call_off_hand_over(*, by: Actor, client: Client) -> CareLink:
    """A hand-over that has not come yet does not come. Raises OnlyTheLead."""
    _check_lead(by, client)
    for coming in client.care_links.filter(role=Role.LEAD, starts_at__gt=by.now):
        coming.ends_at = coming.starts_at
        coming.save(update_fields=["ends_at"])
        record(by, coming, "care_link.called_off")
    mine = client.care_links.live(by.now).get(role=Role.LEAD)
    mine.ends_at = None
    mine.save(update_fields=["ends_at"])
    settle(by, [client.pk])
    return mine


def _hold(to: Membership) -> None:
    """What she is now; nobody ends her membership until the commit, or that of who covers her."""
    covers = Leave.objects.filter(membership=to, cover__isnull=False).values("cover")
    both = Q(pk=to.pk) | Q(pk__in=covers)
    held = Membership.objects.select_for_update(no_key=True).filter(both).order_by("pk")
    now = {one.pk: one for one in held}[to.pk]
    for name in ("ended_at", "is_counselor", "is_supervisor"):
        setattr(to, name, getattr(now, name))


def _check_lead(by: Actor, client: Client) -> None:
    Client.objects.locked(client.pk)
    if not may_lead(by, client):
        raise OnlyTheLead


def _check_colleague(by: Actor, to: Membership, role: str) -> None:
    if to.practice_id != by.practice_id or to.ended_at is not None or not fits(to, role):
        raise NotPossibleFor
