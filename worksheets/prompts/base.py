"""What all prompt types share: the marks every prompt has, options, notes, kind refusals."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from worksheets.prompts.conditions import Condition, Frozen

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$", max_length=60)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Privacy = Literal["shared", "private", "locked"]
# What another part of the product does with an answer, always by her own tick or switch.
Feed = Literal[
    "tender_dates", "tender_quiet", "own_reminder", "safety_request", "letter_keep", "bring"
]


class CannotKeep(ValueError):  # noqa: N818 - it is no error of hers, and the screens never say so
    """An answer that cannot be stored as it is. `message` says what to do; `raw` is her text."""

    def __init__(self, message: str, raw: Any) -> None:
        super().__init__(message)
        self.message = message
        self.raw = raw


class Option(Frozen):
    """One answer to choose. The key is permanent, the label may change with a version."""

    key: Key
    label: Text
    note: str = ""
    group: str = ""
    # Chosen alone: "None", "Nothing so far".
    exclusive: bool = False
    # Ticking it shows the safety panel on the page; nothing is sent (A-06, ruling 5).
    panel: bool = False
    hidden_when: Condition | None = None


class Measure(Frozen):
    """A 0-10 line over time, and how one answer becomes its number (content.md 1.9)."""

    key: Key
    by: Literal["value", "mean", "mean_gap", "share", "words"] = "value"
    column: str = ""
    against: str = ""
    weights: dict[str, float] = Field(default_factory=dict)


class Note(Frozen):
    """Words shown to her alone when a condition holds: on the done page, or under a prompt."""

    when: Condition
    text: Text
    offers: tuple[Literal["pause", "help", "lighter_sheet"], ...] = ()


class PromptBase(Frozen):
    """The marks every prompt has; each type adds its own settings."""

    key: Key
    type: str
    text: Text
    help: str = ""
    privacy: Privacy = "shared"
    measure: Measure | None = None
    # Offer to pin the answer to her home page.
    pin: bool = False
    show_if: Condition | None = None
    # Works on the page only; saved only if she ticks "keep my ticks".
    ephemeral: bool = False
    # Belongs to the frame around every sheet (content.md 1.5).
    frame: bool = False
    # Stands beside the prompts of the source material and does not count as one of them.
    extra: bool = False
    feeds: Feed | None = None
    # Gentle remarks under the prompt; they never stop a save.
    nudges: tuple[Note, ...] = ()

    @model_validator(mode="after")
    def _ephemeral_is_locked(self) -> Self:
        if self.ephemeral and self.privacy != "locked":
            raise ValueError("an ephemeral prompt is locked (A-06)")
        if self.privacy == "locked" and self.measure:
            raise ValueError("a locked answer is never charted (A-06)")
        return self


class ColumnBase(Frozen):
    """One typed column of a table."""

    key: Key
    label: Text


@dataclass(frozen=True)
class Shown:
    """How an answer reads: `lines` of text, or `columns` with `rows`. Plain text, no markup."""

    lines: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lines or self.rows)

    @property
    def text(self) -> str:
        """The lines as she broke them."""
        return "\n".join(self.lines)

    @property
    def cards(self) -> list[list[tuple[str, str]]]:
        """Rows as (label, text) pairs without the empty cells, for narrow screens and print."""
        return [
            [(label, text) for label, text in zip(self.columns, row, strict=True) if text]
            for row in self.rows
        ]


def as_text(value: Any) -> str:
    """Anything as text, for answers of an older shape; never raises."""
    if isinstance(value, str):
        return value
    return "" if value is None else str(value)
