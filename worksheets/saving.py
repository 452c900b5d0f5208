"""The saving protocol (product D): nothing is overwritten unseen, nothing is lost, nothing doubles.

A save names the revision it was written on and an idempotency key. Under the lock of the round:

- a key that was seen before gets its first answer again, and changes nothing;
- the text that is already kept is accepted without a new revision;
- a save on the current revision makes the next one;
- any other save is kept beside the answer until she chooses (`OtherText`), never in its place.

`after` names the save before this one from the same page, where its answer never came back: the
revision that save made counts as this one's base. A page that comes back from the browser's own
cache sends a used key with newer words: they count as written on what that key had made.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from clients import permissions as care
from practice import vault
from practice.access import Actor
from worksheets import permissions, prompts
from worksheets.models import Answer, Assignment, OtherText, Round, schema_of
from worksheets.prompts import CannotKeep, WorksheetSchema
from worksheets.sheets import also_asked

KEYS_KEPT = 16
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


class UnknownPrompt(LookupError):
    """The version has no such prompt, or it takes no answer."""


class MayNotSave(Exception):
    """Not hers."""


class Closed(Exception):
    """The sheet takes no more answers. `why` is a state, `discharged` or `not_reopened`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why

    @property
    def message(self) -> str:
        """What to say to her; her words are on the page beside it."""
        return {
            Assignment.State.DONE: _("You have already sent this one, so it takes no new words."),
            Assignment.State.DECLINED: _("You put this one aside, so it takes no new words."),
            Assignment.State.PASSED: _("This one has ended, so it takes no new words."),
            Assignment.State.WITHDRAWN: _("Your counselor took this one back for now."),
            "discharged": _("Your time in care here has ended, so this takes no new words."),
        }.get(self.why, _("This part is not open again, so it takes no new words."))


@dataclass(frozen=True)
class Saved:
    """Her words are kept, as revision `revision`, since `saved_at`."""

    revision: int
    saved_at: datetime
    value: Any
    is_new: bool = True


@dataclass(frozen=True)
class Conflict:
    """Her words are kept beside the answer, which had moved on. `answer` is what stands there."""

    other: OtherText
    answer: Answer


@dataclass(frozen=True)
class Entry:
    """One save as it came. `raw` is uncleaned; None clears.

    `keep` is her leave to store an answer that otherwise lives on the page only (A-06).
    """

    prompt_key: str
    raw: Any
    base_revision: int
    key: UUID
    after: UUID | None = None
    keep: bool = False


@dataclass(frozen=True)
class Written:
    """One save, cleaned."""

    value: Any
    base_revision: int
    key: UUID
    at: datetime
    after: UUID | None = None
    device: str = ""

    @property
    def print(self) -> str:
        """A fingerprint of the words. Kept only sealed: short answers could be guessed from it."""
        text = json.dumps(self.value, sort_keys=True, ensure_ascii=False)
        return base64.b64encode(hashlib.sha256(text.encode()).digest()[:15]).decode()


class Made(NamedTuple):
    """What an answer remembers of one of its latest saves. Short: the row is rewritten each time.

    `at` counts microseconds; `print` is the words' fingerprint under her own key, "" where the
    words of this key are known to stand in a later save.
    """

    key: str
    revision: int
    at: int
    device: str
    print: str

    @property
    def saved_at(self) -> datetime:
        """When."""
        return EPOCH + timedelta(microseconds=self.at)


Outcome = Saved | Conflict | CannotKeep | Closed
Reading = Callable[[WorksheetSchema], Sequence[Entry]]


@dataclass(frozen=True)
class Kept:
    """What came for a sheet, and what became of each entry, in their order."""

    round: Round
    entries: Sequence[Entry]
    outcomes: list[Outcome]


def save(
    *,
    by: Actor,
    assignment: Assignment,
    prompt_key: str,
    raw: Any,
    base_revision: int,
    key: UUID,
    after: UUID | None = None,
    keep: bool = False,
    device: str = "",
) -> Saved | Conflict:
    """Saves one answer. Raises CannotKeep, Closed, MayNotSave, UnknownPrompt."""
    entry = Entry(prompt_key, raw, base_revision, key, after, keep)
    kept = save_all(by=by, assignment_id=assignment.pk, read=lambda _: [entry], device=device)
    outcome = kept.outcomes[0]
    if isinstance(outcome, CannotKeep | Closed):
        raise outcome
    return outcome


@transaction.atomic
def save_all(*, by: Actor, assignment_id: UUID, read: Reading, device: str = "") -> Kept:
    """Saves the answers of a page under one lock. `read` makes the entries of this version.

    Not audited: nobody else can read them yet. Raises MayNotSave, UnknownPrompt.
    """
    locked = lock_round(by=by, assignment_id=assignment_id)
    schema = schema_of(locked.assignment.version_id)
    entries = read(schema)
    why = why_closed(locked)
    if why:
        return Kept(locked, entries, [Closed(why)] * len(entries))
    vault.warm([locked.client_id], "own")
    written = [_cleaned(schema, entry, by.now, device) for entry in entries]
    return Kept(locked, entries, _write_all(locked, schema, entries, written))


def _cleaned(
    schema: WorksheetSchema, entry: Entry, at: datetime, device: str
) -> Written | CannotKeep:
    prompt = schema.prompt(entry.prompt_key)
    if prompt is None or prompt.type == "passage":
        raise UnknownPrompt(entry.prompt_key)
    try:
        value = prompts.clean(prompt, entry.raw)
    except CannotKeep as refused:
        return refused
    if prompt.ephemeral and value is not None and not entry.keep:
        return CannotKeep(_("These ticks are not saved unless you ask for it."), entry.raw)
    return Written(value, entry.base_revision, entry.key, at, entry.after, device)


# No more than the rules below ask for: this is read at every save.
OF_THE_ROUND = (
    "client_id",
    "submitted_at",
    "opened_at",
    "reopened_keys",
    "assignment__version_id",
    "assignment__withdrawn_at",
    "assignment__declined_at",
    "assignment__passed_at",
    "assignment__client__membership_id",
    "assignment__client__discharged_at",
    "assignment__client__time_zone",
    "assignment__client__country",
)


def lock_round(*, by: Actor, assignment_id: UUID) -> Round:
    """Locks the current round of a sheet of hers, so that its saves and its submit take turns.

    Raises MayNotSave where the sheet is not hers, or not there.
    """
    locked = current_locked(assignment_id, only=OF_THE_ROUND)
    if locked is None or not care.is_herself(by, locked.assignment.client):
        raise MayNotSave
    return locked


def current_locked(
    assignment_id: UUID, *, only: Sequence[str], of: Sequence[str] = ("self",)
) -> Round | None:
    """The current round of a sheet under a lock, with these columns; None where there is none."""
    rounds = Round.objects.select_for_update(of=of, no_key=True).select_related(
        "assignment__client"
    )
    current = rounds.filter(assignment_id=assignment_id, superseded_at__isnull=True).only(*only)
    # Who waited while the sheet came back to her finds the round superseded, and so no row: a
    # second look sees the new one. Nobody else needs it.
    return next(iter(current), None) or next(iter(current.all()), None)


def why_closed(round_: Round) -> str:
    """Why a round takes no answers now: a state, or `discharged`; "" where it does."""
    given = round_.assignment
    if not permissions.is_open(given, round_):
        return given.state_from(round_)
    return "" if given.client.is_in_care else "discharged"


def is_asked(round_: Round, schema: WorksheetSchema, prompt_key: str) -> bool:
    """Whether the round takes an answer to this prompt: all, or what was sent back to her."""
    reopened = round_.reopened_keys
    return not reopened or prompt_key in also_asked(schema, reopened)


def _write_all(
    round_: Round,
    schema: WorksheetSchema,
    entries: Sequence[Entry],
    written: Sequence[Written | CannotKeep],
) -> list[Outcome]:
    """The saves of a page under the lock. Stale ones are kept last, together."""
    keys = [entry.prompt_key for entry in entries]
    rows = Answer.objects.filter(assignment_id=round_.assignment_id, prompt_key__in=keys)
    answers = {row.prompt_key: row for row in rows}
    outcomes: list[Outcome | None] = []
    for key, one in zip(keys, written, strict=True):
        if isinstance(one, CannotKeep):
            outcomes.append(one)
        elif not is_asked(round_, schema, key):
            outcomes.append(Closed("not_reopened"))
        else:
            outcomes.append(_write(round_, key, answers.get(key), one))
    stale = {
        key: one
        for key, one, outcome in zip(keys, written, outcomes, strict=True)
        if outcome is None and isinstance(one, Written)
    }
    kept = _kept_beside({key: (answers[key], one) for key, one in stale.items()})
    return [outcome or kept[key] for key, outcome in zip(keys, outcomes, strict=True)]


def _write(round_: Round, prompt_key: str, answer: Answer | None, written: Written) -> Saved | None:
    """One save by the rules above; None where it is stale."""
    if answer is None:
        return _first(round_, prompt_key, written)
    made = _made_by(answer, written.key)
    if made and _is_same(answer, made, written):
        return Saved(made.revision, made.saved_at, written.value, is_new=False)
    if answer.value == written.value:
        return Saved(answer.revision, answer.saved_at, answer.value, is_new=False)
    return store(answer, written) if _base(answer, made, written) == answer.revision else None


def store(answer: Answer, written: Written) -> Saved:
    """Makes the next revision of an answer, under the lock."""
    answer.value = written.value
    answer.revision += 1
    answer.saved_at = written.at
    others = [kept for kept in answer.keys if kept[0] != written.key.hex]
    answer.keys = [*others, *_made(answer, written)][-KEYS_KEPT:]
    # Named, so that Django need not ask whether the row is there.
    if answer._state.adding:
        answer.save(force_insert=True)
    else:
        answer.save(force_update=True, update_fields=["value", "revision", "saved_at", "keys"])
    return Saved(answer.revision, answer.saved_at, answer.value)


def last_device(answer: Answer) -> str:
    """On which kind of device the standing text was written, "" if unknown."""
    return Made(*answer.keys[-1]).device if answer.keys else ""


def _first(round_: Round, prompt_key: str, written: Written) -> Saved:
    if written.value is None:
        # Nothing was there and nothing is: no row that would tell that she was here.
        return Saved(0, written.at, None, is_new=False)
    answer = Answer(
        client_id=round_.client_id,
        assignment_id=round_.assignment_id,
        prompt_key=prompt_key,
        keys=[],
    )
    return store(answer, written)


def _made(answer: Answer, written: Written) -> list[Made]:
    """What is remembered of a save."""
    at = int((written.at - EPOCH) / timedelta(microseconds=1))
    print_ = vault.seal_text(written.print, **_place(answer))
    made = Made(written.key.hex, answer.revision, at, written.device, print_)
    if written.after is None or _made_by(answer, written.after):
        return [made]
    # The save before this one has not arrived. Should it come late, its words are already here.
    return [made._replace(key=written.after.hex, print=""), made]


def _made_by(answer: Answer, key: UUID | None) -> Made | None:
    return next((Made(*kept) for kept in answer.keys if key and kept[0] == key.hex), None)


def _is_same(answer: Answer, made: Made, written: Written) -> bool:
    """Whether a known key came with the words it came with before."""
    if not made.print:
        return True
    return vault.open_text(made.print, **_place(answer)) == written.print


def _place(answer: Answer) -> dict[str, Any]:
    place = f"worksheets.Answer.keys|{answer.pk}"
    return {"subject": answer.client_id, "purpose": "own", "place": place}


def _base(answer: Answer, made: Made | None, written: Written) -> int:
    before = made or _made_by(answer, written.after)
    return before.revision if before else written.base_revision


def _kept_beside(stale: Mapping[str, tuple[Answer, Written]]) -> dict[str, Conflict]:
    """Keeps stale saves, by prompt key. One query to look, where there are any."""
    if not stale:
        return {}
    answers = [answer for answer, _written in stale.values()]
    keys = [written.key for _answer, written in stale.values()]
    mine = Q(resolved_at__isnull=True) | Q(key__in=keys)
    found = list(OtherText.objects.filter(mine, answer__in=answers).order_by("at"))
    return {
        prompt_key: _beside(answer, written, [o for o in found if o.answer_id == answer.pk])
        for prompt_key, (answer, written) in stale.items()
    }


def _beside(answer: Answer, written: Written, found: list[OtherText]) -> Conflict:
    """The same page writing on, or the same words again, make no second text."""
    mine = {written.key, written.after}
    same = next((other for other in found if other.key in mine), None) or next(
        (other for other in found if other.value == written.value), None
    )
    if same is None:
        same = OtherText(client_id=answer.client_id, answer=answer)
    elif same.value == written.value:
        return Conflict(same, answer)
    same.value = written.value
    same.base_revision = min(max(written.base_revision, 0), answer.revision)
    same.key = written.key
    same.device = written.device
    same.at = written.at
    same.resolved_at = None
    same.save()
    return Conflict(same, answer)
