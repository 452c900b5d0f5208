"""What a published version holds: its prompts, gates, sheet-level marks and notes (ruling 42)."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from worksheets.prompts.base import Frozen, Note, Text
from worksheets.prompts.checklist import Checklist
from worksheets.prompts.date import Date
from worksheets.prompts.letter_unsent import LetterUnsent
from worksheets.prompts.long_text import LongText
from worksheets.prompts.mood_words import MoodWords
from worksheets.prompts.multi_choice import MultiChoice
from worksheets.prompts.passage import Passage
from worksheets.prompts.scale_0_10 import Scale
from worksheets.prompts.short_text import ShortText
from worksheets.prompts.single_choice import SingleChoice
from worksheets.prompts.table import Table

Prompt = Annotated[
    Passage
    | ShortText
    | LongText
    | SingleChoice
    | MultiChoice
    | Checklist
    | Scale
    | Table
    | Date
    | MoodWords
    | LetterUnsent,
    Field(discriminator="type"),
]

GateKind = Literal[
    "safety_talk",
    "stable_now",
    "session_within_days",
    "sheet_done",
    "talked_through",
    "no_tender_date_within_days",
]
# The gates a counselor confirms herself; the others follow from what is on record.
CONFIRMED: frozenset[str] = frozenset({"safety_talk", "stable_now", "talked_through"})
NAMES_A_SHEET = frozenset({"sheet_done", "talked_through"})
COUNTS_DAYS = frozenset({"session_within_days", "no_tender_date_within_days"})

# leave_fast: the leave-fast button; repeatable: meant to be given again.
Mark = Literal["leave_fast", "repeatable"]


class Gate(Frozen):
    """What must hold before a sheet is given (safety.md 2.4, ruling 11)."""

    kind: GateKind
    text: Text
    sheet: str = ""
    days: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if bool(self.sheet) != (self.kind in NAMES_A_SHEET):
            raise ValueError(f"{self.kind}: sheet is for {sorted(NAMES_A_SHEET)}")
        if (self.days is not None) != (self.kind in COUNTS_DAYS):
            raise ValueError(f"{self.kind}: days is for {sorted(COUNTS_DAYS)}")
        return self

    @property
    def key(self) -> str:
        """Names the gate on record: "stable_now", "talked_through:wc-family-map"."""
        return ":".join(str(part) for part in (self.kind, self.sheet, self.days) if part)

    @property
    def is_confirmed(self) -> bool:
        """Whether the counselor ticks it; otherwise it follows from what is on record."""
        return self.kind in CONFIRMED


class WorksheetSchema(Frozen):
    """The content of one version. `publishing.problems` says whether it may be published."""

    prompts: tuple[Prompt, ...] = Field(min_length=1)
    gates: tuple[Gate, ...] = ()
    marks: tuple[Mark, ...] = ()
    # Shown to her alone after she is done, where their condition holds.
    done_notes: tuple[Note, ...] = ()

    def prompt(self, key: str) -> Prompt | None:
        """The prompt with this key, or None."""
        return next((prompt for prompt in self.prompts if prompt.key == key), None)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(prompt.key for prompt in self.prompts)

    @property
    def answerable(self) -> tuple[Prompt, ...]:
        """The prompts that take an answer, in order (all but passages)."""
        return tuple(prompt for prompt in self.prompts if prompt.type != "passage")
