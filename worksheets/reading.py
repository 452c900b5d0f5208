"""What staff read of a sheet: every prompt of the version, shared words or "Nothing shared here".

Private, locked, skipped and hidden prompts are one and the same here, byte for byte (rulings 2).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from worksheets import prompts
from worksheets.models import Assignment, Comment, Round, SharedAnswer, Version
from worksheets.prompts.schema import Prompt, WorksheetSchema
from worksheets.sheets import also_asked


@dataclass(frozen=True)
class BlankPart:
    """One prompt without an answer, for the preview."""

    prompt: Prompt
    field: dict[str, Any]


def blank_parts(version: Version) -> list[BlankPart]:
    """Every prompt of the version, unanswered, each control with a name of its own."""
    return [
        BlankPart(prompt, prompts.form_context(prompt, prefix=f"blank-{number}"))
        for number, prompt in enumerate(version.sheet.prompts)
    ]


def may_come_back(assignment: Assignment) -> list[str]:
    """The keys of the parts that a counselor may send back: what she has shared, not the frame.

    Asking for any other part would tell her that she left something out (rulings 2). One query.
    """
    shared = set(
        SharedAnswer.objects.standing()
        .filter(submission__round__assignment=assignment)
        .values_list("prompt_key", flat=True)
    )
    prompts_ = assignment.version.sheet.answerable
    return [p.key for p in prompts_ if not p.frame and p.key in shared]


@dataclass
class ReviewPart:
    """One prompt as the review shows it.

    `read` and `before` are what is `in_sight` of it, None where nothing is. `said` are the comments
    and replies that were sent; `draft` is the reader's own.
    """

    prompt: Prompt
    read: dict[str, Any] | None = None
    before: dict[str, Any] | None = None
    was_reopened: bool = False
    said: list[Comment] = field(default_factory=list)
    draft: Comment | None = None
    # After a stop: what was just typed, and what is kept elsewhere or why it was refused.
    typed: str | None = None
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The prompt's permanent key."""
        return self.prompt.key

    @property
    def may_come_back(self) -> bool:
        """She has shared it, in this round or before, and it is not of the frame."""
        return bool(self.read or self.before) and not self.prompt.frame

    @property
    def takes_comment(self) -> bool:
        """There is something to say something about; what was typed here before stays in reach."""
        return bool(self.read or self.before or self.said or self.draft or self.typed)


@dataclass(frozen=True)
class Sent:
    """One answer as she shared it, and when."""

    value: Any
    at: datetime


@dataclass(frozen=True)
class InSight:
    """What staff can read of one prompt: `now`, and `before` where an earlier one differs."""

    now: Sent | None = None
    before: Sent | None = None


def in_sight(schema: WorksheetSchema, rounds: Sequence[Round]) -> dict[str, InSight]:
    """What staff can read of each prompt after these rounds, oldest first. One query.

    The newest round that asked a prompt decides, and so does one that shared it unasked: a submit
    copies all that she shares. Asked again and not shared, it is `before` alone. What she has
    withdrawn is not in sight (V-07).
    """
    ats = {r.pk: r.submitted_at for r in rounds if r.submitted_at}
    shared: dict[UUID, dict[str, Sent]] = {pk: {} for pk in ats}
    rows = SharedAnswer.objects.standing().filter(submission__round__in=list(ats))
    for row in rows.select_related("submission"):
        at = row.submission.round_id
        shared[at][row.prompt_key] = Sent(row.value, row.shared_at or ats[at])
    seen: dict[str, InSight] = {key: InSight() for key in schema.keys}
    for round_ in rounds:
        found = shared.get(round_.pk, {})
        for key in _asked(schema, round_) | found.keys():
            seen[key] = _after(seen.get(key, InSight()), found.get(key))
    return seen


def _asked(schema: WorksheetSchema, round_: Round) -> set[str]:
    return also_asked(schema, round_.reopened_keys) if round_.reopened_keys else set(schema.keys)


def _after(seen: InSight, now: Sent | None) -> InSight:
    """What is in sight once another round has had its say."""
    if now and seen.now and now.value == seen.now.value:
        return seen
    before = seen.now or seen.before
    if now and before and now.value == before.value:
        before = None
    return InSight(now, before)


def review_parts(
    version: Version, rounds: list[Round], comments: list[Comment], reader_id: Any
) -> list[ReviewPart]:
    """The parts of a sheet up to the last of `rounds`, in the version's order."""
    seen = in_sight(version.sheet, rounds)
    reopened = {key for round_ in rounds for key in round_.reopened_keys}
    parts = [
        ReviewPart(
            prompt=prompt,
            read=as_read(prompt, seen[prompt.key].now),
            before=as_read(prompt, seen[prompt.key].before),
            was_reopened=prompt.key in reopened,
        )
        for prompt in version.sheet.answerable
    ]
    by_key = {part.key: part for part in parts}
    for comment in comments:
        part = by_key.get(comment.prompt_key)
        if part is None:
            continue
        if comment.sent_at:
            part.said.append(comment)
        elif comment.author_id == reader_id:
            part.draft = comment
    return parts


def as_read(prompt: Prompt, sent: Sent | None) -> dict[str, Any] | None:
    """What a template reads of an answer that was shared; None where none was."""
    return prompts.read_context(prompt, sent.value) if sent else None
