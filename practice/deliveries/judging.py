"""What becomes of rows that are due: ended in words, moved to the morning, or a letter (E-15)."""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from traceback import extract_tb
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils.translation import gettext as _

from practice.deliveries import rules, stops
from practice.deliveries.registry import purposes
from practice.deliveries.rules import purpose_of
from practice.emails import Letter
from practice.models import Delivery

log = logging.getLogger(__name__)

State = Delivery.State
# What went out, or may have, or is on its way: a message that the cap counts (E-11).
MESSAGES = [State.CLAIMED, State.SENT, State.UNKNOWN, State.BOUNCED]
Told = TypeVar("Told")
Zones = Mapping[UUID, ZoneInfo]  # by row, where she is now


@dataclass
class Verdicts:
    """Every row stands in exactly one of these; a letter's others go out together with it."""

    ends: dict[UUID, tuple[str, str]] = field(default_factory=dict)
    moves: list[tuple[Delivery, datetime, ZoneInfo]] = field(default_factory=list)
    letters: list[tuple[Delivery, Letter, list[Delivery]]] = field(default_factory=list)

    def end(self, row: Delivery, state: str, reason: str) -> None:
        """The row ends here, for a reason in words."""
        self.ends[row.pk] = (state, reason)

    def fail(self, row: Delivery, error: Exception) -> None:
        """The row ends here, and the log says why: where and what kind, never an error's words."""
        at = extract_tb(error.__traceback__)[-1]
        kind = type(error).__name__
        log.error("delivery %s: %s in %s, line %s", row.pk, kind, at.filename, at.lineno)
        self.end(row, State.FAILED, _("It could not be made ready."))

    def open(self, rows: Sequence[Delivery]) -> list[Delivery]:
        """Those that go on."""
        return [row for row in rows if row.pk not in self.ends]


def judge(rows: Sequence[Delivery], now: datetime) -> Verdicts:
    """Decides on rows that the caller holds, in the caller's transaction."""
    verdicts = Verdicts()
    for step in (_unreadable, _late, _stopped, _refused):
        step(rows, now, verdicts)
        rows = verdicts.open(rows)
    nudges = [row for row in rows if purpose_of(row).counts]
    letters = [[row] for row in rows if not purpose_of(row).counts]
    zones = _zones(nudges, now, verdicts)
    nudges = _moved(verdicts.open(nudges), zones, now, verdicts)
    letters += _capped(nudges, zones, now, verdicts)
    _write(letters, now, verdicts)
    return verdicts


def _unreadable(rows: Sequence[Delivery], now: datetime, verdicts: Verdicts) -> None:
    for row in rows:
        try:
            purpose_of(row)
            ZoneInfo(row.zone)
        except (LookupError, ValueError) as error:
            verdicts.fail(row, error)


def _late(rows: Sequence[Delivery], now: datetime, verdicts: Verdicts) -> None:
    for row in rows:
        if rules.too_late(row, now):
            verdicts.end(row, State.EXPIRED, _("It would have come too late."))


def _stopped(rows: Sequence[Delivery], now: datetime, verdicts: Verdicts) -> None:
    stopped = stops.reasons({row.person for row in rows})
    for row in rows:
        reason = stopped.get((row.person, row.channel))
        if reason and not purpose_of(row).elsewhere:
            verdicts.end(row, State.SKIPPED, reason)


def _refused(rows: Sequence[Delivery], now: datetime, verdicts: Verdicts) -> None:
    for purpose, theirs in _by_purpose(rows).items():
        reasons = _ask(purposes[purpose].check, theirs, now, verdicts)
        for row in verdicts.open(theirs):
            if reason := reasons.get(row.pk):
                verdicts.end(row, State.SKIPPED, reason)


def _zones(rows: Sequence[Delivery], now: datetime, verdicts: Verdicts) -> Zones:
    """Where she is now, by row: she may have moved while it waited."""
    found = {row.pk: row.zone for row in rows}
    for purpose, theirs in _by_purpose(rows).items():
        if ask := purposes[purpose].zones:
            found |= _ask(ask, theirs, now, verdicts)
    return {pk: ZoneInfo(zone) for pk, zone in found.items()}


def _moved(
    rows: Sequence[Delivery], zones: Zones, now: datetime, verdicts: Verdicts
) -> list[Delivery]:
    loud = []
    for row in rows:
        if due_at := rules.next_permitted(zones[row.pk], now):
            verdicts.moves.append((row, due_at, zones[row.pk]))
        else:
            loud.append(row)
    return loud


def _capped(
    rows: Sequence[Delivery], zones: Zones, now: datetime, verdicts: Verdicts
) -> list[list[Delivery]]:
    hers: dict[UUID, list[Delivery]] = defaultdict(list)
    for row in rows:
        hers[row.person].append(row)
    had = _messages(list(hers), now) if hers else {}
    together = []
    for person, group in hers.items():
        if reason := rules.over_the_cap(had.get(person, []), zones[group[0].pk], now):
            for row in group:
                verdicts.end(row, State.SKIPPED, reason)
        else:
            together.append(rules.by_priority(group))
    return together


def _messages(people: Sequence[UUID], now: datetime) -> dict[UUID, list[datetime]]:
    counted = [name for name, purpose in purposes.items() if purpose.counts]
    rows = Delivery.objects.filter(
        person__among=people,
        claimed_at__gt=now - rules.WEEK,
        merged_into__isnull=True,
        state__in=MESSAGES,
        purpose__in=counted,
    )
    had: dict[UUID, list[datetime]] = defaultdict(list)
    for person, at in rows.values_list("person", "claimed_at"):
        if at is not None:
            had[person].append(at)
    return had


def _write(groups: list[list[Delivery]], now: datetime, verdicts: Verdicts) -> None:
    """The letter of each group's first row; where it cannot be made, the next one carries it."""
    while groups:
        made: dict[UUID, Letter] = {}
        for purpose, leaders in _by_purpose([group[0] for group in groups]).items():
            made |= _ask(purposes[purpose].compose, leaders, now, verdicts)
        left = []
        for leader, *others in groups:
            if leader.pk in made:
                verdicts.letters.append((leader, made[leader.pk], others))
                continue
            if leader.pk not in verdicts.ends:
                verdicts.end(leader, State.FAILED, _("It could not be made ready."))
            if others:
                left.append(others)
        groups = left


def _by_purpose(rows: Sequence[Delivery]) -> dict[str, list[Delivery]]:
    found: dict[str, list[Delivery]] = defaultdict(list)
    for row in rows:
        found[row.purpose].append(row)
    return found


def _ask(
    answer: Callable[[Sequence[Delivery], datetime], Mapping[UUID, Told]],
    rows: Sequence[Delivery],
    now: datetime,
    verdicts: Verdicts,
) -> dict[UUID, Told]:
    """What the app says of its rows; where it breaks, each is asked alone and only one is lost."""
    try:
        with transaction.atomic():
            return dict(answer(rows, now))
    except Exception as error:
        if not connection.is_usable():
            raise
        if len(rows) == 1:
            verdicts.fail(rows[0], error)
            return {}
    told: dict[UUID, Told] = {}
    for row in rows:
        told |= _ask(answer, [row], now, verdicts)
    return told
