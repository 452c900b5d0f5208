"""Following: what was done, counted by the exact definitions of evidence.md 4.6."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from worksheets.models import Assignment, Round

State = Assignment.State


@dataclass(frozen=True)
class Piece:
    """One assignment as the figures see it: its state, its day, how and when it was done."""

    state: str
    due_on: date | None
    done_as: str = ""
    theme: str = ""


@dataclass(frozen=True)
class Completion:
    """Done out of what could be done by now. Undated sheets are counted apart (rulings 45)."""

    done: int = 0
    could: int = 0
    of: int = 0
    undated_done: int = 0
    undated_of: int = 0
    declined: int = 0

    @property
    def all_done(self) -> int:
        """Either button counts (E-21)."""
        return self.done + self.could


def completion(pieces: Iterable[Piece], today: date) -> Completion:
    """done / (assigned - withdrawn - not yet due), dated sheets; `today` is the client's date.

    A done sheet counts in both parts, early or late. A sheet is due once its day has ended.
    """
    done = could = of = undated_done = undated_of = declined = 0
    for piece in pieces:
        if piece.state == State.WITHDRAWN:
            continue
        is_done = piece.state == State.DONE
        declined += piece.state == State.DECLINED
        if piece.due_on is None:
            undated_of += 1
            undated_done += is_done
            continue
        if is_done:
            done += piece.done_as == Round.DoneAs.DONE
            could += piece.done_as == Round.DoneAs.COULD
        of += is_done or piece.due_on < today
    return Completion(done, could, of, undated_done, undated_of, declined)


def by_theme(pieces: Iterable[Piece], today: date) -> list[tuple[str, Completion]]:
    """Completion of each theme, in the order the themes first appear."""
    grouped: dict[str, list[Piece]] = {}
    for piece in pieces:
        grouped.setdefault(piece.theme, []).append(piece)
    return [(theme, completion(group, today)) for theme, group in grouped.items()]
