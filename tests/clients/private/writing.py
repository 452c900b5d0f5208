"""Short ways to write private notes."""

from datetime import date
from uuid import UUID, uuid4

from clients.actions import private_noting
from clients.actions.private_noting import Kept, Save
from clients.models import Client, PrivateNote
from practice.models import Membership
from tests.factories import NOW, actor_for

DAY = date(2026, 3, 10)


def save(body: str = "She looked away.", revision: int = 0, **fields) -> Save:
    """One save, with a key of its own."""
    return Save(**{"session_on": DAY, "key": uuid4()} | fields, body=body, revision=revision)


def keep(by: Membership, client: Client, note_id: UUID, *args, now=NOW, **fields) -> Kept:
    """Saves on a note."""
    wanted = save(*args, **fields)
    return private_noting.keep(by=actor_for(by, now), client=client, note_id=note_id, save=wanted)


def write(by: Membership, client: Client, *args, **fields) -> PrivateNote:
    """A new note."""
    return keep(by, client, uuid4(), *args, **fields).note


def texts(note: PrivateNote) -> tuple[str, int, list[str]]:
    """What stands, on which revision, and what waits beside it."""
    fresh = PrivateNote.objects.get(pk=note.pk)
    return fresh.body, fresh.revision, [one["body"] for one in fresh.others or []]
