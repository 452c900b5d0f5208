"""Afterwards: she shares what she had kept, withdraws what she had shared, deletes what she kept.

What was read was read. A withdrawn answer is closed to every page of staff from then on, who find
"Nothing shared here"; the row stays in the record as it was sent (V-07, docs/decisions/0024).
Nobody is mailed of any of it.
"""

from collections.abc import Set
from uuid import UUID

from django.db import transaction

from clients import permissions as care
from practice import audit, vault
from practice.access import Actor
from worksheets import permissions, sharing, sheets
from worksheets.actions import answering, talking
from worksheets.actions.sharing import ChangedSince, asks_for_safety, current, set_choices
from worksheets.models import AddedLine, Assignment, OtherText, Round, SharedAnswer
from worksheets.sheets import Sheet


class MayNotShare(Exception):
    """Not now: not sent yet, no words, locked, or her care has ended."""


class WasSent(Exception):
    """It was shared once, so it is part of the record: it can be withdrawn, not deleted."""


def may_share_later(actor: Actor, sheet: Sheet, prompt_key: str, shared: Set[str]) -> bool:
    """Whether she may share this answer now: sent, hers, on show, neither locked nor shared."""
    prompt = sheet.schema.prompt(prompt_key)
    return (
        prompt is not None
        and prompt.privacy != sharing.LOCKED
        and not prompt.ephemeral
        and prompt_key in sheet.values
        and prompt_key not in shared
        and permissions.is_done(sheet.assignment, sheet.round)
        and care.may_write(actor, sheet.client)
        and prompt in sheet.shown
    )


def may_delete(sheet: Sheet, prompt_key: str, ever_sent: Set[str]) -> bool:
    """Whether she may delete this answer for good: it has words, and none of it ever went out."""
    row = sheet.answers.get(prompt_key)
    return row is not None and row.value is not None and prompt_key not in ever_sent


def ever_sent(assignment: Assignment) -> set[str]:
    """The keys of the prompts that were shared at any time, withdrawn since or not. One query."""
    rows = SharedAnswer.objects.filter(submission__round__assignment=assignment)
    return set(rows.values_list("prompt_key", flat=True))


def shared_now(round_: Round) -> set[str]:
    """The keys of what stands as shared in this round. One query."""
    rows = SharedAnswer.objects.standing().filter(submission__round=round_)
    return set(rows.values_list("prompt_key", flat=True))


@transaction.atomic
def share_later(*, by: Actor, assignment_id: UUID, prompt_key: str, revision: int) -> None:
    """Shares one answer that she had kept, as she saw it; pressed twice it is shared once.

    Nothing else is shared by it: what would show as shared because of it stays kept. Raises
    ChangedSince, MayNotShare, NotHers.
    """
    locked = current(by, assignment_id)
    vault.warm([locked.client_id], "own", "care")
    sheet, shared = sheets.read(locked), shared_now(locked)
    if prompt_key in shared:
        return
    if not may_share_later(by, sheet, prompt_key, shared):
        raise MayNotShare
    row = sheet.answers[prompt_key]
    if row.revision != revision:
        raise ChangedSince
    kept = sheet.answers.keys() - shared - {prompt_key}
    set_choices(sheet, dict.fromkeys(kept, False) | {prompt_key: True})
    SharedAnswer.objects.create(
        submission=locked.submission,
        client_id=locked.client_id,
        prompt_key=prompt_key,
        value=row.value,
        shared_at=by.now,
    )
    _record(by, locked, "answer.shared")
    if asks_for_safety(sheet, {prompt_key: row.value}):
        talking.ask(by=by, client=sheet.client, kind="safety", assignment=locked.assignment)


@transaction.atomic
def withdraw(*, by: Actor, assignment_id: UUID, prompt_key: str) -> set[str]:
    """Withdraws one answer for the future, in every round, with what shows because of it.

    Also after her care has ended. The keys of what was withdrawn; none where nothing was shared.
    Raises NotHers.
    """
    locked = current(by, assignment_id)
    sheet = sheets.read(locked)
    rows = SharedAnswer.objects.standing().filter(submission__round__assignment_id=assignment_id)
    shared = set(rows.values_list("prompt_key", flat=True))
    gone = withdrawn_with(sheet, prompt_key, shared)
    if not gone:
        return gone
    rows.filter(prompt_key__in=gone).update(withdrawn_at=by.now)
    set_choices(sheet, dict.fromkeys(gone & sheet.answers.keys(), False))
    _record(by, locked, "answer.withdrawn")
    return gone


def withdrawn_with(sheet: Sheet, prompt_key: str, shared: Set[str]) -> set[str]:
    """What would be withdrawn with this answer, itself among it; nothing where it is not shared."""
    if prompt_key not in shared:
        return set()
    choices = {key: row.choice for key, row in sheet.answers.items()}
    return sharing.goes_with(sheet.schema, prompt_key, shared, choices)


@transaction.atomic
def delete(*, by: Actor, assignment_id: UUID, prompt_key: str) -> None:
    """Deletes an answer that was never sent, for good (T-09); pressed twice it is deleted once.

    Its words, the texts beside it, the lines that she added under it and what its saves had left
    are gone. The emptied row says no more than that a save came. Also after her care has ended.
    Raises NotHers, WasSent.
    """
    locked = current(by, assignment_id)
    if prompt_key in ever_sent(locked.assignment):
        raise WasSent
    vault.warm([locked.client_id], "own")
    sheet = sheets.read(locked)
    row = sheet.answers.get(prompt_key)
    has_others = row is not None and OtherText.objects.filter(answer=row).exists()
    if row is None or (row.value is None and not row.keys and not has_others):
        return
    AddedLine.objects.filter(round__assignment_id=assignment_id, prompt_key=prompt_key).delete()
    answering.wipe(by=by, assignment=locked.assignment, prompt_key=prompt_key)
    type(row).objects.filter(pk=row.pk).update(choice="")
    _record(by, locked, "answer.deleted")


def _record(by: Actor, round_: Round, action: str) -> None:
    """That it was done, by whom and when; not with which answer (V-04)."""
    audit.record(
        by=by,
        action=action,
        client_id=round_.client_id,
        object_type="assignment",
        object_id=round_.assignment_id,
    )
