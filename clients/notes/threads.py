"""Threads and their pages, as one reader sees them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Subquery

from clients.models import UNDO, Client, Note, StaffDraft, Thread
from clients.notes.coming import came_since
from clients.notes.unread import unread
from clients.readers import Readers, first_name
from practice import facts, vault
from practice.access import Actor
from practice.models import Membership

PAGE = 30


@dataclass(frozen=True)
class About:
    """What a thread is about, and where each side comes to it. Worksheets answer with these."""

    title: str
    url_for_staff: str
    url_for_client: str


@dataclass(frozen=True)
class NoteShown:
    """One note as its reader sees it. `body` is empty where it was taken back."""

    note: Note
    name: str
    is_mine: bool
    may_undo: bool = False
    may_recall: bool = False
    read_at: datetime | None = None

    @property
    def body(self) -> str:
        """The words."""
        return self.note.body

    @property
    def is_recalled(self) -> bool:
        """Its place and its hour are left."""
        return self.note.recalled_at is not None

    @property
    def undo_until(self) -> datetime:
        """When it goes to the other side for good."""
        return self.note.sent_at + UNDO


@dataclass(frozen=True)
class Standing:
    """Her own notes that were sent after an instant: what she undid elsewhere is not among them."""

    sent_after: datetime
    ids: Sequence[UUID]


@dataclass(frozen=True)
class NotePage:
    """Some notes of a thread, oldest first; `earlier` asks for those before them.

    `newest` is up to where they are read once this page was. Not her own of the last minute:
    another's from before it may not be on the page yet. `told_until` stands where more has come
    than the page shows: since when to ask for the rest.
    """

    thread: Thread
    notes: Sequence[NoteShown] = field(default_factory=tuple)
    earlier: UUID | None = None
    standing: Standing | None = None
    newest: datetime | None = None
    told_until: datetime | None = None


@dataclass(frozen=True)
class ThreadShown:
    """A thread in a list. `about` is None for the general one."""

    thread: Thread
    about: About | None
    unread: int
    newest: datetime | None


def page_of(
    thread: Thread, actor: Actor, before: UUID | None = None, team: Readers | None = None
) -> NotePage:
    """The thirty newest notes that the actor can read, or the thirty before the note `before`.

    `team` are who reads there, where a page has them. Three queries at most, one more for
    `before`, and one where each side sees when the other read.
    """
    notes = thread.notes.seen_by(actor)
    last = before and notes.filter(pk=before).values_list("sent_at", "pk").first()
    if last:
        notes = notes.filter(Q(sent_at__lt=last[0]) | Q(sent_at=last[0], pk__lt=last[1]))
    found = list(notes.order_by("-sent_at", "-pk")[: PAGE + 1])
    rows = found[:PAGE][::-1]
    earlier = rows[0].pk if len(found) > PAGE else None
    settled = [note.sent_at for note in rows if note.sent_at <= actor.now - UNDO]
    newest = settled[-1] if settled else None
    return NotePage(thread, shown(thread, actor, rows, team), earlier, newest=newest)


def page_since(thread: Thread, actor: Actor, since: datetime) -> NotePage:
    """What the actor can read since that instant and could not before, or was taken back since.

    Another's note comes into sight a minute after it was sent, so that it may stand before one of
    hers. Thirty at a time, what came first before the rest. `standing` tells which of hers are
    still there, of all that she could have undone since. Four queries, one more where more came.
    """
    found, told_until = came_since(thread, actor, since, PAGE)
    rows = sorted(found, key=lambda note: (note.sent_at, note.pk))
    # What was only taken back stands where it stood: up to there it was read before.
    settled = (told_until or actor.now) - UNDO
    read = [note.sent_at for note in rows if since - UNDO < note.sent_at <= settled]
    # A minute more, for an undo that was on its way when the page was made.
    recent = since - 2 * UNDO
    hers = thread.notes.filter(author=actor.membership, sent_at__gt=recent)
    return NotePage(
        thread,
        shown(thread, actor, rows),
        standing=Standing(recent, list(hers.values_list("pk", flat=True))),
        newest=read[-1] if read else None,
        told_until=told_until,
    )


def shown(
    thread: Thread, actor: Actor, rows: Collection[Note], team: Readers | None = None
) -> list[NoteShown]:
    """These notes for the actor. `thread.client` must be there."""
    client = thread.client
    vault.warm([client.pk], "care")
    names = _names(client, actor, {note.author_id for note in rows}, team)
    read = _read_by_others(thread, actor, rows)
    return [_shown(client, actor, note, names, read.get(note.pk)) for note in rows]


def _shown(
    client: Client, actor: Actor, note: Note, names: dict[UUID, str], read_at: datetime | None
) -> NoteShown:
    is_mine = actor.membership is not None and note.author_id == actor.membership.pk
    is_there = is_mine and note.recalled_at is None
    may_undo = is_there and note.can_be_undone(actor.now)
    return NoteShown(
        note=note,
        name=names[note.author_id],
        is_mine=is_mine,
        may_undo=may_undo,
        may_recall=is_there and not may_undo and client.is_in_care,
        read_at=read_at if is_there else None,
    )


def _names(
    client: Client, actor: Actor, authors: set[UUID], team: Readers | None
) -> dict[UUID, str]:
    """How the reader knows these authors. One query for whom the page does not know anyway."""
    names: dict[UUID, str] = {}
    if client.membership_id in authors:
        names[client.membership_id] = client.call_name
    if actor.is_staff and actor.membership and actor.user:
        names[actor.membership.pk] = actor.user.shown_name
    others = authors - names.keys()
    known = {reader.membership.pk: reader.membership for reader in team.found} if team else {}
    if not others <= known.keys():
        known |= Membership.objects.select_related("user").in_bulk(others)
    for one in others:
        names[one] = known[one].user.shown_name if actor.is_staff else first_name(known[one])
    return names


def _read_by_others(thread: Thread, actor: Actor, rows: Collection[Note]) -> dict[UUID, datetime]:
    """When the other side had read the newest of her own notes that it has; off unless both see it.

    Only of that one: a mark says up to where somebody came, not when she passed the ones before.
    """
    if actor.practice is None or not actor.practice.shows_read_times:
        return {}
    side = thread.reads.filter(membership__is_client=actor.is_staff)
    marks = list(side.values_list("upto", "at"))
    mine = [note for note in rows if note.author_id == actor.membership.pk]  # type: ignore[union-attr]
    for note in reversed(mine):
        if at := [at for upto, at in marks if upto >= note.sent_at]:
            return {note.pk: min(at)}
    return {}


def threads_of(client: Client, actor: Actor) -> list[ThreadShown]:
    """Her threads as the actor sees them, the newest note first, whatever waits to be read.

    Two queries, and what worksheets ask. One where nothing can be read yet stands last. Staff find
    one about a sheet by a note in it, or by a draft of their own: that she only opened it would
    tell how far she is in the sheet (rulings 1, V-02).
    """
    latest = (
        Note.objects.seen_by(actor)
        .filter(thread=OuterRef("pk"))
        .order_by("-sent_at")
        .values("sent_at")[:1]
    )
    listed = client.threads.annotate(newest=Subquery(latest))
    if actor.is_staff:
        drafts = StaffDraft.objects.filter(thread=OuterRef("pk"), author=actor.membership)
        listed = listed.filter(Q(is_general=True) | Q(newest__isnull=False) | Exists(drafts))
    threads = list(listed)
    new = unread(actor, [client.pk])
    about = about_threads([thread.pk for thread in threads if not thread.is_general])
    found = [
        ThreadShown(thread, about.get(thread.pk), new.get(thread.pk, 0), newest_of(thread))
        for thread in threads
    ]
    return sorted(found, key=_place, reverse=True)


def _place(one: ThreadShown) -> tuple[bool, datetime]:
    """By its newest note; by when it was opened among those without any."""
    return one.newest is not None, one.newest or one.thread.opened_at


def newest_of(thread: Any) -> datetime | None:
    """When the newest note came, where the thread was asked for with it."""
    return thread.newest


def about_threads(thread_ids: Collection[UUID]) -> dict[UUID, About]:
    """What these threads are about, as far as an upper app knows."""
    found: dict[UUID, About] = {}
    if thread_ids:
        for answer in facts.ask("threads.about", thread_ids=list(thread_ids)):
            found |= answer
    return found
