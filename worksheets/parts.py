"""The screens of a sheet: what stands on one, in which order, and the shorter version."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from worksheets.prompts import Prompt


@dataclass(frozen=True)
class Part:
    """What stands on one screen (T-04).

    `number` is its place in the address; parts that do not show now have none. `position` counts
    the sheet's own parts; it is 0 for the frame's pages and for those beside it (rulings 16, 18).
    """

    number: int
    prompts: tuple[Prompt, ...]
    position: int = 0

    @property
    def is_counted(self) -> bool:
        """One of the sheet's own parts."""
        return self.position > 0

    @property
    def is_beside(self) -> bool:
        """A page that she may leave out before it begins."""
        return self.prompts[-1].extra

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its prompts."""
        return tuple(prompt.key for prompt in self.prompts)


def parts_of(showing: Sequence[Prompt]) -> list[Part]:
    """One part per prompt; a passage joins the prompt after it, the frame's prompts one another."""
    groups: list[list[Prompt]] = []
    is_open = False
    for prompt in showing:
        joins = is_open or (groups and groups[-1][-1].frame and prompt.frame)
        groups[-1].append(prompt) if joins else groups.append([prompt])
        is_open = prompt.type == "passage"
    parts, position = [], 0
    for number, group in enumerate(groups, start=1):
        is_counted = not (group[-1].frame or group[-1].extra)
        position += is_counted
        parts.append(Part(number, tuple(group), position if is_counted else 0))
    return parts


# The parts of its own that the shorter version of a sheet keeps (E-03).
SHORT = 2


def shorter(parts: Sequence[Part]) -> list[Part]:
    """The frame and the first parts of the sheet's own, numbered anew."""
    kept = [part for part in parts if part.position <= SHORT and not part.is_beside]
    return [replace(part, number=number) for number, part in enumerate(kept, start=1)]
