"""My words, then and now: what she said to the same prompt over rounds, sheets and versions.

In words, in order of time, never as a number: ratings have their charts (`charts`), and ticks about
safety are no history to read again (A-06).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Coalesce

from practice import vault
from practice.access import Actor
from worksheets import prompts
from worksheets.models import AddedLine, Answer, Round, SharedAnswer, schema_of, warm_schemas
from worksheets.prompts import Prompt

# A practice's own copy of a sheet goes on with the keys of the one that it was made from.
VERSION = "version__worksheet"
COPIED = f"{VERSION}__origin__worksheet_id"
# By the sheet it began as, whatever version or copy of it she had.
Asked = tuple[UUID, str]


@dataclass(frozen=True)
class Said:
    """Her words to one prompt at one time, and what she has added under them since."""

    round_id: UUID
    number: int
    assignment_id: UUID
    at: datetime
    prompt: Prompt
    value: Any
    line: AddedLine | None = None

    @property
    def read(self) -> dict[str, Any]:
        """What a template reads."""
        return prompts.read_context(self.prompt, self.value)


def is_in_words(prompt: Prompt) -> bool:
    """Whether its answers are words of hers, to be read beside one another."""
    is_asked = prompt.type not in {"passage", "scale_0_10"}
    return is_asked and not prompt.frame and not prompt.ephemeral


def more_than_once(actor: Actor, assignment_ids: Collection[UUID]) -> set[Asked]:
    """What she answered more than once, of the sheets that these were. One query, no words opened.

    Versions and copies of a sheet count as one. Keys of prompts that are not `is_in_words` are not
    among them.
    """
    if not assignment_ids:
        return set()
    roots = _roots_of(assignment_ids)
    standing = Answer.objects.visible_to(actor).filter(value__isnull=False)
    standing = standing.annotate(root=_root("assignment__")).filter(root__in=roots)
    before = _changed_since(actor).annotate(root=_root("submission__round__assignment__"))
    before = before.filter(root__in=roots)
    told = standing.values_list("root", "assignment__version_id", "prompt_key", "pk").union(
        before.values_list("root", "submission__round__assignment__version_id", "prompt_key", "pk"),
        all=True,
    )
    rows = list(told)
    warm_schemas({version_id for _root_id, version_id, _key, _pk in rows})
    counted = Counter(
        (root, key)
        for root, version_id, key, _pk in rows
        if (prompt := schema_of(version_id).prompt(key)) and is_in_words(prompt)
    )
    return {asked for asked, times in counted.items() if times > 1}


def roots_by_assignment(assignment_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The sheet that each of these began as. One query."""
    rounds = Round.objects.current().filter(assignment__in=assignment_ids)
    return dict(rounds.values_list("assignment_id", _root("assignment__")))


def said(actor: Actor, assignment_id: UUID, prompt_key: str) -> list[Said]:
    """Her words to this prompt, of this sheet and of all that began as the same, oldest first.

    What she sent in an earlier round stands there where she has changed it since.
    """
    hers = Round.objects.visible_to(actor).annotate(root=_root("assignment__"))
    rounds = list(
        hers.filter(root__in=_roots_of([assignment_id]))
        .select_related("assignment")
        .order_by("assignment_id", "number")
    )
    warm_schemas({one.assignment.version_id for one in rounds})
    vault.warm({one.client_id for one in rounds}, "own", "care")
    found = list(_without_repeats(_of_rounds(rounds, prompt_key)))
    lines = AddedLine.objects.filter(round__in=rounds, prompt_key=prompt_key)
    found = _with_lines(found, lines.select_related("round").order_by("round__number"))
    return sorted(found, key=lambda one: (one.at, str(one.round_id)))


def _of_rounds(rounds: list[Round], prompt_key: str) -> Iterator[Said]:
    ids = [one.assignment_id for one in rounds]
    answers = Answer.objects.filter(assignment__in=ids, prompt_key=prompt_key)
    standing = {row.assignment_id: row for row in answers if row.value is not None}
    sent = SharedAnswer.objects.filter(submission__round__in=rounds, prompt_key=prompt_key)
    before = {row.submission.round_id: row for row in sent.select_related("submission")}
    for one in rounds:
        prompt = schema_of(one.assignment.version_id).prompt(prompt_key)
        if prompt is None or not is_in_words(prompt):
            continue
        place: dict[str, Any] = {
            "round_id": one.pk,
            "number": one.number,
            "assignment_id": one.assignment_id,
            "prompt": prompt,
        }
        if one.superseded_at is None and (row := standing.get(one.assignment_id)):
            yield Said(at=row.saved_at, value=row.value, **place)
        elif one.superseded_at and one.submitted_at and (row := before.get(one.pk)):
            yield Said(at=one.submitted_at, value=row.value, **place)


def _without_repeats(found: Iterable[Said]) -> Iterator[Said]:
    """The last of each run of the same words of one sheet: a later round copies what stands."""
    kept: Said | None = None
    for one in found:
        is_same = kept and (kept.assignment_id, kept.value) == (one.assignment_id, one.value)
        if kept and not is_same:
            yield kept
        kept = one
    if kept:
        yield kept


def _with_lines(found: list[Said], lines: Iterable[AddedLine]) -> list[Said]:
    """Each line under the words that it was written to, also once a later round copied them."""
    by_round = {one.round_id: one for one in found}
    for line in lines:
        there = [
            one
            for one in found
            if one.assignment_id == line.round.assignment_id and one.number >= line.round.number
        ]
        if there:
            first = min(there, key=lambda one: one.number)
            by_round[first.round_id] = replace(first, line=line)
    return list(by_round.values())


def _changed_since(actor: Actor) -> Any:
    """What she sent in an earlier round and has written anew since."""
    anew = Answer.objects.filter(
        assignment=OuterRef("submission__round__assignment"),
        prompt_key=OuterRef("prompt_key"),
        value__isnull=False,
        saved_at__gt=OuterRef("submission__round__submitted_at"),
    )
    superseded = Round.objects.visible_to(actor).filter(superseded_at__isnull=False)
    return SharedAnswer.objects.filter(Exists(anew), submission__round__in=superseded)


def _roots_of(assignment_ids: Collection[UUID]) -> Any:
    rounds = Round.objects.filter(assignment__in=assignment_ids)
    return rounds.values(root=_root("assignment__"))


def _root(before: str) -> Coalesce:
    return Coalesce(F(f"{before}{COPIED}"), F(f"{before}{VERSION}_id"))
