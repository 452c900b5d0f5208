"""What has to change among the rows that stand, so that they are the plan. No database here."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from worksheets.reminders.planner import Key, Row, Why

LATE = timedelta(hours=6)  # E-17
# The states that the plan itself gives a row; in all others it belongs to the dispatcher.
PLANNED, HELD, SKIPPED = "planned", "held", "skipped"


@dataclass(frozen=True)
class Standing:
    """A row of the ledger. Not settled and left out: the next plan may take it up again."""

    key: Key
    state: str
    on: date
    at: time
    zone: str
    due_at: datetime
    reason: str = ""
    is_settled: bool = False

    @property
    def is_open(self) -> bool:
        """The plan may still change it."""
        return not self.is_settled and self.state in {PLANNED, HELD, SKIPPED}

    def is_in_hands(self, now: datetime) -> bool:
        """Its hour has come: the dispatcher sends it or says why not."""
        return self.is_open and self.state == PLANNED and self.due_at <= now

    def has_gone_by(self, now: datetime) -> bool:
        """Left out until its hour was over: nothing is added in silence (rulings 25)."""
        return self.is_open and self.state == SKIPPED and self.due_at <= now

    def counts(self, now: datetime) -> bool:
        """About to be a message, because its hour has come and is not long over."""
        return self.is_in_hands(now) and now - self.due_at <= LATE


@dataclass
class Changes:
    """`add` and `change` hold rows as they shall stand; `end` those that nobody needs any more."""

    add: list[Standing] = field(default_factory=list)
    change: list[Standing] = field(default_factory=list)
    end: list[Standing] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.add or self.change or self.end)


def settled(rows: Iterable[Standing], now: datetime) -> frozenset[Key]:
    """The keys that the planner leaves alone."""
    return frozenset(
        row.key for row in rows if not row.is_open or row.is_in_hands(now) or row.has_gone_by(now)
    )


def going_out(rows: Iterable[Standing], now: datetime) -> list[datetime]:
    """What is about to be a message, by its planned hour: all that waits now goes out as one."""
    waiting = [row.due_at for row in rows if row.counts(now)]
    return [min(waiting)] if waiting else []


def difference(
    rows: Iterable[Standing],
    plan: Collection[Row],
    open_keys: Collection[tuple],
    zone: str,
    now: datetime,
) -> Changes:
    """From the rows that stand to the plan. Applied twice, the second time changes nothing.

    `open_keys` are (assignment, due version) of the sheets that are open as they are now: rows of
    any other are over, even where their hour has come (E-16).
    """
    changes, wanted = Changes(), {row.key: row for row in plan}
    there = {row.key: row for row in rows}
    for key, row in wanted.items():
        if key not in there:
            if row.why is not Why.OFF and (row.planned or row.is_held or row.due_at > now):
                changes.add.append(standing(row, zone))
        elif there[key] != (changed := standing(row, zone)):
            changes.change.append(changed)
    for key, old in there.items():
        if not old.is_open or key in wanted:
            continue
        is_current = (key[0], key[2]) in open_keys
        if is_current and (old.is_in_hands(now) or old.has_gone_by(now)):
            continue
        words = _("Not needed any more.")
        changes.end.append(replace(old, state=SKIPPED, reason=words, is_settled=True))
    return changes


def standing(row: Row, zone: str) -> Standing:
    """The row as the ledger keeps it."""
    left_out = HELD if row.is_held else SKIPPED
    state = PLANNED if row.planned else left_out
    return Standing(row.key, state, row.on, row.at, zone, row.due_at, row.reason)
