"""Writing private notes, naming who may read them (PN-01). Nothing is overwritten unseen.

The saving protocol of `docs/saving.md`, on one row: the note is its own draft. Autosaves are not
audited (rulings 35); that a note was begun or removed, and who may read, is.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from clients import private_notes
from clients.models import Client, PrivateNote, PrivateNoteReader
from clients.models.private_notes import LONGEST
from clients.private_notes import Other, may_be_removed, may_write
from practice import audit, vault
from practice.access import Actor
from practice.models import Membership

KEYS_KEPT = 16
# So many texts wait beside a note at most; then she chooses first.
MOST = 8


class MayNotKeep(PermissionDenied):
    """Who does not carry the care writes none about her, and changes nothing."""


class NotHers(LookupError):
    """Somebody else's note, or one about another client."""


class WasRemoved(Exception):
    """The note was removed while the page was open."""


class ChooseFirst(Exception):
    """As many texts as can be kept wait beside the note already."""


class MovedOn(Exception):
    """One of the two texts changed while she chose."""


class TooLong(Exception):
    """Both together are more than a note holds."""


class HeldByCourt(Exception):
    """A mark on her file says that a court or the police are involved: nothing goes."""


class NotHerSupervisor(Exception):
    """Not somebody who supervises this client's care now."""


@dataclass(frozen=True)
class Save:
    """One save as it came. `after` is the save before it, if its answer never reached the page."""

    body: str
    session_on: date | None
    revision: int
    key: UUID
    after: UUID | None = None

    @property
    def says(self) -> tuple[str, date | None]:
        """What would stand."""
        return self.body, self.session_on

    @property
    def print(self) -> str:
        """A fingerprint of it. Kept only sealed: short notes could be guessed from it."""
        text = json.dumps([self.body, str(self.session_on)], ensure_ascii=False)
        return base64.b64encode(hashlib.sha256(text.encode()).digest()[:15]).decode()


@dataclass(frozen=True)
class Kept:
    """What stands now. None: nothing was there and nothing is. `is_beside`: two texts wait."""

    note: PrivateNote | None
    is_beside: bool = False


@transaction.atomic
def keep(*, by: Actor, client: Client, note_id: UUID, save: Save) -> Kept:
    """Saves a note, the first time as `note_id`. An old revision is kept beside it.

    Raises MayNotKeep, NotHers, WasRemoved, ChooseFirst.
    """
    Client.objects.locked(client.pk)
    if not may_write(by, client):
        raise MayNotKeep
    note = PrivateNote.objects.select_for_update(no_key=True).filter(pk=note_id).first()
    if note is None:
        return _begin(by, client, note_id, save)
    if (note.author_id, note.client_id) != (_me(by).pk, client.pk):
        raise NotHers
    return _write(by, note, save)


def _begin(by: Actor, client: Client, note_id: UUID, save: Save) -> Kept:
    if save.revision > 0:
        raise WasRemoved
    if not save.body.strip():
        # No row that would tell that she was here.
        return Kept(None)
    note = PrivateNote(
        pk=note_id, client_id=client.pk, author=_me(by), created_at=by.now, saved_at=by.now, keys=[]
    )
    _store(by, note, save)
    _record(by, note, "private_note.added")
    return Kept(note)


def _write(by: Actor, note: PrivateNote, save: Save) -> Kept:
    made, before = _made_by(note, save.key), _made_by(note, save.after)
    is_again = made and vault.open_text(made[2], **_place(note)) == save.print
    if is_again or (note.body, note.session_on) == save.says:
        return Kept(note)
    base = (made or before or [None, save.revision])[1]
    if base == note.revision:
        _store(by, note, save)
        return Kept(note)
    _put_beside(by, note, save)
    return Kept(note, is_beside=True)


def _store(by: Actor, note: PrivateNote, save: Save) -> None:
    note.body, note.session_on = save.says
    note.revision += 1
    note.saved_at = by.now
    made = [save.key.hex, note.revision, vault.seal_text(save.print, **_place(note))]
    note.keys = [*(kept for kept in note.keys if kept[0] != save.key.hex), made][-KEYS_KEPT:]
    note.save()


def _made_by(note: PrivateNote, key: UUID | None) -> list[Any] | None:
    """What is remembered of a save: its key, the revision it made, its sealed fingerprint."""
    return next((kept for kept in note.keys if key and kept[0] == key.hex), None)


def _place(note: PrivateNote) -> dict[str, Any]:
    place = f"clients.PrivateNote.keys|{note.pk}"
    return {"subject": note.client_id, "purpose": "clinician", "place": place}


def _put_beside(by: Actor, note: PrivateNote, save: Save) -> None:
    """The same page writing on, or the same words again, make no second text."""
    kept: list[dict[str, Any]] = note.others or []
    same = {save.key.hex, save.after.hex if save.after else ""}
    rest = [one for one in kept if one["key"] not in same and one["body"] != save.body]
    if len(rest) >= MOST:
        raise ChooseFirst
    day = save.session_on.isoformat() if save.session_on else ""
    one = {"key": save.key.hex, "body": save.body, "session_on": day, "at": by.now.isoformat()}
    note.others = [*rest, one]
    note.save(update_fields=["others"])


@transaction.atomic
def settle(*, by: Actor, note: PrivateNote, other: str, pick: str, revision: int) -> PrivateNote:
    """One text stays, or both below each other; `pick` is `standing`, `other` or `both`.

    `other` is the key of the text beside it, `revision` the one that she saw. Raises MayNotKeep,
    NotHers, MovedOn, TooLong.
    """
    held = _held(by, note)
    waiting = private_notes.others(held)
    chosen = next((one for one in waiting if one.key == other), None)
    if chosen is None or held.revision != revision:
        raise MovedOn
    if pick != "standing":
        body = chosen.body if pick == "other" else together(held, chosen)
        if len(body) > LONGEST:
            raise TooLong
        day = chosen.session_on if pick == "other" else held.session_on or chosen.session_on
        held.body, held.session_on = body, day
        held.revision, held.saved_at = held.revision + 1, by.now
    held.others = [one for one in held.others or [] if one["key"] != other] or None
    held.save()
    return held


def together(note: PrivateNote, other: Other) -> str:
    """Both texts, one below the other."""
    return "\n\n".join(text for text in (note.body, other.body) if text.strip())


@transaction.atomic
def remove(*, by: Actor, note: PrivateNote) -> None:
    """Takes a note of hers away, for good. Raises MayNotKeep, NotHers, WasRemoved, HeldByCourt."""
    held = _held(by, note)
    if not may_be_removed(held.client):
        raise HeldByCourt
    _record(by, held, "private_note.removed")
    held.delete()


@transaction.atomic
def name_reader(*, by: Actor, client: Client, supervisor: Membership) -> PrivateNoteReader:
    """A supervisor of this client's care reads the actor's notes about her from now on.

    Named twice is named once. Raises MayNotKeep, NotHerSupervisor.
    """
    Client.objects.locked(client.pk)
    if not may_write(by, client):
        raise MayNotKeep
    links = private_notes.live_supervisors(by, client).filter(membership=supervisor)
    link = links.order_by("starts_at").first()
    if link is None:
        raise NotHerSupervisor
    mine = PrivateNoteReader.objects.standing().filter(client=client, author=by.membership)
    standing = mine.filter(supervisor=supervisor).first()
    if standing and standing.since >= link.starts_at:
        return standing
    if standing:
        # Of a part in the care that is over: it holds no longer.
        _end(by, standing)
    reader = PrivateNoteReader.objects.create(
        client=client, author=_me(by), supervisor=supervisor, since=by.now
    )
    _record_reader(by, reader, "private_note.reader_named")
    return reader


@transaction.atomic
def end_reader(*, by: Actor, reader: PrivateNoteReader) -> None:
    """The supervisor reads no longer. Raises MayNotKeep, NotHers."""
    client = Client.objects.locked(reader.client_id)
    if not may_write(by, client):
        raise MayNotKeep
    held = PrivateNoteReader.objects.select_for_update(no_key=True).get(pk=reader.pk)
    if held.author_id != _me(by).pk:
        raise NotHers
    if held.ended_at is None:
        _end(by, held)


def _end(by: Actor, reader: PrivateNoteReader) -> None:
    reader.ended_at = by.now
    reader.save(update_fields=["ended_at"])
    _record_reader(by, reader, "private_note.reader_ended")


def _held(by: Actor, note: PrivateNote) -> PrivateNote:
    """The note, held, for its author. Raises MayNotKeep, NotHers, WasRemoved."""
    client = Client.objects.locked(note.client_id)
    if not may_write(by, client):
        raise MayNotKeep
    found = PrivateNote.objects.select_for_update(no_key=True, of=["self"])
    held = found.select_related("client").filter(pk=note.pk).first()
    if held is None:
        raise WasRemoved
    if held.author_id != _me(by).pk:
        raise NotHers
    return held


def _me(by: Actor) -> Membership:
    if by.membership is None:
        raise MayNotKeep
    return by.membership


def _record(by: Actor, note: PrivateNote, action: str, **details: Any) -> None:
    audit.record(
        by=by,
        action=action,
        client_id=note.client_id,
        object_type="private_note",
        object_id=note.pk,
        details=details,
    )


def _record_reader(by: Actor, reader: PrivateNoteReader, action: str) -> None:
    audit.record(
        by=by,
        action=action,
        client_id=reader.client_id,
        object_type="private_note_reader",
        object_id=reader.pk,
        details={"member": reader.supervisor_id},
    )
