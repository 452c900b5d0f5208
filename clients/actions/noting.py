"""Notes between her and those who care for her: begun, drafted, sent, taken back, read."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max

from clients.models import (
    UNDO,
    Client,
    Note,
    NoteRead,
    SessionPoint,
    Thread,
)
from clients.notes import drafts
from clients.notes.drafts import Kept, Typed, one_line_end
from clients.notes.my_draft import MyDraft, clear, draft_of, new_draft, went_out
from clients.notes.promise import promise_for
from clients.permissions import cares_for, is_herself, why_no_note
from practice import audit, facts
from practice.access import Actor


class MayNotWrite(Exception):
    """Not theirs, or not now: `why` is not_theirs, discharged, off or reply_only."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class TooLong(Exception):
    """`count` letters where `limit` fit. Nothing was cut, nothing was sent."""

    def __init__(self, count: int, limit: int) -> None:
        super().__init__(f"{count} of {limit}")
        self.count, self.limit = count, limit


class NothingToSend(Exception):
    """A note has words."""


class TooLateToUndo(Exception):
    """The minute is over, or it was taken back already."""


class HasMoved(Exception):
    """What stands in the draft, or waits beside it, is not what the page showed."""


@transaction.atomic
def open_general(*, by: Actor, client: Client) -> Thread:
    """Her one thread about anything, made if it is not there yet. Raises MayNotWrite."""
    client = Client.objects.locked(client.pk)
    standing = client.threads.filter(is_general=True).first()
    why = why_no_note(by, client, standing)
    if standing and why != "not_theirs":
        return standing
    if why:
        raise MayNotWrite(why)
    return Thread.objects.create(client=client, is_general=True, opened_at=by.now)


@transaction.atomic
def keep_draft(
    *,
    by: Actor,
    thread: Thread,
    body: str,
    revision: int,
    key: UUID,
    after: UUID | None = None,
) -> Kept:
    """Keeps what she types by the saving protocol (`notes.drafts`). Not audited: hers alone.

    Raises MayNotWrite, TooLong (for what no note could hold), TooManyTexts.
    """
    client = Client.objects.locked(thread.client_id)
    _must_write(by, client, thread)
    typed = Typed(one_line_end(body), revision, key, by.now, after)
    if len(typed.body) > drafts.LONGEST:
        raise TooLong(len(typed.body), drafts.LONGEST)
    row = draft_of(by, thread)
    if row is None and not typed.body.strip():
        return Kept(0, by.now, is_new=False)
    if row is not None and went_out(by, row, typed):
        return Kept(row.revision, row.saved_at, is_new=False)
    row = row or new_draft(by, client, thread)
    kept = drafts.write(row, typed)
    row.save()
    return kept


@transaction.atomic
def settle_draft(*, by: Actor, thread: Thread, other: str, choice: str, revision: int) -> MyDraft:
    """Her word on a text that waits beside the draft: `standing`, `other` or `both`.

    `other` is its key. Raises HasMoved where either is not what she saw, TooLong.
    """
    client = Client.objects.locked(thread.client_id)
    is_hers = is_herself(by, client) or cares_for(by, client)
    row = draft_of(by, thread) if is_hers else None
    waits = [one.text for one in drafts.others_of(row) if one.key == other] if row else []
    if row is None or not waits or row.revision != revision:
        raise HasMoved
    body = chosen(choice, row.body, waits[0])
    if len(body) > drafts.LONGEST:
        raise TooLong(len(body), drafts.LONGEST)
    drafts.let_go(row, other)
    if body != row.body:
        drafts.take(row, Typed(body, revision, uuid4(), by.now))
    row.save()
    return row


def chosen(choice: str, standing: str, other: str) -> str:
    """The words that she wants to go on with."""
    return {"other": other, "both": f"{standing}\n\n{other}"}.get(choice, standing)


@transaction.atomic
def send(
    *,
    by: Actor,
    thread: Thread,
    body: str,
    key: UUID,
    is_for_session: bool = False,
    revision: int | None = None,
    saves: Collection[UUID] = (),
) -> Note:
    """Sends it, once per press: the same key with the same words is the first note again.

    `revision` is that of the draft on the page, `saves` the keys of saves that the page has not
    heard of: a draft that they made was these words, and is empty now.
    Raises MayNotWrite, NothingToSend, TooLong.
    """
    body = one_line_end(body).strip()
    client = Client.objects.locked(thread.client_id)
    again = _sent_before(by, thread, body, key)
    if again:
        return again
    _must_write(by, client, thread)
    if not body:
        raise NothingToSend
    if len(body) > client.practice.note_limit:
        raise TooLong(len(body), client.practice.note_limit)
    note = Note.objects.create(
        thread=thread,
        client_id=client.pk,
        author=by.membership,
        body=body,
        key=uuid4() if _is_used(by, key) else key,
        is_for_session=is_for_session,
        sent_at=by.now,
        read_by=promise_for(client, by.now, by.now).read_by if is_herself(by, client) else None,
    )
    clear(by, thread, body, revision, saves)
    _record(by, "note.sent", note)
    facts.tell("note.sent", by=by, note=note)
    return note


@transaction.atomic
def undo(*, by: Actor, note: Note) -> None:
    """Within a minute it was never sent: nobody else saw it, and its words are a draft again.

    Raises MayNotWrite, TooLateToUndo, TooManyTexts.
    """
    client = Client.objects.locked(note.client_id)
    mine = _mine(by, client, note)
    if mine is None or not mine.can_be_undone(by.now):
        raise TooLateToUndo
    row = draft_of(by, mine.thread) or new_draft(by, client, mine.thread)
    typed = Typed(mine.body, row.revision, mine.key, by.now)
    if not row.body.strip():
        drafts.take(row, typed)
    elif mine.body not in row.body:
        drafts.beside(row, mine.body, mine.key, typed)
    row.save()
    SessionPoint.objects.filter(note=mine).update(note=None)
    mine.delete()
    _record(by, "note.undone", note)
    facts.tell("note.undone", by=by, note=note)


@transaction.atomic
def recall(*, by: Actor, note: Note) -> Note:
    """Its words go, its place and hour stay, and the record says so. Twice is the same as once.

    Raises MayNotWrite.
    """
    client = Client.objects.locked(note.client_id)
    mine = _mine(by, client, note)
    if mine is None:
        raise MayNotWrite("not_theirs")
    if mine.recalled_at is not None:
        return mine
    if not client.is_in_care:
        raise MayNotWrite("discharged")
    mine.body, mine.recalled_at = "", by.now
    mine.save(update_fields=["body", "recalled_at"])
    _record(by, "note.recalled", mine)
    facts.tell("note.recalled", by=by, note=mine)
    return mine


@transaction.atomic
def mark_read(*, by: Actor, thread: Thread, upto: datetime) -> NoteRead | None:
    """The actor has read the thread up to the newest note that she could see then; never back.

    None where there is nothing to have read. Raises MayNotWrite for a thread that is not theirs.
    """
    if not Thread.objects.visible_to(by).filter(pk=thread.pk).exists():
        raise MayNotWrite("not_theirs")
    # What is younger is not all there yet, her own apart: it may not count as read unseen.
    settled = thread.notes.filter(sent_at__lte=min(upto, by.now - UNDO))
    there = settled.aggregate(at=Max("sent_at"))["at"]
    if there is None:
        return None
    read, is_first = NoteRead.objects.get_or_create(
        thread=thread,
        membership=by.membership,
        defaults={"client_id": thread.client_id, "upto": there, "at": by.now},
    )
    moved = NoteRead.objects.filter(pk=read.pk, upto__lt=there)
    if is_first or moved.update(upto=there, at=by.now):
        facts.tell("note.read", by=by, thread=thread, membership=by.membership)
    return read


def _must_write(by: Actor, client: Client, thread: Thread) -> None:
    """Raises MayNotWrite where the actor may not write there now."""
    why = why_no_note(by, client, thread)
    if why:
        raise MayNotWrite(why)


def _mine(by: Actor, client: Client, note: Note) -> Note | None:
    """The actor's own note as it stands now, while she has to do with the client. MayNotWrite."""
    if not is_herself(by, client) and not cares_for(by, client):
        raise MayNotWrite("not_theirs")
    return Note.objects.filter(pk=note.pk, author=by.membership).select_related("thread").first()


def _sent_before(by: Actor, thread: Thread, body: str, key: UUID) -> Note | None:
    """The note that this press has made already.

    A page that came back (the back button) brings its key again with other words: these are new.
    """
    mine = thread.notes.standing().filter(author=by.membership)
    first = mine.filter(key=key).first()
    since = mine.filter(sent_at__gte=first.sent_at) if first else mine.none()
    return next((one for one in since if one.body == body), None)


def _is_used(by: Actor, key: UUID) -> bool:
    return Note.objects.filter(author=by.membership, key=key).exists()


def _record(by: Actor, action: str, note: Note) -> None:
    audit.record(
        by=by,
        action=action,
        client_id=note.client_id,
        object_type="note",
        object_id=note.pk,
        details={"thread": str(note.thread_id)},
    )
