"""What stands on paper, part by part: the page to print and the PDF are made of the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from practice import clock
from worksheets import prompts
from worksheets.models import Comment, Round, Version
from worksheets.prompts import Prompt
from worksheets.prompts.paper import Piece
from worksheets.reading import InSight, as_read
from worksheets.sheets import Sheet

# A part without an answer: with room to write, with the words "left blank", or not there at all.
Unanswered = Literal["room", "said", "out"]
ROOM: Unanswered = "room"
SAID: Unanswered = "said"
OUT: Unanswered = "out"


@dataclass(frozen=True)
class Choices:
    """What she wants on paper, and how large."""

    only_shared: bool = False
    is_large: bool = False
    unanswered: Unanswered = ROOM

    @classmethod
    def read(cls, given: Mapping[str, Any], usual: Unanswered = ROOM) -> "Choices":
        """As an address says it; what it does not know is as usual."""
        known = {"room": ROOM, "said": SAID, "out": OUT}
        return cls(
            only_shared=given.get("only") == "shared",
            is_large=given.get("type") == "large",
            unanswered=known.get(given.get("unanswered", ""), usual),
        )


@dataclass(frozen=True)
class Said:
    """What somebody said to a part or to the whole: the words, and who and when."""

    body: str
    who: str


@dataclass(frozen=True)
class Part:
    """One prompt on paper. `read` and `before` are answers; `room` is where to write by hand."""

    prompt: Prompt
    read: dict[str, Any] | None = None
    before: dict[str, Any] | None = None
    room: Sequence[Piece] = ()
    is_left_blank: bool = False
    said: Sequence[Said] = ()

    @property
    def help(self) -> str:
        """The line under the prompt, where she is to write."""
        return prompts.help_of(self.prompt) if self.room else ""

    @property
    def is_passage(self) -> bool:
        """Words to read, without a heading of their own."""
        return self.prompt.type == "passage"


@dataclass(frozen=True)
class Paper:
    """A sheet as it is printed."""

    title: str
    lead: str = ""
    hint: str = ""
    facts: Sequence[tuple[str, str]] = ()
    said: Sequence[Said] = ()
    parts: Sequence[Part] = field(default_factory=list)


def blank(version: Version) -> Paper:
    """The sheet with nothing in it (E-09)."""
    return Paper(
        title=version.title,
        lead=version.purpose,
        hint=_("Skip anything. Stop at any time. A part left blank is fine."),
        parts=[Part(prompt, room=prompts.on_paper(prompt)) for prompt in version.sheet.prompts],
    )


def usual(sheet: Sheet) -> Unanswered:
    """Room to write while it is hers to do; nothing of what was put aside or taken back."""
    if sheet.is_open:
        return ROOM
    return SAID if sheet.round.submitted_at else OUT


def hers(
    sheet: Sheet, rounds: Iterable[Round], comments: Mapping[str, list[Comment]], choices: Choices
) -> Paper:
    """Her words, what was said to them, and what she left open as she chose it."""
    said = _said(sheet, comments)
    shown = {prompt.key for prompt in sheet.shown}
    parts = [
        _part(sheet, prompt, said.get(prompt.key, []), choices.unanswered)
        for prompt in sheet.schema.prompts
        if prompt.key in shown or prompt.key in said
    ]
    return Paper(
        title=sheet.assignment.version.title,
        facts=_days(sheet, rounds),
        said=said.get("", []),
        parts=[part for part in parts if part],
    )


def shared(
    sheet: Sheet,
    rounds: Iterable[Round],
    comments: Mapping[str, list[Comment]],
    seen: Mapping[str, InSight],
) -> Paper:
    """What others can read in fact, and no more; what was said to it, they wrote or read."""
    said = _said(sheet, comments)
    parts = [_part_in_sight(p, seen[p.key], said.get(p.key, [])) for p in sheet.schema.prompts]
    parts = [part for part in parts if part.read or part.said]
    nothing = _("Nothing of this sheet was shared so far. Nobody else can read any of it.")
    return Paper(
        title=sheet.assignment.version.title,
        hint="" if parts else nothing,
        facts=_days(sheet, rounds),
        said=said.get("", []),
        parts=parts,
    )


def _part(sheet: Sheet, prompt: Prompt, said: list[Said], unanswered: Unanswered) -> Part | None:
    if prompt.key in sheet.values:
        return Part(prompt, prompts.read_context(prompt, sheet.values[prompt.key]), said=said)
    is_open = sheet.is_open or unanswered == ROOM
    if prompt.type == "passage":
        return Part(prompt, room=prompts.on_paper(prompt), said=said) if is_open else None
    if unanswered == ROOM:
        return Part(prompt, room=prompts.on_paper(prompt), said=said)
    if unanswered == SAID:
        return Part(prompt, is_left_blank=True, said=said)
    return Part(prompt, said=said) if said else None


def _part_in_sight(prompt: Prompt, seen: InSight, said: list[Said]) -> Part:
    """What they see now, and before where that differs."""
    newest, before = (seen.now, seen.before) if seen.now else (seen.before, None)
    return Part(prompt, as_read(prompt, newest), as_read(prompt, before), said=said)


def _said(sheet: Sheet, comments: Mapping[str, list[Comment]]) -> dict[str, list[Said]]:
    """By prompt key; what is said to the whole is at ""."""
    zone = sheet.client.time_zone
    return {
        key: [
            Said(one.body, f"{_who(one)} · {day(one.sent_at, zone)}, {hour(one.sent_at, zone)}")
            for one in found
        ]
        for key, found in comments.items()
    }


def _who(comment: Comment) -> str:
    return _("You") if comment.is_by_client else comment.author.name


def _days(sheet: Sheet, rounds: Iterable[Round]) -> list[tuple[str, str]]:
    """When it was sent and read, round by round."""
    zone, found = sheet.client.time_zone, []
    for one in rounds:
        if one.submitted_at:
            name = _("Done on paper") if one.is_on_paper else _("Sent")
            found.append((name, day(one.submitted_at, zone)))
        if one.submitted_at and one.reviewed_at:
            found.append((_("Read"), day(one.reviewed_at, zone)))
    return found


def day(at: datetime, zone: str) -> str:
    """The day with its year, on this clock: paper outlives the year."""
    return date_format(at.astimezone(ZoneInfo(zone)), _("j F Y"))


def hour(at: datetime, zone: str) -> str:
    """The hour on this clock, as her country writes it."""
    return clock.time_of_day(at.astimezone(ZoneInfo(zone)))
