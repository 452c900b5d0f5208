"""Sending a sheet: what she shares is copied once, under the key that her counselor can read."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from clients import permissions as care
from practice import audit, vault
from practice.access import Actor
from worksheets import permissions, prompts, saving, sharing, sheets
from worksheets.actions import answering, talking
from worksheets.models import Answer, Round, SharedAnswer, Submission
from worksheets.reminders import plans
from worksheets.sharing import Seen
from worksheets.sheets import Sheet


class MayNotSubmit(Exception):
    """Not hers to send, or not now: taken back, put aside, ended."""


class NotHers(MayNotSubmit):
    """Another's sheet, or none at all."""


class TalkFirst(MayNotSubmit):
    """Her file changed since the sheet was given: they talk before it goes on (G-04)."""


class ChangedSince(Exception):
    """Something that would be shared is not as it was when she looked: show her again (V-03)."""


# What a submit asks of the round: whose it is, whether it is open, what shows and who sees it.
OF_THE_ROUND = (
    "client_id",
    "number",
    "opened_at",
    "submitted_at",
    "assignment__client_id",
    "assignment__version_id",
    "assignment__kept_private",
    "assignment__withdrawn_at",
    "assignment__declined_at",
    "assignment__passed_at",
    "assignment__client__membership_id",
    "assignment__client__discharged_at",
)


# With the assignment, so that taking the sheet back waits for the submit.
LOCKED = ("self", "assignment")


def _locked(round_: Round) -> Round:
    rounds = Round.objects.select_for_update(of=LOCKED, no_key=True).select_related(
        "assignment__client"
    )
    return rounds.only(*OF_THE_ROUND).get(pk=round_.pk)


def current(by: Actor, assignment_id: UUID) -> Round:
    """The current round of a sheet of hers under a lock, with its assignment. Raises NotHers."""
    locked = saving.current_locked(assignment_id, only=OF_THE_ROUND, of=LOCKED)
    if locked is None or not care.is_herself(by, locked.assignment.client):
        raise NotHers
    return locked


@transaction.atomic
def submit(
    *,
    by: Actor,
    assignment_id: UUID,
    done_as: str,
    key: UUID,
    switches: Mapping[str, bool],
    seen: Mapping[str, int],
) -> Submission:
    """Sends the sheet once, however often it is pressed; returns the receipt (E-21, V-02, V-03).

    `switches` are those of the sharing review by prompt key; `seen` are the revisions it showed.
    Nothing leaves that she did not see there: ChangedSince, and nothing is sent. MayNotSubmit,
    NotHers, TalkFirst.
    """
    locked = current(by, assignment_id)
    sent = _sent_before(locked, key)
    if sent:
        return sent
    if not permissions.may_answer(by, locked.assignment, locked):
        raise MayNotSubmit
    vault.warm([locked.client_id], "own", "care")
    sheet = sheets.read_to_send(locked)
    if sheet.is_held:
        raise TalkFirst
    set_choices(sheet, {key: switches.get(key, False) for key in seen})
    shared = sharing.to_share(sheet.schema, sheet.values, sheet.visibility, sheet.flags)
    if any(seen.get(key) != sheet.answers[key].revision for key in shared):
        raise ChangedSince
    submission = _close(by, locked, done_as=done_as, key=key, is_on_paper=False)
    _copy(submission, shared)
    for letter in answering.letters_to_delete(locked.assignment, sheet.values):
        answering.wipe(by=by, assignment=locked.assignment, prompt_key=letter)
    if asks_for_safety(sheet, shared):
        talking.ask(by=by, client=sheet.client, kind="safety", assignment=locked.assignment)
    return submission


@transaction.atomic
def choose(*, by: Actor, round_: Round, switches: Mapping[str, bool]) -> Mapping[str, Seen]:
    """Keeps the switches that she moved; nothing is sent by it. Who sees what now, by prompt key.

    She may choose before she writes: the choice then waits on an empty answer. Raises MayNotSubmit.
    """
    locked = _locked(round_)
    if not permissions.may_answer(by, locked.assignment, locked):
        raise MayNotSubmit
    sheet = sheets.read(locked)
    for prompt in sheet.schema.answerable:
        if prompt.key in switches.keys() - sheet.answers.keys() and not prompt.ephemeral:
            sheet.answers[prompt.key] = _nothing_yet(by, sheet, prompt.key)
    set_choices(sheet, switches)
    return sheet.visibility


def _nothing_yet(by: Actor, sheet: Sheet, prompt_key: str) -> Answer:
    """An answer that has no words yet, to hold her choice."""
    return Answer(
        client_id=sheet.client.pk,
        assignment_id=sheet.assignment.pk,
        prompt_key=prompt_key,
        value=None,
        keys=[],
        saved_at=by.now,
    )


@transaction.atomic
def submit_on_paper(*, by: Actor, round_: Round, done_as: str, key: UUID) -> Submission:
    """Done on paper: counts as done (E-09) and shares nothing. Raises MayNotSubmit."""
    locked = _locked(round_)
    if locked.submitted_at:
        return locked.submission
    if not permissions.may_answer(by, locked.assignment, locked):
        raise MayNotSubmit
    return _close(by, locked, done_as=done_as, key=key, is_on_paper=True)


def _sent_before(current: Round, key: UUID) -> Submission | None:
    """What this press, or one on this round, has sent. A late press never sends a later round."""
    if current.submitted_at:
        return current.submission
    if current.number == 1:
        return None
    earlier = Submission.objects.filter(round__assignment_id=current.assignment_id)
    return earlier.filter(round__submit_key=key).first()


def asks_for_safety(sheet: Sheet, shared: Mapping[str, object]) -> bool:
    """Whether she shares the line that asks to talk about safety."""
    return any(p.feeds == "safety_request" and p.key in shared for p in sheet.schema.prompts)


def set_choices(sheet: Sheet, switches: Mapping[str, bool]) -> None:
    """Writes her switches on the answers that she saw; the others stay as they were."""
    before = {key: row.choice for key, row in sheet.answers.items()}
    kept_private = sheet.assignment.kept_private
    choices = sharing.as_chosen(sheet.schema, switches, kept_private, before)
    new: list[Answer] = []
    changed: dict[str, list[Answer]] = defaultdict(list)
    for row in sheet.answers.values():
        choice = choices.get(row.prompt_key, "")
        if choice != row.choice:
            row.choice = choice
            (new if row._state.adding else changed[choice]).append(row)
    for choice, rows in changed.items():
        Answer.objects.filter(pk__in=[row.pk for row in rows]).update(choice=choice)
    Answer.objects.bulk_create(new)
    sheet.__dict__.pop("visibility", None)


def _close(by: Actor, round_: Round, *, done_as: str, key: UUID, is_on_paper: bool) -> Submission:
    round_.submitted_at, round_.done_as = by.now, done_as
    round_.submit_key, round_.is_on_paper = key, is_on_paper
    round_.opened_at = round_.opened_at or by.now
    round_.save(update_fields=["submitted_at", "done_as", "submit_key", "is_on_paper", "opened_at"])
    plans.drop(round_.assignment, by.now)
    submission = Submission.objects.create(round=round_, client_id=round_.client_id, at=by.now)
    audit.record(
        by=by,
        action="assignment.submitted",
        client_id=round_.client_id,
        object_type="assignment",
        object_id=round_.assignment_id,
        details={"round": round_.number, "done_as": done_as, "on_paper": is_on_paper},
    )
    return submission


def _copy(submission: Submission, shared: Mapping[str, object]) -> None:
    """The frozen snapshot: exactly what is shared, and nothing that tells of anything else."""
    SharedAnswer.objects.bulk_create(
        SharedAnswer(
            submission=submission, client_id=submission.client_id, prompt_key=key, value=value
        )
        for key, value in shared.items()
        if not prompts.is_empty(value)
    )
