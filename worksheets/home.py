"""What lies before her: one next thing, what can wait, what she has done. Calm, without counts."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from math import ceil
from typing import Literal
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from clients.models import Client, TenderDate
from practice import vault
from practice.access import Actor
from worksheets import gates, prompts, sheets
from worksheets.models import Assignment, Comment, Round, Said, schema_of, warm_schemas
from worksheets.models.assigning import RoundQuerySet
from worksheets.parts import parts_of

RECENT = 4
# What a part or two take is not worth a number.
FEW_MINUTES = 4


@dataclass(frozen=True)
class When:
    """When it suits her; by a day; or before the session of that day. Said in _when.html."""

    kind: Literal["", "day", "session"] = ""
    day: date | None = None


@dataclass(frozen=True)
class Waiting:
    """One open sheet as her home shows it."""

    round: Round
    when: When | None
    parts: int
    minutes: int
    is_held: bool

    @property
    def assignment(self) -> Assignment:
        """What was given."""
        return self.round.assignment

    @property
    def was_sent_back(self) -> bool:
        """Her counselor asked her to look at parts of it again."""
        return self.round.number > 1

    @cached_property
    def plan(self) -> Said:
        """What she said for herself before it; nothing once it was sent back."""
        found = None if self.was_sent_back else sheets.plan_of(self.assignment)
        return found.said if found else Said()

    @property
    def is_begun(self) -> bool:
        """She has opened it."""
        return self.round.opened_at is not None


@dataclass(frozen=True)
class Home:
    """Her home page. `is_tender` makes it gentler: nothing is due on such a day."""

    next: Waiting | None
    later: list[Waiting]
    work: list[Round]
    is_tender: bool
    greeting: str


def home_of(*, actor: Actor, client: Client, marked: Iterable[TenderDate]) -> Home:
    """Her home at the instant `actor.now`; `marked` are her hard days. Four queries and her key."""
    vault.warm([client.pk], "care")
    flags = gates.standing_flags(client)
    today = client.today(actor.now)
    is_tender = has_tender_day(marked, today)
    waiting_rounds = open_rounds(actor)
    if flags:
        waiting_rounds = sheets.with_theme(waiting_rounds)
    rounds = list(waiting_rounds) if client.is_in_care else []
    warm_schemas(round_.assignment.version_id for round_ in rounds)
    rounds.sort(key=lambda round_: order(round_, today))
    waiting = []
    for round_ in rounds:
        parts = count_parts(round_, flags)
        waiting.append(
            Waiting(
                round=round_,
                when=None if is_tender else when_to(round_.assignment, client, today),
                parts=parts,
                minutes=minutes_for(round_, parts, flags),
                is_held=sheets.is_held(round_.assignment, flags),
            )
        )
    return Home(
        next=waiting[0] if waiting else None,
        later=waiting[1:],
        work=list(work_rounds(actor)[:RECENT]),
        is_tender=is_tender,
        greeting=greeting(actor.now, client.zone),
    )


IS_OPEN = Q(
    submitted_at__isnull=True,
    assignment__withdrawn_at__isnull=True,
    assignment__declined_at__isnull=True,
    assignment__passed_at__isnull=True,
)


def open_rounds(actor: Actor) -> QuerySet[Round]:
    """The current rounds that are hers to do."""
    return sheets.current_rounds(actor).filter(IS_OPEN)


def work_rounds(actor: Actor) -> QuerySet[Round]:
    """What is no longer before her, newest first; `wrote_back` where words wait to be read."""
    rounds = with_words_back(sheets.current_rounds(actor).filter(~IS_OPEN))
    return rounds.order_by("-begun_at", "-pk")


def with_words_back(rounds: RoundQuerySet) -> RoundQuerySet:
    """The same rounds; `wrote_back` where words of her counselor wait to be read."""
    answers = Comment.objects.sent().filter(
        Q(round__words_read_at__isnull=True) | Q(sent_at__gt=F("round__words_read_at")),
        round=OuterRef("pk"),
        is_by_client=False,
    )
    return rounds.annotate(wrote_back=Exists(answers))


def order(round_: Round, today: date) -> tuple[int, date, datetime]:
    """Sent back first, then by the day ahead; what has no day, or one gone by, waits behind."""
    due_on = round_.assignment.due_on
    if round_.number > 1:
        return (0, date.min, round_.begun_at)
    if due_on and due_on >= today:
        return (1, due_on, round_.begun_at)
    return (2, date.min, round_.begun_at)


def when_to(assignment: Assignment, client: Client, today: date) -> When:
    """By when it would be good; a day gone by is not mentioned (T-06)."""
    due_on = assignment.due_on
    if due_on is None or due_on < today:
        return When()
    session_at = client.next_session_at
    if session_at and client.today(session_at) == due_on + timedelta(days=1):
        return When("session", client.today(session_at))
    return When("day", due_on)


def count_parts(round_: Round, flags: Collection[str]) -> int:
    """How many parts she will meet, as far as can be said before she begins."""
    return len(round_.reopened_keys) or count_all_parts(round_, flags)


def count_all_parts(round_: Round, flags: Collection[str]) -> int:
    """How many parts the whole sheet has, as far as can be said before she begins."""
    schema = schema_of(round_.assignment.version_id)
    parts = parts_of(prompts.shown(schema, {}, flags))
    return sum(part.is_counted for part in parts)


def minutes_for(round_: Round, parts: int, flags: Collection[str]) -> int:
    """How long so many parts take; 0 for the few minutes of a sheet that came back."""
    whole = round_.assignment.version.minutes
    if round_.number == 1:
        return whole
    part = whole / max(count_all_parts(round_, flags), 1)
    some = min(whole, ceil(part * parts))
    return some if some > FEW_MINUTES else 0


def has_tender_day(marked: Iterable[TenderDate], today: date) -> bool:
    """Whether today or tomorrow is a day that may be hard (E-20)."""
    return any(day.falls_on(today) or day.falls_on(today + timedelta(days=1)) for day in marked)


def greeting(now: datetime, zone: ZoneInfo) -> str:
    """By the hour where she is."""
    hour = now.astimezone(zone).hour
    if 5 <= hour < 12:
        return _("Good morning")
    return _("Good afternoon") if 12 <= hour < 18 else _("Good evening")


def is_night(now: datetime, zone: ZoneInfo) -> bool:
    """Between 22:00 and 06:00 where she is (T-12)."""
    hour = now.astimezone(zone).hour
    return hour >= 22 or hour < 6
