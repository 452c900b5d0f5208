"""One answer from a list. Value: the key of the option."""

from typing import Any, Literal

from django.http import QueryDict
from django.utils.translation import gettext as _
from pydantic import Field

from worksheets.prompts.base import CannotKeep, ColumnBase, Frozen, Option, PromptBase, Shown
from worksheets.prompts.choosing import boxes, choices, labels
from worksheets.prompts.paper import Piece


class Settings(Frozen):
    options: tuple[Option, ...] = Field(min_length=1)


class SingleChoice(PromptBase, Settings):
    type: Literal["single_choice"]


class SingleChoiceColumn(ColumnBase, Settings):
    type: Literal["single_choice"]


def clean(raw: Any, settings: Settings) -> str | None:
    """The key, None when nothing is chosen. Raises CannotKeep for a key that is not offered."""
    key = raw[0] if isinstance(raw, list) and len(raw) == 1 else raw
    if key in (None, "", []):
        return None
    if key not in [option.key for option in settings.options]:
        raise CannotKeep(_("Please choose one of the answers on this page."), raw)
    return key


def from_post(post: QueryDict, settings: Settings, name: str) -> str:
    return post.get(name, "")


def form_context(settings: Settings, value: Any, **where: Any) -> dict[str, Any]:
    return {
        "choices": choices(settings.options, [value], **where),
        "has_panel": any(option.panel for option in settings.options),
    }


def on_paper(settings: Settings) -> list[Piece]:
    return boxes(settings.options)


def display(value: Any, settings: Settings) -> Shown:
    return Shown(lines=labels(value, settings.options))
