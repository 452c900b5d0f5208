"""What a prompt is on paper: words, and room to write by hand. Pages and PDFs are set from it."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Words:
    """Words to read; quiet ones explain, `is_label` ones name what follows."""

    kind: ClassVar[str] = "words"
    text: str
    is_quiet: bool = False
    is_label: bool = False


@dataclass(frozen=True)
class Lines:
    """So many lines to write on."""

    kind: ClassVar[str] = "lines"
    count: int = 1

    @property
    def each(self) -> range:
        """For templates, which count by walking."""
        return range(self.count)


@dataclass(frozen=True)
class Boxes:
    """Boxes to tick, one below the other or, where the labels are short, in a row."""

    kind: ClassVar[str] = "boxes"
    labels: tuple[str, ...]
    in_a_row: bool = False


@dataclass(frozen=True)
class Grid:
    """A table with empty rows."""

    kind: ClassVar[str] = "grid"
    columns: tuple[str, ...]
    rows: int

    @property
    def each(self) -> range:
        """For templates, which count by walking."""
        return range(self.rows)


Piece = Words | Lines | Boxes | Grid
