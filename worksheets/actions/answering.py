"""What she does on the way through a sheet: begin, go on, settle two texts, delete a letter."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from clients.permissions import is_herself
from practice import vault
from practice.access import Actor
from worksheets import permissions, prompts, saving
from worksheets.models import Answer, Assignment, OtherText, Round, schema_of
from worksheets.prompts import Prompt
from worksheets.saving import Saved, Written


class MayNotAnswer(Exception):
    """Not hers, or not open."""


class MovedOn(Exception):
    """One of the texts changed since she saw both: show them again."""


def begin(*, by: Actor, round_: Round) -> Round:
    """She begins: *opened* from now on. Pressed again it changes nothing. Raises MayNotAnswer.

    Not audited: staff learn of it only through the sheet's state, which she may hide (V-02).
    """
    if not permissions.may_answer(by, round_.assignment, round_):
        raise MayNotAnswer
    if round_.opened_at is None:
        Round.objects.filter(pk=round_.pk, opened_at__isnull=True).update(opened_at=by.now)
    return round_


def mark_read(*, by: Actor, round_: Round, at: datetime) -> None:
    """She has read what was said to it up to `at`; it never goes back. Raises MayNotAnswer.

    Like *opened* it is hers alone: not audited, and on no page of staff (V-02).
    """
    if not is_herself(by, round_.assignment.client):
        raise MayNotAnswer
    is_further = Q(words_read_at__isnull=True) | Q(words_read_at__lt=at)
    Round.objects.filter(is_further, pk=round_.pk).update(words_read_at=at)


def go_to(*, by: Actor, round_: Round, prompt_key: str) -> None:
    """Remembers where she is, so that she comes back there (E-22). Raises MayNotAnswer."""
    if not permissions.may_answer(by, round_.assignment, round_):
        raise MayNotAnswer
    if round_.last_prompt != prompt_key:
        Round.objects.filter(pk=round_.pk).update(last_prompt=prompt_key)


def both(prompt: Prompt, one: Any, other: Any) -> Any:
    """One answer that holds both, or None where the type or its limits have no room for that."""
    joined: Any = None
    if one is None or other is None:
        joined = other if one is None else one
    elif isinstance(one, str) and isinstance(other, str) and _is_prose(prompt):
        joined = f"{one}\n\n{other}" if prompt.type != "short_text" else f"{one} / {other}"
    elif isinstance(one, dict) and isinstance(other, dict):
        joined = {name: [*one.get(name, []), *other.get(name, [])] for name in ("keys", "own")}
    elif prompt.type == "table":
        joined = [*one, *(row for row in other if row not in one)]
    try:
        return prompts.clean(prompt, joined)
    except prompts.CannotKeep:
        return None


def _is_prose(prompt: Prompt) -> bool:
    return prompt.type in {"short_text", "long_text", "letter_unsent"}


@transaction.atomic
def settle(
    *,
    by: Actor,
    other: OtherText,
    assignment: Assignment,
    value: Any,
    revision: int,
    key: UUID,
    beside: UUID,
) -> Saved:
    """Puts `value` in place of the two texts, once. Writing nothing new makes no revision.

    `revision` is that of the answer she saw, `beside` the key of the text beside it; where one of
    them has moved on, MovedOn: words that she never saw stay.
    `value` is cleaned. Raises Closed, MayNotSave.
    """
    vault.warm([assignment.client_id], "own")
    prompt_key = other.answer.prompt_key
    locked = saving.lock_round(by=by, assignment_id=assignment.pk)
    if why := saving.why_closed(locked):
        raise saving.Closed(why)
    if not saving.is_asked(locked, schema_of(assignment.version_id), prompt_key):
        raise saving.Closed("not_reopened")
    other.refresh_from_db(fields=["resolved_at", "key"])
    answer = Answer.objects.get(pk=other.answer_id)
    if other.resolved_at:
        return Saved(answer.revision, answer.saved_at, answer.value, is_new=False)
    if (answer.revision, other.key) != (revision, beside):
        raise MovedOn
    other.resolved_at = by.now
    other.save(update_fields=["resolved_at"])
    if answer.value == value:
        return Saved(answer.revision, answer.saved_at, answer.value, is_new=False)
    return saving.store(answer, Written(value, revision, key, by.now))


def wipe(*, by: Actor, assignment: Assignment, prompt_key: str) -> None:
    """Deletes her words for one prompt for good, also those kept beside them (T-09).

    Called under the lock of the round.
    """
    for answer in Answer.objects.filter(assignment=assignment, prompt_key=prompt_key):
        OtherText.objects.filter(answer=answer).delete()
        answer.value, answer.keys = None, []
        answer.revision += 1
        answer.saved_at = by.now
        answer.save(update_fields=["value", "keys", "revision", "saved_at"])


def letters_to_delete(assignment: Assignment, values: dict[str, Any]) -> list[str]:
    """The keys of the unsent letters that she said to delete."""
    schema = schema_of(assignment.version_id)
    wishes = [p.key for p in schema.prompts if p.feeds == "letter_keep"]
    if not any(values.get(key) == "delete" for key in wishes):
        return []
    return [p.key for p in schema.prompts if p.type == "letter_unsent"]
