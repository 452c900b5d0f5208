"""Who sees what: one pure rule (V-01, rulings 1, 2, 4).

The page she writes on, the sharing review and the snapshot at submit all ask here, so that what a
page says and what is copied cannot differ.
"""

from collections.abc import Collection, Mapping
from typing import Any, Literal

from worksheets import prompts
from worksheets.prompts import Prompt, WorksheetSchema

Seen = Literal["shared", "private", "locked"]
SHARED: Seen = "shared"
PRIVATE: Seen = "private"
LOCKED: Seen = "locked"


def who_sees(mark: Seen, choice: str, *, is_tightened: bool, leans_on_kept: bool) -> Seen:
    """Who sees one answer after submit. Locked stays locked, whatever she or anybody chose.

    `choice` is her own word, "" where she left it as marked. `is_tightened`: the counselor started
    it as private. `leans_on_kept`: it shows because of an answer that she keeps, so that sharing it
    would tell that answer (rulings 2).
    """
    if mark == LOCKED:
        return LOCKED
    if choice in (SHARED, PRIVATE):
        return SHARED if choice == SHARED else PRIVATE
    if mark == PRIVATE or is_tightened or leans_on_kept:
        return PRIVATE
    return SHARED


def visibility(
    schema: WorksheetSchema, choices: Mapping[str, str], kept_private: Collection[str]
) -> dict[str, Seen]:
    """Who sees the answer to each prompt, by prompt key. `choices` are hers, by key."""
    seen: dict[str, Seen] = {}
    for prompt in schema.prompts:
        seen[prompt.key] = who_sees(
            prompt.privacy,
            choices.get(prompt.key, ""),
            is_tightened=prompt.key in kept_private,
            leans_on_kept=leans_on_kept(prompt, seen),
        )
    return seen


def leans_on_kept(prompt: Prompt, seen: Mapping[str, Seen]) -> bool:
    """Whether the prompt, or an option of it, shows because of an answer that is not shared."""
    return any(seen.get(key) != SHARED for key in prompts.depends_on(prompt))


def goes_with(
    schema: WorksheetSchema, prompt_key: str, shared: Collection[str], choices: Mapping[str, str]
) -> set[str]:
    """What she withdraws with one answer: itself, and what shows because of it (rulings 2).

    What leans on it and what she has shared by a choice of her own stays.
    """
    gone = {prompt_key}
    for prompt in schema.prompts:
        leans = bool(prompts.depends_on(prompt) & gone)
        if leans and prompt.key in shared and choices.get(prompt.key) != SHARED:
            gone.add(prompt.key)
    return gone & set(shared)


def as_chosen(
    schema: WorksheetSchema,
    switches: Mapping[str, bool],
    kept_private: Collection[str],
    before: Mapping[str, str],
) -> dict[str, str]:
    """Her choices by prompt key after she set the switches of the sharing review.

    A switch left as it stood is no choice: the key maps to "". What had no switch stays as it was
    in `before`. A locked prompt has none, and one that was posted all the same is not read.
    """
    choices = {key: choice for key, choice in before.items() if key not in switches}
    seen: dict[str, Seen] = {}
    for prompt in schema.prompts:
        marks: dict[str, Any] = {
            "is_tightened": prompt.key in kept_private,
            "leans_on_kept": leans_on_kept(prompt, seen),
        }
        as_marked = who_sees(prompt.privacy, "", **marks)
        if prompt.key in switches and as_marked != LOCKED:
            wanted = SHARED if switches[prompt.key] else PRIVATE
            choices[prompt.key] = "" if wanted == as_marked else wanted
        seen[prompt.key] = who_sees(prompt.privacy, choices.get(prompt.key, ""), **marks)
    return choices


def to_share(
    schema: WorksheetSchema,
    values: Mapping[str, Any],
    seen: Mapping[str, Seen],
    flags: Collection[str] = frozenset(),
) -> dict[str, Any]:
    """What a submit copies: answers that stand on show and are shared, in the prompts' order.

    Empty, private, locked, page-only and hidden-by-condition answers are all simply absent.
    """
    return {
        prompt.key: values[prompt.key]
        for prompt in prompts.shown(schema, values, flags)
        if seen.get(prompt.key) == SHARED
        and not prompt.ephemeral
        and not prompts.is_empty(values.get(prompt.key))
    }
