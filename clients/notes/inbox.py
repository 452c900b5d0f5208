"""What waits for a counselor across her caseload: by when she is expected, then what is only new.

Which threads wait for an answer, `clients.notes.asked` knows. The promise counts from the first
note that does.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from clients.models import CareLink, Client, Note, Thread
from clients.notes.asked import with_asked
from clients.notes.promise import seen_by_day, who_covers
from clients.notes.threads import About, about_threads
from clients.notes.unread import unread, unread_threads
from clients.permissions import note_policy
from clients.readers import LEAD_FIRST, Reader
from practice import vault
from practice.access import Actor
from practice.models import Leave, NotePolicy

ROWS_A_PAGE = 25
LINE = 140


@dataclass(frozen=True)
class Waits:
    """A thread in the inbox. `read_by` is None where nobody waits for an answer."""

    thread_id: UUID
    client: Client
    newest: UUID
    newest_at: datetime
    unread: int
    read_by: date | None


@dataclass(frozen=True)
class Row:
    """The same with its words, for one page of the inbox."""

    waits: Waits
    note: Note
    about: About | None

    @property
    def line(self) -> str:
        """How the newest note begins."""
        first = next((line for line in self.note.body.splitlines() if line.strip()), "")
        return first if len(first) <= LINE else f"{first[:LINE].rstrip()} …"


def caseload_of(actor: Actor) -> QuerySet[CareLink, Any]:
    """Ids of the clients whom the actor works with now; who she supervises is not in her inbox."""
    links = CareLink.objects.live(actor.now).working()
    mine = links.filter(membership=actor.membership, client__practice=actor.practice_id)
    return mine.values("client")


def unread_by_client(actor: Actor) -> dict[UUID, int]:
    """How many notes the actor has not read, by client, where some wait. One query."""
    if actor.membership is None or not actor.is_counselor:
        return {}
    rows = unread_threads(actor, caseload_of(actor))
    return by_client((client_id, count) for _thread_id, client_id, count in rows)


def by_client(counts: Iterable[tuple[UUID, int]]) -> dict[UUID, int]:
    """The sum of each client's counts, where there is one."""
    found: dict[UUID, int] = {}
    for client_id, count in counts:
        if count:
            found[client_id] = found.get(client_id, 0) + count
    return found


def waiting(actor: Actor) -> list[Waits]:
    """All that waits, in its order: soonest promise first, then what is new. Four queries."""
    teams = _teams(actor)
    clients = {client_id: team[0].client for client_id, team in teams.items()}
    new = unread(actor, clients)
    theirs = with_asked(Thread.objects.filter(client__in=list(clients)), actor.now)
    threads = [one for one in theirs if one.asked_at or one.pk in new]
    away = _away(teams, threads)
    found = [_waits(one, teams[one.client_id], away, new) for one in threads]
    return sorted((one for one in found if one.read_by or one.unread), key=_order)


def rows(waits: Sequence[Waits]) -> list[Row]:
    """These with their words. Two queries, and what worksheets ask."""
    vault.warm([one.client.pk for one in waits], "care")
    notes = Note.objects.in_bulk([one.newest for one in waits])
    about = about_threads([one.thread_id for one in waits])
    return [
        Row(one, notes[one.newest], about.get(one.thread_id))
        for one in waits
        if one.newest in notes
    ]


def _teams(actor: Actor) -> dict[UUID, list[CareLink]]:
    """Everybody's live links to the clients of her caseload, by client, the lead first."""
    links = (
        CareLink.objects.live(actor.now)
        .filter(client__in=caseload_of(actor))
        .select_related("client__practice", "membership__user", "membership__practice")
        .order_by("starts_at")
    )
    teams: dict[UUID, list[CareLink]] = {}
    for link in sorted(links, key=lambda link: LEAD_FIRST.get(link.role, 3)):
        teams.setdefault(link.client_id, []).append(link)
    return teams


def _away(teams: dict[UUID, list[CareLink]], threads: Iterable[Any]) -> dict[UUID, list[Leave]]:
    """When those who may answer are away, by membership, since the first of these notes."""
    asked = [one for one in threads if one.asked_at]
    if not asked:
        return {}
    members = {link.membership_id for one in asked for link in teams[one.client_id]}
    day = min(one.asked_at for one in asked).date() - timedelta(days=1)
    leaves: dict[UUID, list[Leave]] = {}
    for leave in Leave.objects.filter(membership__in=members).standing(day).order_by("starts_on"):
        leaves.setdefault(leave.membership_id, []).append(leave)
    return leaves


def _waits(
    thread: Any,
    team: Sequence[CareLink],
    away: dict[UUID, list[Leave]],
    new: dict[UUID, int],
) -> Waits:
    client = team[0].client
    is_closed = not client.is_in_care or note_policy(client) == NotePolicy.OFF
    expects = thread.asked_at is not None and not is_closed
    return Waits(
        thread_id=thread.pk,
        client=client,
        newest=thread.newest,
        newest_at=thread.newest_at,
        unread=new.get(thread.pk, 0),
        read_by=_read_by(client, team, thread.asked_at, away) if expects else None,
    )


def _read_by(
    client: Client, team: Sequence[CareLink], at: datetime, away: dict[UUID, list[Leave]]
) -> date:
    """By which day she was told that it may be seen: `promise.promise_for` without its queries."""
    days, lead = client.practice.reply_days, team[0].membership
    leaves = away.get(lead.pk, [])
    cover = who_covers(_readers(team), leaves, lead.today(at))
    seers = [lead, cover.membership] if cover else [lead]
    return min(seen_by_day(one, at, days, away.get(one.pk, [])) for one in seers)


def _readers(team: Collection[CareLink]) -> list[Reader]:
    return [Reader(link.membership, link.role) for link in team]


def _order(one: Waits) -> tuple[bool, date, datetime, str]:
    return (one.read_by is None, one.read_by or date.max, one.newest_at, str(one.thread_id))
