"""What staff read of a sheet: every prompt of the version, shared words or "Nothing shared here".

Private, locked, skipped and hidden prompts are one and the same here, byte for byte (rulings 2).
"""

from dataclasses import dataclass, field
from typing import Any

from worksheets import prompts
from worksheets.models import Assignment, Comment, Round, SharedAnswer, Version
from worksheets.prompts.schema import Prompt


@dataclass(frozen=True)
class BlankPart:
    """One prompt without an answer, for preview and paper."""

    prompt: Prompt
    field: dict[str, Any]

    @property
    def paper(self) -> str:
        """The template with room to write by hand."""
        return f"worksheets/prompts/{self.prompt.type}/_paper.html"


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
        SharedAnswer.objects.filter(submission__round__assignment=assignment).values_list(
            "prompt_key", flat=True
        )
    )
    prompts_ = assignment.version.sheet.answerable
    return [p.key for p in prompts_ if not p.frame and p.key in shared]


@dataclass
class ReviewPart:
    """One prompt as the review shows it.

    `read` is None where nothing is shared. `before` is what an earlier round shared, where it
    differs. `said` are the comments and replies that were sent; `draft` is the reader's own.
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


def shared_by_round(rounds: list[Round]) -> dict[int, dict[str, Any]]:
    """What was shared, by round number and prompt key. One query."""
    shared: dict[int, dict[str, Any]] = {round_.number: {} for round_ in rounds}
    rows = SharedAnswer.objects.filter(submission__round__in=rounds).select_related(
        "submission__round"
    )
    for row in rows:
        shared[row.submission.round.number][row.prompt_key] = row.value
    return shared


def review_parts(
    version: Version, rounds: list[Round], comments: list[Comment], reader_id: Any
) -> list[ReviewPart]:
    """The parts of a sheet up to the last of `rounds`, in the version's order."""
    shared = shared_by_round(rounds)
    parts = [_part(prompt, rounds, shared) for prompt in version.sheet.answerable]
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


def _part(prompt: Prompt, rounds: list[Round], shared: dict[int, dict[str, Any]]) -> ReviewPart:
    """The newest round that asked this part decides; what an earlier one shared stays beside it."""
    asked = [r for r in rounds if r.number == 1 or prompt.key in r.reopened_keys]
    now = shared[asked[-1].number].get(prompt.key) if asked else None
    earlier = [shared[r.number].get(prompt.key) for r in asked[:-1]]
    before = next((value for value in reversed(earlier) if value is not None), None)
    return ReviewPart(
        prompt=prompt,
        read=None if now is None else prompts.read_context(prompt, now),
        before=(None if before is None or before == now else prompts.read_context(prompt, before)),
        was_reopened=len(asked) > 1,
    )
