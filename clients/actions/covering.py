"""Who looks after clients while the one who leads is away (B-06).

`settle` makes parts in their care as days away and leads have it, whatever was before. A part that
somebody ended by hand keeps its leave and is not made again; one that days or leads took back
forgets it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from clients.models import CareLink, Client
from clients.permissions import fits
from clients.teams import current_or_coming, record
from practice.access import Actor
from practice.models import Leave, Membership

Role = CareLink.Role


@dataclass(frozen=True)
class Wanted:
    """A part that days away ask for."""

    client_id: UUID
    leave: Leave
    cover: Membership
    starts_at: datetime
    ends_at: datetime

    @property
    def key(self) -> tuple[UUID, UUID | None, UUID]:
        """There is at most one such part."""
        return self.client_id, self.leave.pk, self.cover.pk

    def meets(self, link: CareLink) -> bool:
        """Whether this other part is in force on one of these days."""
        return link.starts_at < self.ends_at and (
            link.ends_at is None or link.ends_at > max(self.starts_at, link.starts_at)
        )


@transaction.atomic
def on_leave_changed(*, by: Actor, leave: Leave, membership: Membership) -> None:
    """Listener: her days away were made, changed, ended early, or lose their cover."""
    leads = CareLink.objects.filter(membership=membership, role=Role.LEAD)
    led = current_or_coming(leads, by.now).order_by().values_list("client", flat=True)
    made = leave.care_links.order_by().values_list("client", flat=True)
    settle(by, {*led, *made})


def on_accepted(*, by: Actor, client: Client) -> None:
    """Listener: she came in, it may be while her counselor is away."""
    settle(by, [client.pk])


@transaction.atomic
def settle(by: Actor, client_ids: Collection[UUID]) -> None:
    """The parts of these clients' care that days away make, as they should be from now on.

    A fixed number of queries and what changes, however many clients.
    """
    held = Client.objects.select_for_update(no_key=True).filter(pk__in=client_ids)
    in_care = [client.pk for client in held.order_by("pk") if client.is_in_care]
    wanted: dict[tuple[UUID, UUID | None, UUID], Wanted]
    wanted = {one.key: one for one in _wanted(in_care, by.now)}
    made = CareLink.objects.filter(client__in=client_ids, leave__isnull=False)
    known: set[tuple[UUID, UUID | None, UUID]] = set()
    for link in made.order_by("client", "starts_at"):
        key = (link.client_id, link.leave_id, link.membership_id)
        known.add(key)
        if link.has_ended(by.now):
            continue
        if one := wanted.get(key):
            _move(by, link, one)
        else:
            _take_back(by, link)
    _make(by, [one for key, one in wanted.items() if key not in known])


def _wanted(client_ids: Collection[UUID], now: datetime) -> Iterable[Wanted]:
    every = CareLink.objects.filter(client__in=client_ids, role=Role.LEAD)
    leads = list(current_or_coming(every, now).order_by("client", "starts_at"))
    leaves = _leaves({link.membership_id for link in leads}, now)
    for link in leads:
        for leave in leaves[link.membership_id]:
            starts_at = max(leave.begins_at, link.starts_at, now)
            ends_at = min(leave.is_over_at, link.ends_at or leave.is_over_at)
            if starts_at < ends_at and leave.cover:
                yield Wanted(link.client_id, leave, leave.cover, starts_at, ends_at)


def _leaves(members: Collection[UUID], now: datetime) -> dict[UUID, list[Leave]]:
    """Days away of these that are not over, with somebody who can look after their clients."""
    found = Leave.objects.filter(
        membership__in=members, cover__isnull=False, cover__ended_at__isnull=True
    )
    by_member: dict[UUID, list[Leave]] = defaultdict(list)
    for leave in found.select_related("membership__practice", "cover").defer("words"):
        if leave.is_over_at > now and leave.cover and fits(leave.cover, Role.COVER):
            by_member[leave.membership_id].append(leave)
    return by_member


def _make(by: Actor, wanted: Collection[Wanted]) -> None:
    """None for whom the colleague works in that time anyway."""
    others = CareLink.objects.working().filter(
        client__in={one.client_id for one in wanted},
        membership__in={one.cover.pk for one in wanted},
    )
    parts = defaultdict(list)
    for link in current_or_coming(others, by.now):
        parts[link.client_id, link.membership_id].append(link)
    for one in wanted:
        if any(one.meets(link) for link in parts[one.client_id, one.cover.pk]):
            continue
        link = CareLink.objects.create(
            client_id=one.client_id,
            membership=one.cover,
            role=Role.COVER,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            leave=one.leave,
            created_by=by.user if by.is_staff else None,
        )
        record(by, link, "care_link.added")


def _move(by: Actor, link: CareLink, wanted: Wanted) -> None:
    """What runs keeps its beginning."""
    starts_at = wanted.starts_at if link.starts_at > by.now else link.starts_at
    if (starts_at, wanted.ends_at) == (link.starts_at, link.ends_at):
        return
    link.starts_at, link.ends_at = starts_at, wanted.ends_at
    link.save(update_fields=["starts_at", "ends_at"])
    record(by, link, "care_link.moved")


def _take_back(by: Actor, link: CareLink) -> None:
    link.ends_at, link.leave = max(by.now, link.starts_at), None
    link.save(update_fields=["ends_at", "leave"])
    record(by, link, "care_link.ended")
