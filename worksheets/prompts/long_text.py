"""Some paragraphs of text. Value: a string."""

from typing import Any, Literal

from django.http import QueryDict
from pydantic import Field

from worksheets.prompts.base import Frozen, Option, PromptBase, Shown, as_text
from worksheets.prompts.paper import Lines, Piece
from worksheets.prompts.writing import keep_text

LIMIT = 4000


class Settings(Frozen):
    max_length: int = Field(default=LIMIT, ge=1, le=LIMIT)
    offered: tuple[Option, ...] = ()
    examples: tuple[str, ...] = ()


class LongText(PromptBase, Settings):
    type: Literal["long_text"]


def clean(raw: Any, settings: Settings) -> str | None:
    """The text, None when nothing is written. Raises CannotKeep when it is too long."""
    return keep_text(raw, settings.max_length) or None


def from_post(post: QueryDict, settings: Settings, name: str) -> str:
    ready = {option.key: option.label for option in settings.offered}
    text = post.get(name, "")
    return text if text.strip() else ready.get(post.get(f"{name}_offered", ""), "")


def form_context(settings: Settings, value: Any, *, id: str, **where: Any) -> dict[str, Any]:
    text = as_text(value)
    labels = {option.label for option in settings.offered}
    return {
        "text": "" if text in labels else text,
        "offered": [
            {"option": option, "checked": option.label == text, "id": f"{id}-{option.key}"}
            for option in settings.offered
        ],
        "max_length": settings.max_length,
    }


def on_paper(settings: Settings) -> list[Piece]:
    return [Lines(6)]


def display(value: Any, settings: Settings) -> Shown:
    return Shown(lines=tuple(as_text(value).split("\n"))) if value is not None else Shown()
