"""The prompt types, and what the rest of the product asks of them.

One type is one module of this folder (with its settings and `clean`, `from_post`,
`form_context`, `on_paper`, `display`) and one folder of templates. A new type is added to
`schema.Prompt` and to `TYPES`, and nothing else changes.
"""

from collections.abc import Collection, Mapping
from types import ModuleType
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from worksheets.prompts import (
    checklist,
    date,
    letter_unsent,
    long_text,
    mood_words,
    multi_choice,
    passage,
    scale_0_10,
    short_text,
    single_choice,
    table,
)
from worksheets.prompts.base import CannotKeep, Note, Shown
from worksheets.prompts.conditions import holds, prompts_in
from worksheets.prompts.date import exact_date
from worksheets.prompts.paper import Piece
from worksheets.prompts.publishing import conditions_of
from worksheets.prompts.schema import Gate, Prompt, WorksheetSchema

__all__ = [
    "CannotKeep",
    "Gate",
    "Prompt",
    "Shown",
    "WorksheetSchema",
    "clean",
    "depends_on",
    "display",
    "done_notes",
    "exact_date",
    "form_context",
    "from_post",
    "help_of",
    "is_empty",
    "is_shown",
    "nudges",
    "on_paper",
    "plain",
    "read_context",
    "shown",
    "type_of",
]

TYPES: dict[str, ModuleType] = {
    "passage": passage,
    "short_text": short_text,
    "long_text": long_text,
    "single_choice": single_choice,
    "multi_choice": multi_choice,
    "checklist": checklist,
    "scale_0_10": scale_0_10,
    "table": table,
    "date": date,
    "mood_words": mood_words,
    "letter_unsent": letter_unsent,
}


def type_of(prompt: Prompt) -> ModuleType:
    """The module of the prompt's type."""
    return TYPES[prompt.type]


def clean(prompt: Prompt, raw: Any) -> Any:
    """The JSON-able value to store, or None when there is no answer.

    Cleaning a cleaned value changes nothing. Raises CannotKeep with a kind message and her text;
    nothing is ever cut.
    """
    try:
        return type_of(prompt).clean(raw, prompt)
    except CannotKeep as refusal:
        # A part may have refused; the page needs all she wrote.
        raise CannotKeep(refusal.message, raw) from refusal


def from_post(prompt: Prompt, post: QueryDict, prefix: str = "value") -> Any:
    """What was posted for a prompt, uncleaned. Ticks of an ephemeral prompt only with her leave.

    The control's names start with `prefix`; leave is `<prefix>_keep` (A-06).
    """
    if prompt.ephemeral and not post.get(f"{prefix}_keep"):
        return None
    return type_of(prompt).from_post(post, prompt, prefix)


def is_empty(value: Any) -> bool:
    """Whether a cleaned value is no answer. 0 is an answer."""
    return value is None


def help_of(prompt: Prompt) -> str:
    """The line under the prompt's text, "" where it has none."""
    if prompt.help or not getattr(prompt, "nickname", False):
        return prompt.help
    return _("A nickname is enough.")


def form_context(
    prompt: Prompt,
    value: Any = None,
    *,
    answers: Mapping[str, Any] | None = None,
    flags: Collection[str] = frozenset(),
    prefix: str = "value",
    error: str = "",
    described_by: str = "",
) -> dict[str, Any]:
    """What `field.template` needs as `field`. Takes a stored value or refused raw text alike.

    An ephemeral prompt's controls get no name until its ticks are kept (ruling 5).
    """
    id = f"p-{prompt.key.replace('.', '-')}"
    name = "" if prompt.ephemeral and value is None else prefix
    where = {"name": name, "id": id, "answers": answers or {}, "flags": flags}
    helps = [f"{id}-help"] if help_of(prompt) else []
    errors = [f"{id}-error"] if error else []
    return {
        "prompt": prompt,
        "template": f"worksheets/prompts/{prompt.type}/_field.html",
        "id": id,
        "name": name,
        "data_name": prefix,
        "help": help_of(prompt),
        "error": error,
        "described_by": " ".join([*described_by.split(), *helps, *errors]),
        "nudges": [note.text for note in nudges(prompt, value)],
        **type_of(prompt).form_context(prompt, value, **where),
    }


def read_context(prompt: Prompt, value: Any) -> dict[str, Any]:
    """What `read.template` needs as `read`."""
    return {
        "prompt": prompt,
        "template": f"worksheets/prompts/{prompt.type}/_read.html",
        "value": value,
        "shown": display(prompt, value),
    }


def on_paper(prompt: Prompt) -> list[Piece]:
    """The prompt's room to write by hand, under its text; a passage is its own words."""
    return type_of(prompt).on_paper(prompt)


def display(prompt: Prompt, value: Any) -> Shown:
    """How an answer reads, as plain text in lines or rows. Never raises, whatever was stored."""
    return type_of(prompt).display(value, prompt)


def plain(prompt: Prompt, value: Any) -> str:
    """The answer as plain text, for print and export; "" when there is none."""
    seen = display(prompt, value)
    rows = ["; ".join(f"{label}: {text}" for label, text in card) for card in seen.cards]
    return "\n".join([*seen.lines, *rows])


def depends_on(prompt: Prompt) -> frozenset[str]:
    """The keys of the prompts whose answers decide whether this one, or an option of it, shows."""
    return frozenset(key for one in conditions_of(prompt) for key in prompts_in(one))


def is_shown(
    prompt: Prompt, answers: Mapping[str, Any], flags: Collection[str] = frozenset()
) -> bool:
    """Whether a prompt shows, given cleaned answers by key and the client's flags."""
    return prompt.show_if is None or holds(prompt.show_if, answers, flags)


def shown(
    schema: WorksheetSchema, answers: Mapping[str, Any], flags: Collection[str] = frozenset()
) -> list[Prompt]:
    """The prompts on show, in order. The answer of a hidden prompt shows nothing further."""
    counted = dict(answers)
    showing = []
    for prompt in schema.prompts:
        if is_shown(prompt, counted, flags):
            showing.append(prompt)
        else:
            counted.pop(prompt.key, None)
    return showing


def nudges(prompt: Prompt, value: Any) -> list[Note]:
    """The gentle remarks that fit this answer; they never stop a save."""
    return [note for note in prompt.nudges if holds(note.when, {prompt.key: value})]


def done_notes(
    schema: WorksheetSchema, answers: Mapping[str, Any], flags: Collection[str] = frozenset()
) -> list[Note]:
    """The notes of the done page that fit her answers. For her eyes only."""
    return [note for note in schema.done_notes if holds(note.when, answers, flags)]
