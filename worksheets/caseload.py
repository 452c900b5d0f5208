"""Whom a counselor works with now, how much waits of each, and who has fallen silent."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from clients.models import CareLink, CareLinkQuerySet, Client
from practice.access import Actor
from practice.models import Membership
from practice.zones import today_in
from worksheets.models import Assignment, Round

SILENCE = timedelta(days=14)


def caseload(actor: Actor) -> CareLinkQuerySet:
    """The actor's live links to clients whom she works with now.

    Who she supervises is not on her Today.
    """
    client = ("call_name", "next_session_at", "time_zone", "membership_id")
    of_client = (f"client__{name}" for name in client)
    return (
        CareLink.objects.live(actor.now)
        .working()
        .filter(
            membership=actor.membership,
            client__practice_id=actor.practice_id,
            client__discharged_at__isnull=True,
        )
        .select_related("client")
        .only("client_id", "role", "starts_at", "ends_at", "leave_id", *of_client)
        .order_by("-starts_at")
    )


@dataclass(frozen=True)
class Cover:
    """Clients of a colleague whom she looks after, and the last day of it."""

    name: str
    until: date
    clients: list[Client]


def covers(actor: Actor, links: Collection[CareLink]) -> list[Cover]:
    """For whom she covers just now, the nearest end first; `links` are her caseload.

    One query, and none where she covers nobody. Keys must be warm.
    """
    mine = {link.client_id: link for link in links if link.role == CareLink.Role.COVER}
    if not mine:
        return []
    leads = CareLink.objects.live(actor.now).filter(client__in=mine, role=CareLink.Role.LEAD)
    found: dict[tuple[date, str], list[Client]] = {}
    for lead in leads.select_related("membership__user", "membership__practice"):
        link = mine[lead.client_id]
        if link.ends_at is not None:
            until = today_in(lead.membership.zone, link.ends_at - timedelta(seconds=1))
            place = until, lead.membership.user.shown_name
            found.setdefault(place, []).append(link.client)
    return [Cover(name, until, by_name(found[until, name])) for until, name in sorted(found)]


def desk_of(actor: Actor) -> Membership:
    """The counselor's own membership. Raises LookupError for an actor without one."""
    if actor.membership is None:
        raise LookupError("Today is a counselor's page.")
    return actor.membership


def work_of(*, client_ids: Sequence[UUID]) -> dict[UUID, tuple[int, int]]:
    """(open, to read) by client, for the caseload list. Two queries."""
    open_now = Assignment.objects.open().filter(client__in=client_ids)
    waiting = Round.objects.awaiting_review().filter(client__in=client_ids)
    counts: dict[UUID, tuple[int, int]] = dict.fromkeys(client_ids, (0, 0))
    for key in open_now.values_list("client_id", flat=True):
        counts[key] = (counts[key][0] + 1, counts[key][1])
    for key in waiting.values_list("client_id", flat=True):
        counts[key] = (counts[key][0], counts[key][1] + 1)
    return counts


def silent(actor: Actor, links: list, still_open: list[Round]) -> list[Client]:
    """With an open sheet of two weeks or more, and no sign-in since (*ask how it is going*)."""
    since = actor.now - SILENCE
    waiting = {one.client_id for one in still_open if one.assignment.assigned_at <= since}
    quiet = []
    for link in links:
        client = link.client
        client.last_login = link.last_login
        was_here = client.last_login is not None and client.last_login > since
        if client.pk in waiting and client.membership_id and not was_here:
            quiet.append(client)
    return by_name(quiet)


def by_name(clients: Iterable[Client]) -> list[Client]:
    """In the order of what they are called. Keys must be warm."""
    return sorted(clients, key=lambda client: client.call_name.casefold())
