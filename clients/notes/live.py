"""Whether something is new in an open thread: asked every few seconds, so it costs one query.

The page carries a signed ticket that names the thread and its reader. Asking needs no session and
prolongs none; the answer is a mark that changes when a page of the thread would, and nothing else.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from uuid import UUID

from django.core.signing import BadSignature, TimestampSigner
from django.db import connection
from django.db.models import UUIDField

from clients.models import UNDO, Thread
from practice.access import Actor

# As long as a page may stand open: what is fetched after a change brings a new one.
LASTS = timedelta(hours=1)

# What the reader could see now, while the thread is hers to read: the newest note and the newest
# that was taken back. In words of the database: this runs more often than anything else here.
NEWEST = """
    SELECT (
        SELECT max(note.sent_at) FROM clients_note note
        WHERE note.thread_id = thread.id AND (note.author_id = %s OR note.sent_at <= %s)
    ), (
        SELECT max(gone.recalled_at) FROM clients_note gone
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
        return _signer().sign(f"{self.thread.hex}-{self.membership.hex}")


def ticket_for(actor: Actor, thread: Thread) -> str:
    """The ticket of the actor's page of this thread, signed; empty without a membership."""
    return Ticket(thread.pk, actor.membership.pk).signed() if actor.membership else ""


def ticket_of(signed: str) -> Ticket | None:
    """The ticket; None for one that is too old or none of ours."""
    try:
        thread, _dash, membership = _signer().unsign(signed, max_age=LASTS).partition("-")
        return Ticket(UUID(hex=thread), UUID(hex=membership))
    except (BadSignature, ValueError):
        return None


def mark_of(ticket: Ticket, now: datetime) -> str | None:
    """Another one whenever the thread looks different; None where it is not hers. One query."""
    ids = (ticket.thread, ticket.membership)
    thread, reader = (UUIDField().get_db_prep_value(one, connection) for one in ids)
    at, settled = map(connection.ops.adapt_datetimefield_value, (now, now - UNDO))
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, [reader, settled, thread, reader, reader, at, at])
        row = cursor.fetchone()
    if row is None:
        return None
    return blake2b(repr(row).encode(), digest_size=9).hexdigest()


def _signer() -> TimestampSigner:
    # A salt of its own: what is signed here opens nothing else.
    return TimestampSigner(salt="tend.notes.live")
