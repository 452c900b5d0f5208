"""A line of text, or a sentence with blanks ("If ___, then I will ___").

Value: a string; with blanks, one string per blank.
"""

from typing import Any, Literal

from django.http import QueryDict
from pydantic import Field

from worksheets.prompts.base import ColumnBase, Frozen, Option, PromptBase, Shown, as_text
from worksheets.prompts.paper import Lines, Piece, Words
from worksheets.prompts.writing import keep_text

LIMIT = 300


class Blank(Frozen):
    """One blank of a sentence, with the words around it; `before` is its label too."""

    before: str = Field(min_length=1)
    after: str = ""


class Settings(Frozen):
    max_length: int = Field(default=LIMIT, ge=1, le=LIMIT)
    blanks: tuple[Blank, ...] = ()
    # Ready answers such as "Nothing I can see today"; ticking one writes its words.
    offered: tuple[Option, ...] = ()
    examples: tuple[str, ...] = ()
    # Says "A nickname is enough" (D-01).
    nickname: bool = False


class ShortText(PromptBase, Settings):
    type: Literal["short_text"]


class ShortTextColumn(ColumnBase, Settings):
    type: Literal["short_text"]


def clean(raw: Any, settings: Settings) -> str | list[str] | None:
    """The line or the list of blanks, None when nothing is written. Raises CannotKeep."""
    if not settings.blanks:
        text = raw[0] if isinstance(raw, list) and len(raw) == 1 else raw
        return keep_text(text, settings.max_length, one_line=True) or None
    given = list(raw) if isinstance(raw, list) else [raw]
    parts = [keep_text(part, settings.max_length, one_line=True) for part in given]
    parts, beyond = parts[: len(settings.blanks)], parts[len(settings.blanks) :]
    parts += [""] * (len(settings.blanks) - len(parts))
    if any(beyond):
        parts[-1] = keep_text(
            " ".join(part for part in (parts[-1], *beyond) if part), settings.max_length
        )
    return parts if any(parts) else None


def from_post(post: QueryDict, settings: Settings, name: str) -> str | list[str]:
    ready = {option.key: option.label for option in settings.offered}
    offered = ready.get(post.get(f"{name}_offered", ""), "")
    if not settings.blanks:
        text = post.get(name, "")
        return text if text.strip() else offered
    given = [post.get(f"{name}_{number}", "") for number in range(len(settings.blanks))]
    return [part if part.strip() else offered for part in given]


def form_context(settings: Settings, value: Any, *, name: str, id: str, **where: Any) -> dict:
    labels = {option.label for option in settings.offered}
    parts = _parts(value, max(len(settings.blanks), 1))
    blanks = [
        {
            "before": blank.before,
            "after": blank.after,
            "text": "" if part in labels else part,
            "name": f"{name}_{number}" if name else "",
            "id": f"{id}-{number}",
        }
        for number, (blank, part) in enumerate(zip(settings.blanks, parts, strict=False))
    ]
    return {
        "text": "" if parts[0] in labels else parts[0],
        "blanks": blanks,
        "offered": [
            {"option": option, "checked": option.label in parts, "id": f"{id}-{option.key}"}
            for option in settings.offered
        ],
        "max_length": settings.max_length,
    }


def on_paper(settings: Settings) -> list[Piece]:
    """Two lines, or a sentence with a line for each blank."""
    if not settings.blanks:
        return [Lines(2)]
    found: list[Piece] = []
    for blank in settings.blanks:
        found += [Words(blank.before), Lines(1)]
        found += [Words(blank.after)] if blank.after else []
    return found


def display(value: Any, settings: Settings) -> Shown:
    if value is None:
        return Shown()
    if not settings.blanks:
        return Shown(lines=(" ".join(_parts(value, 1)),))
    parts = _parts(value, len(settings.blanks))
    sentence = " ".join(
        f"{blank.before} {part or '…'}{_joined(blank.after)}"
        for blank, part in zip(settings.blanks, parts, strict=False)
    )
    return Shown(lines=(sentence, *parts[len(settings.blanks) :]))


def _joined(after: str) -> str:
    return after if after[:1] in {"", ",", ".", ";", ":"} else f" {after}"


def _parts(value: Any, count: int) -> list[str]:
    given = [as_text(part) for part in value] if isinstance(value, list) else [as_text(value)]
    return given + [""] * (count - len(given))
