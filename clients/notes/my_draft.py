"""What one person has begun to write in a thread: in which table it is, when it is done with."""

from collections.abc import Collection
from uuid import UUID

from clients.models import Client, ClientDraft, StaffDraft, Thread
from clients.notes import drafts
from clients.notes.drafts import Typed
from practice.access import Actor

MyDraft = ClientDraft | StaffDraft


def draft_of(actor: Actor, thread: Thread) -> MyDraft | None:
    """The actor's own; a draft is shown to nobody else."""
    mine = {"thread": thread, "author": actor.membership}
    if actor.is_client:
        return ClientDraft.objects.filter(**mine).first()
    return StaffDraft.objects.filter(**mine).first()


def new_draft(actor: Actor, client: Client, thread: Thread) -> MyDraft:
    """An empty one, not stored yet: a client's goes where no staff process can read it (V-06)."""
    kind = ClientDraft if actor.is_client else StaffDraft
    return kind(client=client, thread=thread, author=actor.membership, keys=[], saved_at=actor.now)


def went_out(actor: Actor, row: MyDraft, typed: Typed) -> bool:
    """Whether a save came late: from a page whose words were sent since, and stand in the note."""
    words = typed.body.strip()
    if row.body.strip() or not words or typed.revision == row.revision:
        return False
    mine = row.thread.notes.standing().filter(author=actor.membership)
    last = mine.order_by("sent_at").last()
    return last is not None and words in last.body


def clear(
    actor: Actor, thread: Thread, body: str, revision: int | None, saves: Collection[UUID]
) -> None:
    """The draft that was sent is empty again; words that were kept on another page stay."""
    row = draft_of(actor, thread)
    if row is None or not row.body:
        return
    is_of_page = row.revision == revision or drafts.was_made_by(row, saves)
    if is_of_page or row.body.strip() in body:
        row.body, row.saved_at = "", actor.now
        row.revision += 1
        row.save()
