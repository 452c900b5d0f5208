"""One sheet as it lies before her: the round, her answers, what shows now, what is shared."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from clients.models import Client
from practice import vault
from practice.access import Actor
from worksheets import gates, prompts, sharing
from worksheets.models import (
    Answer,
    Assignment,
    OtherText,
    OwnPlan,
    Round,
    Said,
    Version,
    schema_of,
)
from worksheets.models.assigning import RoundQuerySet
from worksheets.parts import SHORT, Part, parts_of, shorter
from worksheets.prompts import Prompt, WorksheetSchema

# What her pages read of a round, and no more: most of a page's time goes into columns.
OF_A_ROUND = (
    "client_id",
    "number",
    "reopened_keys",
    "begun_at",
    "opened_at",
    "last_prompt",
    "submitted_at",
    "is_on_paper",
    "reviewed_at",
    "words_read_at",
    "assignment__client_id",
    "assignment__due_on",
    "assignment__reason",
    "assignment__kept_private",
    "assignment__withdrawn_at",
    "assignment__declined_at",
    "assignment__passed_at",
    "assignment__assigned_by__name",
    "assignment__version__title",
    "assignment__version__purpose",
    "assignment__version__minutes",
    "assignment__version__weight",
    "assignment__own_plan__client_id",
    "assignment__own_plan__kept",
    "assignment__own_plan__revision",
)
OF_HERSELF = (
    "practice_id",
    "membership_id",
    "time_zone",
    "country",
    "next_session_at",
    "discharged_at",
)


def current_rounds(actor: Actor) -> RoundQuerySet:
    """The current rounds that the actor may see, with what a list of her sheets shows."""
    return (
        Round.objects.visible_to(actor)
        .current()
        .select_related("assignment__assigned_by", "assignment__version", "assignment__own_plan")
        .only(*OF_A_ROUND)
    )


def with_herself(rounds: RoundQuerySet) -> RoundQuerySet:
    """The same rounds with the client they belong to and their theme, for a page of one sheet."""
    hers = [f"assignment__client__{name}" for name in OF_HERSELF]
    return rounds.select_related(
        "assignment__client", "assignment__version__worksheet__theme"
    ).only(*OF_A_ROUND, *hers, *OF_THE_THEME)


# For "talk first" (G-04), which goes by theme, and for lists by theme.
OF_THE_THEME = (
    "assignment__version__worksheet_id",
    "assignment__version__worksheet__theme__number",
    "assignment__version__worksheet__theme__slug",
    "assignment__version__worksheet__theme__name",
)


def with_theme(rounds: RoundQuerySet) -> RoundQuerySet:
    """The same rounds with their theme."""
    return rounds.select_related("assignment__version__worksheet__theme").only(
        *OF_A_ROUND, *OF_THE_THEME
    )


# The shelf of the check-ins, which stand without the frame (rulings 18).
WITHOUT_FRAME = "check-in"


def plan_of(assignment: Assignment) -> OwnPlan | None:
    """Her own plan for a sheet. Looked up once more where the sheet came without it."""
    return getattr(assignment, "own_plan", None)


def also_asked(schema: WorksheetSchema, reopened: Sequence[str]) -> set[str]:
    """The parts of a round that was sent back: those reopened, and those that hang on them."""
    asked = set(reopened)
    for prompt in schema.prompts:
        if prompts.depends_on(prompt) & asked:
            asked.add(prompt.key)
    return asked


def is_held(assignment: Assignment, flags: Collection[str]) -> bool:
    """A later flag made an open sheet "talk first" (G-04).

    Without a flag neither its version nor the theme is looked up.
    """
    if not flags:
        return gates.lacks_safety_talk(flags, schema_of(assignment.version_id))
    version = assignment.version
    return gates.is_held(flags, version, version.worksheet.theme.slug)


@dataclass
class Sheet:
    """A round with the answers of its assignment; reads them once, decides nothing by itself."""

    round: Round
    answers: dict[str, Answer] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()
    # All its parts, whatever she chose.
    in_full: bool = False

    @property
    def assignment(self) -> Assignment:
        """What was given."""
        return self.round.assignment

    @property
    def client(self) -> Client:
        """Whose it is."""
        return self.assignment.client

    @cached_property
    def schema(self) -> WorksheetSchema:
        """The prompts of the version that was given."""
        return schema_of(self.assignment.version_id)

    @cached_property
    def state(self) -> str:
        """One of Assignment.State."""
        return self.assignment.state_from(self.round)

    @property
    def is_open(self) -> bool:
        """Hers to do."""
        return self.state in {Assignment.State.NOT_OPENED, Assignment.State.OPENED}

    @cached_property
    def values(self) -> dict[str, Any]:
        """Her answers by prompt key, empty ones left out."""
        return {key: row.value for key, row in self.answers.items() if row.value is not None}

    @cached_property
    def shown(self) -> list[Prompt]:
        """The prompts that show with these answers."""
        return prompts.shown(self.schema, self.values, self.flags)

    @cached_property
    def asked_keys(self) -> frozenset[str]:
        """The keys this round takes answers to: all, or what was sent back to her."""
        if not self.round.reopened_keys:
            return frozenset(self.schema.keys)
        return frozenset(also_asked(self.schema, self.round.reopened_keys))

    @cached_property
    def all_parts(self) -> list[Part]:
        """What this round asks her, screen by screen."""
        return parts_of([prompt for prompt in self.shown if prompt.key in self.asked_keys])

    @cached_property
    def parts(self) -> list[Part]:
        """What she goes through now: all of it, or the shorter version."""
        return shorter(self.all_parts) if self.is_short else self.all_parts

    @property
    def takes_plan(self) -> bool:
        """Whether she is asked when, where and how doable; not around the check-in (rulings 18)."""
        is_first = self.is_open and self.round.number == 1 and not self.is_held
        return is_first and self.assignment.version.worksheet.theme.slug != WITHOUT_FRAME

    @cached_property
    def plan(self) -> Said:
        """What she said for herself before it."""
        found = plan_of(self.assignment) if self.round.number == 1 else None
        return found.said if found else Said()

    @property
    def is_short(self) -> bool:
        """She chose the shorter version. Staff see what they see of any sheet (E-21)."""
        return self.plan.is_short and not self.in_full

    @property
    def feels_hard(self) -> bool:
        """She gave it a low number, and has not made it shorter since (E-03)."""
        return self.plan.is_hard and not self.is_short

    @property
    def can_be_short(self) -> bool:
        """There is more to it than the shorter version would keep."""
        return self.round.number == 1 and sum(p.is_counted for p in self.all_parts) > SHORT

    @property
    def is_held(self) -> bool:
        """A later flag turned the open sheet into "talk first" (G-04)."""
        return self.is_open and is_held(self.assignment, self.flags)

    @property
    def length(self) -> int:
        """How many parts of its own the sheet has."""
        return sum(part.is_counted for part in self.parts)

    @cached_property
    def visibility(self) -> dict[str, sharing.Seen]:
        """Who will see the answer to each prompt."""
        choices = {key: row.choice for key, row in self.answers.items()}
        return sharing.visibility(self.schema, choices, self.assignment.kept_private)

    @property
    def asks_about_safety(self) -> bool:
        """Whether it offers the line that asks to talk about safety (rulings 5)."""
        return any(prompt.feeds == "safety_request" for prompt in self.schema.prompts)

    @property
    def has_fast_exit(self) -> bool:
        """Whether the leave-fast button stands on its pages (A-01)."""
        return "leave_fast" in self.schema.marks

    def part(self, number: int) -> Part | None:
        """The part with that number now, or None."""
        return self.parts[number - 1] if 1 <= number <= len(self.parts) else None

    def part_with(self, key: str) -> Part | None:
        """The part in which a prompt stands now, or None."""
        return next((part for part in self.parts if key in part.keys), None)

    def other_of(self, key: str) -> UUID | None:
        """The text kept beside her answer that waits for her choice, or None."""
        row = self.answers.get(key)
        return row.other_id if row else None

    @property
    def others(self) -> list[tuple[Prompt, UUID]]:
        """The prompts that have two texts until she chooses, whether they are on show or not."""
        found = [(prompt, self.other_of(prompt.key)) for prompt in self.schema.prompts]
        return [(prompt, other_id) for prompt, other_id in found if other_id]

    def resume_at(self) -> int:
        """The number of the part to go on with: where she last was, or where she last wrote."""
        latest = max(self.answers.values(), key=lambda row: row.saved_at, default=None)
        places = [self.round.last_prompt, latest.prompt_key if latest else ""]
        found = [part.number for key in places if key and (part := self.part_with(key))]
        return max(found, default=1)


def read(round_: Round) -> Sheet:
    """The sheet with her answers: one query, one for her key, and one where a flag stands."""
    waiting = OtherText.objects.filter(answer=OuterRef("pk")).waiting().order_by("at")
    other = Subquery(waiting.values("pk")[:1])
    return _with_answers(round_, Answer.objects.annotate(other_id=other))


# What goes with a submit. The keys of her saves are the longest column, and no part of it.
OF_AN_ANSWER = ("client_id", "prompt_key", "value", "revision", "choice")


def read_to_send(round_: Round) -> Sheet:
    """The same as a submit reads it. The theme, which only a flag asks for, is one query more."""
    sheet = _with_answers(round_, Answer.objects.only(*OF_AN_ANSWER))
    if sheet.flags:
        versions = Version.objects.select_related("worksheet__theme")
        versions = versions.only("weight", "worksheet__theme__slug")
        sheet.assignment.version = versions.get(pk=sheet.assignment.version_id)
    return sheet


# Most files carry no flag. In words of the database: put together by the ORM, asking this beside
# the answers takes longer than the query that it saves.
HAS_FLAGS = RawSQL(
    "EXISTS (SELECT 1 FROM clients_flag WHERE cleared_at IS NULL"
    " AND clients_flag.client_id = worksheets_answer.client_id)",
    (),
    output_field=BooleanField(),
)


def _with_answers(round_: Round, answers: QuerySet[Answer]) -> Sheet:
    assignment = round_.assignment
    rows = list(answers.filter(assignment_id=assignment.pk).annotate(has_flags=HAS_FLAGS))
    if rows:
        vault.warm([assignment.client_id], "own")
    has_none = rows and not rows[0].has_flags
    return Sheet(
        round=round_,
        answers={row.prompt_key: row for row in rows},
        flags=frozenset() if has_none else gates.standing_flags(assignment.client),
    )
