"""What waits for a counselor across her caseload: by when she is expected, then what is only new.

Which threads wait for an answer, `clients.notes.asked` knows. The day is the one that she was told
with the first note that does, whoever went away since.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from clients.models import CareLink, Client, Note, Thread
from clients.notes.asked import with_asked
from clients.notes.threads import About, about_threads
from clients.notes.unread import unread, unread_threads
from clients.permissions import note_policy
from practice import vault
from practice.access import Actor
from practice.models import NotePolicy

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
    """All that waits, in its order: soonest promise first, then what is new. Three queries."""
    found = Client.objects.filter(pk__in=caseload_of(actor)).select_related("practice")
    clients = {client.pk: client for client in found}
    new = unread(actor, clients)
    threads = with_asked(Thread.objects.filter(client__in=list(clients)), actor.now)
    waits = [_waits(one, clients[one.client_id], new.get(one.pk, 0)) for one in threads]
    return sorted((one for one in waits if one.read_by or one.unread), key=_order)


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


def _waits(thread: Any, client: Client, new: int) -> Waits:
    is_closed = not client.is_in_care or note_policy(client) == NotePolicy.OFF
    return Waits(
        thread_id=thread.pk,
        client=client,
        newest=thread.newest,
        newest_at=thread.newest_at,
        unread=new,
        read_by=None if is_closed else thread.told_by,
    )


def _order(one: Waits) -> tuple[bool, date, datetime, str]:
    return (one.read_by is None, one.read_by or date.max, one.newest_at, str(one.thread_id))
