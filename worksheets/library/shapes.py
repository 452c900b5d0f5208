"""How the content files are written: themes, sheets, measures, pathways, the frame."""

from datetime import date
from typing import Any, Literal

from pydantic import Field

from worksheets.prompts.base import Note, Option
from worksheets.prompts.conditions import Frozen
from worksheets.prompts.schema import Gate, Mark, Prompt


class MeasureLine(Frozen):
    """One line of a chart: its words, and which way is better, if any (content.md 1.9)."""

    key: str
    label: str
    better: Literal["higher", "lower", "neutral"]
    chart: Literal["line", "paired", "bar", "words"]
    unit: Literal["0-10", "share", "words"] = "0-10"
    # For paired dots: the measure that follows this one.
    pair: str = ""


class Choice(Frozen):
    """Words with the ways to go on from them."""

    text: str
    choices: tuple[Option, ...]


class Pause(Frozen):
    title: str
    texts: tuple[str, ...]


class Frame(Frozen):
    """What stands around every sheet (content.md 1.5); its prompts are part of each version."""

    before: tuple[Prompt, ...]
    after: tuple[Prompt, ...]
    done_notes: tuple[Note, ...]
    heads_up: Choice
    daylight: Choice
    pause: Pause


class Sheet(Frozen):
    """One worksheet as it stands in a content file."""

    slug: str
    title: str
    purpose: str
    minutes: int = Field(ge=1, le=15)
    weight: Literal["light", "medium", "heavy"]
    tip: str
    prompts: tuple[dict[str, Any], ...]
    gates: tuple[Gate, ...] = ()
    marks: tuple[Mark, ...] = ()
    done_notes: tuple[Note, ...] = ()
    # The check-in and the look back stand without the frame (rulings 18).
    framed: bool = True
    shelf: str = ""


class Fact(Frozen):
    text: str
    sources: tuple[str, ...]


class ThemeFile(Frozen):
    """One theme as it stands in its content file, with its worksheets."""

    number: int
    slug: str
    name: str
    client_intro: str
    tag: str
    place: str = ""
    evidence: str = ""
    facts: tuple[Fact, ...] = ()
    gain: str = ""
    harms: tuple[str, ...] = ()
    cautions: str = ""
    reviewer: str = ""
    review_on: date | None = None
    worksheets: tuple[Sheet, ...] = ()


class Alternative(Frozen):
    """A sheet that may take a step's place, at the soonest `days` after `after`."""

    sheet: str
    after: str = ""
    days: int = 0


class Step(Frozen):
    week: int
    sheet: str
    why: str
    alternatives: tuple[Alternative, ...] = ()
    may_repeat: bool = False
    is_rest: bool = False
    with_check_in: bool = False
    review: Literal["", "mid", "end"] = ""


class Swap(Frozen):
    sheet: str
    when: str
    instead_of: str = ""


class Pathway(Frozen):
    """An ordered plan of sheets, with whom it is for and when it starts (content.md 1.7)."""

    slug: str
    name: str
    weeks: int
    meant_for: str
    start_when: tuple[str, ...]
    not_for: str
    steps: tuple[Step, ...]
    swaps: tuple[Swap, ...] = ()
