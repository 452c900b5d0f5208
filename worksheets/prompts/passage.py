"""A passage: words to read, nothing to answer."""

from typing import Any, Literal

from django.http import QueryDict

from worksheets.prompts.base import PromptBase, Shown
from worksheets.prompts.paper import Piece, Words


class Passage(PromptBase):
    type: Literal["passage"]


def clean(raw: Any, settings: Passage) -> None:
    """A passage has no answer; whatever comes is not hers and is not kept."""


def from_post(post: QueryDict, settings: Passage, name: str) -> None:
    return None


def form_context(settings: Passage, value: Any, **where: Any) -> dict[str, Any]:
    return {"paragraphs": [part for part in settings.text.split("\n") if part]}


def on_paper(settings: Passage) -> list[Piece]:
    return [Words(part) for part in settings.text.split("\n") if part]


def display(value: Any, settings: Passage) -> Shown:
    return Shown()
