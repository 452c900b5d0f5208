"""A rating from 0 to 10, both ends in words, with no position to begin with.

Value: an integer. No rating is None, which is not 0.
"""

from typing import Any, Literal

from django.http import QueryDict
from django.utils.translation import gettext as _
from pydantic import Field

from worksheets.prompts.base import CannotKeep, ColumnBase, Frozen, PromptBase, Shown, as_text
from worksheets.prompts.paper import Boxes, Piece, Words

STEPS = {str(number): number for number in range(11)}


class Settings(Frozen):
    low: str = Field(min_length=1)
    high: str = Field(min_length=1)
    # What to say when no rating fits; it is stored as no answer.
    clear_label: str = ""


class Scale(PromptBase, Settings):
    type: Literal["scale_0_10"]


class ScaleColumn(ColumnBase, Settings):
    type: Literal["scale_0_10"]


def clean(raw: Any, settings: Settings) -> int | None:
    """0 to 10, or None for no rating. Raises CannotKeep for anything else."""
    if raw is None or raw == "":
        return None
    number = STEPS.get(raw) if isinstance(raw, str) else raw
    if not isinstance(number, int) or isinstance(number, bool) or number not in range(11):
        raise CannotKeep(_("Choose a number from 0 to 10, or leave this one out."), raw)
    return number


def from_post(post: QueryDict, settings: Settings, name: str) -> str:
    return post.get(name, "")


def form_context(settings: Settings, value: Any, *, id: str, **where: Any) -> dict[str, Any]:
    return {
        "steps": [
            {"number": number, "checked": as_text(value) == text, "id": f"{id}-{number}"}
            for text, number in STEPS.items()
        ],
        "clear_label": settings.clear_label or _("Does not fit today"),
    }


def on_paper(settings: Settings) -> list[Piece]:
    """Eleven boxes with both ends in words."""
    ends = _("0 is %(low)s, 10 is %(high)s") % {"low": settings.low, "high": settings.high}
    return [Boxes(tuple(STEPS), in_a_row=True), Words(ends, is_quiet=True)]


def display(value: Any, settings: Settings) -> Shown:
    if value is None:
        return Shown()
    words = {"number": as_text(value), "low": settings.low, "high": settings.high}
    return Shown(lines=(_("%(number)s (0: %(low)s, 10: %(high)s)") % words,))
