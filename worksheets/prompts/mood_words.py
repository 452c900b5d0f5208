"""Words for a mood, in four groups, and own words. Value: {"keys": [...], "own": [...]}.

The version holds its own copy of the words, so that a published version stays as it was.
"""

from itertools import groupby
from typing import Any, Literal

from django.http import QueryDict
from pydantic import Field

from worksheets.prompts.base import Frozen, Option, PromptBase, Shown
from worksheets.prompts.choosing import keep_many, labels, many_context, many_from_post, offered
from worksheets.prompts.paper import Boxes, Lines, Piece, Words


class Settings(Frozen):
    # Each with its group; the groups in the order in which they are shown.
    options: tuple[Option, ...] = Field(min_length=1)
    own_label: str = ""


class MoodWords(PromptBase, Settings):
    type: Literal["mood_words"]


def clean(raw: Any, settings: Settings) -> dict[str, list[str]] | None:
    """Chosen keys in the order of the list and own words, None when empty. Raises CannotKeep."""
    return keep_many(raw, settings.options, own=True)


def from_post(post: QueryDict, settings: Settings, name: str) -> dict[str, list[str]]:
    return many_from_post(post, name)


def form_context(settings: Settings, value: Any, **where: Any) -> dict[str, Any]:
    context = many_context(settings.options, value, own=True, **where)
    by_group = groupby(context["choices"], key=lambda choice: choice["option"].group)
    return context | {"groups": [{"label": name, "choices": list(us)} for name, us in by_group]}


def on_paper(settings: Settings) -> list[Piece]:
    """The words to tick, group by group, and a line for her own."""
    found: list[Piece] = []
    for name, group in groupby(offered(settings.options, {}, ()), key=lambda option: option.group):
        found += [Words(name, is_label=True)] if name else []
        found += [Boxes(tuple(option.label for option in group), in_a_row=True)]
    return [*found, Lines(1)]


def display(value: Any, settings: Settings) -> Shown:
    words = labels(value, settings.options)
    return Shown(lines=(", ".join(words),) if words else ())
