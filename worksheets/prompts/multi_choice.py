"""Several answers from a list, up to a number. Value: {"keys": [...], "own": [...]}."""

from typing import Any, Literal

from django.http import QueryDict
from pydantic import Field

from worksheets.prompts.base import Frozen, Option, PromptBase, Shown
from worksheets.prompts.choosing import boxes, keep_many, labels, many_context, many_from_post
from worksheets.prompts.paper import Piece


class Settings(Frozen):
    options: tuple[Option, ...] = Field(min_length=1)
    at_most: int | None = Field(default=None, ge=1)
    own: bool = False
    own_label: str = ""


class MultiChoice(PromptBase, Settings):
    type: Literal["multi_choice"]


def clean(raw: Any, settings: Settings) -> dict[str, list[str]] | None:
    """Keys in the order of the options and own words, None when empty. Raises CannotKeep."""
    return keep_many(raw, settings.options, own=settings.own, at_most=settings.at_most)


def from_post(post: QueryDict, settings: Settings, name: str) -> dict[str, list[str]]:
    return many_from_post(post, name)


def form_context(settings: Settings, value: Any, **where: Any) -> dict[str, Any]:
    return many_context(settings.options, value, own=settings.own, **where)


def on_paper(settings: Settings) -> list[Piece]:
    return boxes(settings.options, own=settings.own, own_label=settings.own_label)


def display(value: Any, settings: Settings) -> Shown:
    return Shown(lines=labels(value, settings.options))
