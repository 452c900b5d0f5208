"""What waits to be read, and in which order: heavy ones, then what comes first (B-04)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery, UUIDField

from clients.models import Client
from practice import vault
from practice.access import Actor
from practice.holidays import days_of
from practice.models import Leave
from practice.promise import read_by, session_ahead
from practice.zones import today_in
from worksheets.caseload import caseload, desk_of
from worksheets.models import Round, SharedAnswer

RISE = 3
TOO_MUCH = "too_much"
FRAME_KEYS = ("frame.before", "frame.after", "frame.helpful", "frame.bring")


@dataclass(frozen=True)
class ToRead:
    """One submission that waits to be read. Days are those of the practice's calendar.

    A session on one of her days off is none that comes first: it is not named here. Nor is one in
    the days in which she looks after a colleague's client: it is the colleague's.
    """

    round: Round
    client: Client
    done_at: datetime
    today: date
    read_by: date
    session_at: datetime | None
    session_on: date | None
    bring: str = ""
    was_heavy: str = ""

    @property
    def title(self) -> str:
        """The sheet's."""
        return self.round.assignment.version.title

    @property
    def is_planned(self) -> bool:
        """The day by which it is planned to be read still lies ahead, or is today."""
        return self.read_by >= self.today

    @property
    def has_session_first(self) -> bool:
        """Her next session comes before the planned day; on one day it is the session too."""
        return self.session_on is not None and self.session_on <= max(self.read_by, self.today)

    @property
    def first_on(self) -> date:
        """The day of what comes first; a plan that has gone by is for today."""
        planned = max(self.read_by, self.today)
        return min(self.session_on, planned) if self.session_on else planned

    @property
    def is_near(self) -> bool:
        """What comes first comes today or tomorrow."""
        return self.first_on <= self.today + timedelta(days=1)

    @property
    def order(self) -> tuple[bool, date, float, date, float]:
        """Heavy ones first, then by what comes first: session or plan to read; then age (B-04)."""
        hour = self.session_at.timestamp() if self.session_at and self.has_session_first else None
        at = float("inf") if hour is None else hour
        return (not self.was_heavy, self.first_on, at, self.read_by, self.done_at.timestamp())


def reading_queue(actor: Actor) -> list[ToRead]:
    """What waits to be read, in the order of Today, for previous and next on the review page."""
    mine = caseload(actor).order_by()
    found = Round.objects.awaiting_review().filter(client__in=mine.values("client_id"))
    columns = ("assignment_id", "submitted_at", "client__call_name", "client__next_session_at")
    covered = mine.filter(client=OuterRef("client"), leave__isnull=False).values("leave")[:1]
    in_days = Subquery(covered, output_field=UUIDField())
    found = found.select_related("client").only(*columns)
    rounds: list[Any] = list(found.annotate(covered_in=in_days))
    clients = {round_.client_id: round_.client for round_ in rounds}
    return in_order(actor, rounds, clients, {one.client_id: one.covered_in for one in rounds})


def in_order(
    actor: Actor, rounds: list[Round], clients: dict, covered: Mapping[UUID, UUID | None]
) -> list[ToRead]:
    """These rounds of the actor's clients as her lists show them. Two queries.

    `covered` are the days away, by client, in which she covers for a colleague.
    """
    vault.warm({round_.client_id for round_ in rounds}, "care")
    frames, away = frame_answers(rounds), _away(actor, rounds, covered)
    waiting = [_one(actor, round_, clients[round_.client_id], frames, away) for round_ in rounds]
    return sorted(waiting, key=lambda item: (item.order, item.round.pk))


@dataclass(frozen=True)
class _Away:
    """Days away since the oldest of some sheets was done: hers, and by client those she covers."""

    hers: list[Leave] = field(default_factory=list)
    covered: dict[UUID, Leave] = field(default_factory=dict)


def _away(actor: Actor, rounds: list[Round], covered: Mapping[UUID, UUID | None]) -> _Away:
    """One query, and none where nothing waits."""
    if not rounds:
        return _Away()
    desk = desk_of(actor)
    oldest = min(round_.submitted_at or actor.now for round_ in rounds)
    theirs = set(covered.values()) - {None}
    found = Leave.objects.filter(Q(membership=desk) | Q(pk__in=theirs)).defer("words")
    leaves = {one.pk: one for one in found.standing(today_in(desk.zone, oldest))}
    return _Away(
        [one for one in leaves.values() if one.membership_id == desk.pk],
        {client: leaves[leave] for client, leave in covered.items() if leave in leaves},
    )


def _one(actor: Actor, round_: Round, client: Client, frames: dict, away: _Away) -> ToRead:
    desk, done_at = desk_of(actor), round_.submitted_at or actor.now
    zone = desk.zone
    frame = frames.get(round_.pk, {})
    days = days_of(desk, away.hers)
    covered = [away.covered[client.pk]] if client.pk in away.covered else []
    meets_on = days_of(desk, [*away.hers, *covered])
    session_at = session_ahead(client.next_session_at, actor.now, zone=zone, days=meets_on)
    return ToRead(
        round=round_,
        client=client,
        done_at=done_at,
        today=today_in(zone, actor.now),
        read_by=read_by(done_at, reply_days=desk.practice.reply_days, days=days, zone=zone),
        session_at=session_at,
        session_on=today_in(zone, session_at) if session_at else None,
        bring=str(frame.get("frame.bring") or ""),
        was_heavy=heaviness(frame),
    )


def frame_answers(rounds: Iterable[Round]) -> dict:
    """What she shared of the frame, by round id and key. One query; keys must be warm."""
    shared = (
        SharedAnswer.objects.standing()
        .filter(submission__round__in=[r.pk for r in rounds], prompt_key__in=FRAME_KEYS)
        .select_related("submission")
        .only("client_id", "prompt_key", "value", "submission__round_id")
    )
    frames: dict = {}
    for answer in shared:
        frames.setdefault(answer.submission.round_id, {})[answer.prompt_key] = answer.value
    return frames


def heaviness(frame: dict) -> str:
    """ "too_much", "rise" or nothing: what stands first, in her words and not as a score (13)."""
    if frame.get("frame.helpful") == TOO_MUCH:
        return TOO_MUCH
    before, after = frame.get("frame.before"), frame.get("frame.after")
    if isinstance(before, int) and isinstance(after, int) and after - before >= RISE:
        return "rise"
    return ""
