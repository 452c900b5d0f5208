"""A letter that is never sent: locked, without any way to share it. Value: a string."""

from typing import Any, Literal, Self

from django.http import QueryDict
from pydantic import Field, model_validator

from worksheets.prompts.base import Frozen, PromptBase, Shown, as_text
from worksheets.prompts.paper import Lines, Piece
from worksheets.prompts.writing import keep_text

LIMIT = 10_000


class Settings(Frozen):
    max_length: int = Field(default=LIMIT, ge=1, le=LIMIT)
    # First words she may use.
    starts: tuple[str, ...] = ()


class LetterUnsent(PromptBase, Settings):
    type: Literal["letter_unsent"]

    @model_validator(mode="after")
    def _locked(self) -> Self:
        if self.privacy != "locked":
            raise ValueError("an unsent letter is locked (content.md 1.5)")
        return self


def clean(raw: Any, settings: Settings) -> str | None:
    """The letter, None when nothing is written. Raises CannotKeep when it is too long."""
    return keep_text(raw, settings.max_length) or None


def from_post(post: QueryDict, settings: Settings, name: str) -> str:
    return post.get(name, "")


def form_context(settings: Settings, value: Any, **where: Any) -> dict[str, Any]:
    return {"text": as_text(value), "max_length": settings.max_length, "starts": settings.starts}


def on_paper(settings: Settings) -> list[Piece]:
    return [Lines(12)]


def display(value: Any, settings: Settings) -> Shown:
    return Shown(lines=tuple(as_text(value).split("\n"))) if value is not None else Shown()
