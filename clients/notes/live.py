"""Whether something is new in an open thread: asked every few seconds, so it costs one query.

The page carries a signed ticket that names the thread and its reader. Asking needs no session and
prolongs none; the answer is a mark that changes when a page of the thread would, and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from time import time
from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db import OperationalError, connection
from django.db.models import UUIDField

from clients.models import UNDO, Thread
from practice.access import Actor

# As long as a page may stand open: what is fetched after a change brings a new one.
LASTS = timedelta(hours=1)
# Tickets that were proved to be ours and are remembered as such, more than stand open at a time.
PROVED = 8192
AN_ID: Any = UUIDField()
# The headers that a page asks with, as servers hand them over.
TICKET, KNOWN = "HTTP_X_TEND_LIVE", "HTTP_IF_NONE_MATCH"

# What the reader could see now, while the thread is hers to read: the newest note of her own, the
# newest of others, each apart, for theirs comes into sight later than one of hers that was sent
# after it; and the newest that was taken back. In words of the database: this runs more often than
# anything else here.
NEWEST = """
    SELECT (
        SELECT CAST(max(mine.sent_at) AS text) FROM clients_note mine
        WHERE mine.thread_id = thread.id AND mine.author_id = %s
    ), (
        SELECT CAST(max(theirs.sent_at) AS text) FROM clients_note theirs
        WHERE theirs.thread_id = thread.id AND theirs.author_id <> %s AND theirs.sent_at <= %s
    ), (
        SELECT CAST(max(gone.recalled_at) AS text) FROM clients_note gone
        WHERE gone.thread_id = thread.id AND gone.recalled_at IS NOT NULL
    )
    FROM clients_thread thread JOIN clients_client client ON client.id = thread.client_id
    WHERE thread.id = %s AND (client.membership_id = %s OR EXISTS (
        SELECT 1 FROM clients_carelink link
        WHERE link.client_id = client.id AND link.membership_id = %s
        AND link.starts_at <= %s AND (link.ends_at IS NULL OR link.ends_at > %s)
    ))
"""


@dataclass(frozen=True)
class Ticket:
    """Who looks at which thread."""

    thread: UUID
    membership: UUID

    def signed(self) -> str:
        """What an open page asks with; it opens nothing."""
        return _signer().sign(f"{self.thread.hex}-{self.membership.hex}-{time():.0f}")


def ticket_for(actor: Actor, thread: Thread) -> str:
    """The ticket of the actor's page of this thread, signed; empty without a membership."""
    return Ticket(thread.pk, actor.membership.pk).signed() if actor.membership else ""


def ticket_of(signed: str) -> Ticket | None:
    """The ticket; None for one that is too old or none of ours."""
    try:
        ticket, made = _proved(signed)
    except (BadSignature, ValueError):
        return None
    return ticket if time() - made <= LASTS.total_seconds() else None


@lru_cache(maxsize=PROVED)
def _proved(signed: str) -> tuple[Ticket, float]:
    """A ticket of ours and when it was made. What is none is not kept: BadSignature, ValueError."""
    thread, membership, made = _signer().unsign(signed).split("-")
    return Ticket(UUID(hex=thread), UUID(hex=membership)), float(made)


def answer(environ: Mapping[str, Any], now: datetime) -> tuple[int, dict[str, str]]:
    """Status and headers: 304 where nothing is new, 204 with another mark where something is.

    404 where the thread is not the reader's any more, or the ticket is no good: then the page stops
    asking; 503 while the database is away: it asks again. The ticket comes in a header, so that it
    stands in no log of addresses.
    """
    ticket = ticket_of(environ.get(TICKET, ""))
    try:
        mark = mark_of(ticket, now) if ticket else None
    except OperationalError:
        return 503, {}
    if mark is None:
        return 404, {}
    status = 304 if environ.get(KNOWN) == f'"{mark}"' else 204
    return status, {"ETag": f'"{mark}"', "Cache-Control": "no-store"}


def mark_of(ticket: Ticket, now: datetime) -> str | None:
    """Another one whenever the thread looks different; None where it is not hers. One query."""
    ids = (ticket.thread, ticket.membership)
    thread, reader = (AN_ID.get_db_prep_value(one, connection) for one in ids)
    at, settled = map(connection.ops.adapt_datetimefield_value, (now, now - UNDO))
    row = _asked([reader, reader, settled, thread, reader, reader, at, at])
    if row is None:
        return None
    return blake2b(repr(row).encode(), digest_size=9).hexdigest()


def _asked(values: list[Any]) -> tuple[Any, ...] | None:
    """The row. Whether its connection still holds is seen by asking, not by a question before it:
    where it has broken, the same is asked once more on a new one.
    """
    connection.health_check_done = True
    try:
        return _fetched(values)
    except OperationalError:
        if connection.in_atomic_block:
            raise
        connection.close()
        return _fetched(values)


def _fetched(values: list[Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, values)
        return cursor.fetchone()


def _signer() -> Signer:
    # A salt of its own: what is signed here opens nothing else.
    return Signer(salt="tend.notes.live")
