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

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from clients import permissions as care
from practice import vault
from practice.access import Actor
from worksheets import permissions, prompts
from worksheets.models import Answer, Assignment, OtherText, Round
from worksheets.prompts import Prompt
from worksheets.sheets import also_asked, schema_of

KEYS_KEPT = 16


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
class Written:
    """One save as it came, already cleaned."""

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
        return hashlib.sha256(text.encode()).hexdigest()


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
    """Saves one answer by the rules above. Not audited: nobody else can read it yet.

    `raw` is what was posted; None clears. `keep` is her leave to store an answer that otherwise
    lives on the page only (A-06). Raises CannotKeep, Closed, MayNotSave, UnknownPrompt.
    """
    prompt = schema_of(assignment.version_id).prompt(prompt_key)
    if prompt is None or prompt.type == "passage":
        raise UnknownPrompt(prompt_key)
    written = Written(
        value=cleaned(prompt, raw, keep=keep),
        base_revision=base_revision,
        key=key,
        at=by.now,
        after=after,
        device=device,
    )
    vault.warm([assignment.client_id], "own")
    with transaction.atomic():
        lock_open_round(by=by, assignment=assignment, prompt_key=prompt_key)
        return write(assignment, prompt_key, written)


def cleaned(prompt: Prompt, raw: Any, *, keep: bool) -> Any:
    """What would be stored. CannotKeep, also for a page-only answer without her leave (A-06)."""
    value = prompts.clean(prompt, raw)
    if prompt.ephemeral and value is not None and not keep:
        raise prompts.CannotKeep(_("These ticks are not saved unless you ask for it."), raw)
    return value


def lock_open_round(*, by: Actor, assignment: Assignment, prompt_key: str = "") -> Round:
    """Locks the round, so that saves and the submit of one sheet happen one after another.

    Raises MayNotSave, Closed.
    """
    locked = (
        Round.objects.select_for_update(of=("self",))
        .select_related("assignment__client")
        .get(assignment_id=assignment.pk, superseded_at__isnull=True)
    )
    given = locked.assignment
    if not care.is_herself(by, given.client):
        raise MayNotSave
    if not permissions.is_open(given, locked):
        raise Closed(given.state_from(locked))
    if not given.client.is_in_care:
        raise Closed("discharged")
    if prompt_key and not _is_asked(locked, prompt_key):
        raise Closed("not_reopened")
    return locked


def _is_asked(round_: Round, prompt_key: str) -> bool:
    reopened = round_.reopened_keys
    if not reopened or prompt_key in reopened:
        return True
    return prompt_key in also_asked(schema_of(round_.assignment.version_id), reopened)


def write(assignment: Assignment, prompt_key: str, written: Written) -> Saved | Conflict:
    """One save under the lock. The caller has cleaned the value and locked the round."""
    answer = Answer.objects.filter(assignment=assignment, prompt_key=prompt_key).first()
    if answer is None:
        return _first(assignment, prompt_key, written)
    made = _made_by(answer, written.key)
    if made and _is_same(answer, made, written):
        at = datetime.fromisoformat(made["at"])
        return Saved(made["revision"], at, written.value, is_new=False)
    if answer.value == written.value:
        return Saved(answer.revision, answer.saved_at, answer.value, is_new=False)
    if _base(answer, made, written) == answer.revision:
        return store(answer, written)
    return _kept_beside(answer, written)


def store(answer: Answer, written: Written) -> Saved:
    """Makes the next revision of an answer, under the lock."""
    answer.value = written.value
    answer.revision += 1
    answer.saved_at = written.at
    others = [entry for entry in answer.keys if entry["key"] != str(written.key)]
    answer.keys = [*others, *_entries(answer, written)][-KEYS_KEPT:]
    # Named, so that Django need not ask whether the row is there.
    if answer._state.adding:
        answer.save(force_insert=True)
    else:
        answer.save(force_update=True, update_fields=["value", "revision", "saved_at", "keys"])
    return Saved(answer.revision, answer.saved_at, answer.value)


def last_device(answer: Answer) -> str:
    """On which kind of device the standing text was written, "" if unknown."""
    return answer.keys[-1].get("device", "") if answer.keys else ""


def _first(assignment: Assignment, prompt_key: str, written: Written) -> Saved:
    if written.value is None:
        # Nothing was there and nothing is: no row that would tell that she was here.
        return Saved(0, written.at, None, is_new=False)
    answer = Answer(
        client_id=assignment.client_id, assignment=assignment, prompt_key=prompt_key, keys=[]
    )
    return store(answer, written)


def _entries(answer: Answer, written: Written) -> list[dict[str, Any]]:
    """What is remembered of a save: its key, its revision, and its words' fingerprint, sealed."""
    entry = {
        "key": str(written.key),
        "revision": answer.revision,
        "at": written.at.isoformat(),
        "device": written.device,
        "print": vault.seal_text(written.print, **_place(answer)),
    }
    if written.after is None or _made_by(answer, written.after):
        return [entry]
    # The save before this one has not arrived. Should it come late, its words are already here.
    return [entry | {"key": str(written.after), "print": ""}, entry]


def _made_by(answer: Answer, key: UUID | None) -> Mapping[str, Any] | None:
    return next((entry for entry in answer.keys if entry["key"] == str(key)), None)


def _is_same(answer: Answer, made: Mapping[str, Any], written: Written) -> bool:
    """Whether a known key came with the words it came with before."""
    if not made["print"]:
        return True
    return vault.open_text(made["print"], **_place(answer)) == written.print


def _place(answer: Answer) -> dict[str, Any]:
    place = f"worksheets.Answer.keys|{answer.pk}"
    return {"subject": answer.client_id, "purpose": "own", "place": place}


def _base(answer: Answer, made: Mapping[str, Any] | None, written: Written) -> int:
    before = made or _made_by(answer, written.after)
    return before["revision"] if before else written.base_revision


def _kept_beside(answer: Answer, written: Written) -> Conflict:
    """Keeps a stale save. The same page writing on, or the same words again, make no second one."""
    found = OtherText.objects.filter(
        Q(resolved_at__isnull=True) | Q(key=written.key), answer=answer
    ).order_by("at")
    mine = {written.key, written.after}
    same = next((o for o in found if o.key in mine or o.value == written.value), None)
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
