"""The saving protocol for one row with words (docs/saving.md): nothing is overwritten unseen.

A save names the revision that it was written on and a key. A key that was seen before gets its
first answer again; the words that stand already are no news; a save on the current revision, or
over an empty box, makes the next one. Any other is kept beside, in `others`, until she chooses.
`after` names the save before this one from the same page, where its answer never came back.
"""

import base64
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from practice import vault

KEYS_KEPT = 16
MOST_OTHERS = 8
LONGEST = 20_000


class Kept(NamedTuple):
    """What became of a save. `other` is the key of the text that was kept beside, "" if none."""

    revision: int
    saved_at: datetime
    other: str = ""
    is_new: bool = True


class TooManyTexts(Exception):
    """As many texts wait beside this one as can be kept: she chooses first."""


@dataclass(frozen=True)
class Other:
    """A text that came on an old revision."""

    key: str
    text: str
    at: datetime


class Row(Protocol):
    """What the protocol needs of a row."""

    pk: UUID
    client_id: UUID
    body: str
    revision: int
    keys: list[list[Any]]
    others: list[dict[str, Any]] | None
    saved_at: datetime


@dataclass(frozen=True)
class Typed:
    """One save as it came, with line ends made one."""

    body: str
    revision: int
    key: UUID
    at: datetime
    after: UUID | None = None

    @property
    def print(self) -> str:
        """A fingerprint of the words. Kept only sealed: short words could be guessed from it."""
        return base64.b64encode(hashlib.sha256(self.body.encode()).digest()[:15]).decode()


def one_line_end(text: str) -> str:
    """The text with one kind of line end, and without what no database keeps."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def write(row: Row, typed: Typed) -> Kept:
    """Takes the save into the row, which the caller holds locked and stores. TooManyTexts."""
    made = _made_by(row, typed.key)
    if made and _is_same(row, made, typed):
        return Kept(made[1], row.saved_at, is_new=False)
    if row.body == typed.body:
        return Kept(row.revision, row.saved_at, is_new=False)
    before = made or _made_by(row, typed.after)
    base = before[1] if before else typed.revision
    if base == row.revision or not row.body.strip():
        return take(row, typed)
    if not typed.body.strip():
        # Emptied on a page that has not seen what stands: nothing of hers would be lost.
        return Kept(typed.revision, row.saved_at, is_new=False)
    return Kept(row.revision, row.saved_at, beside(row, typed.body, typed.key, typed))


def take(row: Row, typed: Typed) -> Kept:
    """Makes the next revision."""
    row.body, row.saved_at = typed.body, typed.at
    row.revision += 1
    known = [kept for kept in row.keys if kept[0] != typed.key.hex]
    made = [[typed.key.hex, row.revision, _sealed(row, typed.print)]]
    if typed.after and _made_by(row, typed.after) is None:
        # The save before this one has not arrived. Should it come late, its words are here.
        made.insert(0, [typed.after.hex, row.revision, ""])
    row.keys = [*known, *made][-KEYS_KEPT:]
    return Kept(row.revision, row.saved_at)


def beside(row: Row, text: str, key: UUID, typed: Typed) -> str:
    """Keeps a text beside the one that stands; its key. The same page writing on makes no second.

    TooManyTexts.
    """
    found = others_of(row)
    mine = {one.hex for one in (key, typed.after) if one}
    same = next((one for one in found if one.key in mine or one.text == text), None)
    left = [one for one in found if one is not same]
    if len(left) >= MOST_OTHERS:
        raise TooManyTexts
    row.others = [
        {"key": one.key, "text": one.text, "at": one.at.isoformat()}
        for one in (*left, Other(key.hex, text, typed.at))
    ]
    return key.hex


def others_of(row: Row) -> list[Other]:
    """The texts that wait beside it, oldest first."""
    return [
        Other(one["key"], one["text"], datetime.fromisoformat(one["at"]))
        for one in row.others or []
    ]


def let_go(row: Row, key: str) -> None:
    """A text that waited beside is settled."""
    left = [one for one in row.others or [] if one["key"] != key]
    row.others = left or None


def was_made_by(row: Row, keys: Collection[UUID]) -> bool:
    """Whether one of these saves made what stands now."""
    made = [_made_by(row, key) for key in keys]
    return any(one[1] == row.revision for one in made if one)


def _made_by(row: Row, key: UUID | None) -> list[Any] | None:
    return next((kept for kept in row.keys if key and kept[0] == key.hex), None)


def _is_same(row: Row, made: list[Any], typed: Typed) -> bool:
    """Whether a known key came with the words that it came with before."""
    return not made[2] or vault.open_text(made[2], **_place(row)) == typed.print


def _sealed(row: Row, print_: str) -> str:
    return vault.seal_text(print_, **_place(row))


def _place(row: Any) -> dict[str, Any]:
    purpose = row._meta.get_field("body").purpose
    place = f"{row._meta.label}.keys|{row.pk}"
    return {"subject": row.client_id, "purpose": purpose, "place": place}
