"""A practice in memory: one client, her sheets, the ledger, and a dispatcher that does little.

It sends what is planned and due, as one message. It does not look after the cap, the night or her
tender dates by itself, except where it slept: those are what the plan must keep. In the night, by
the clock that she has then, a row that waited goes to the morning, by the dispatcher's own rule.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from practice.deliveries import rules
from practice.deliveries.planning import local
from worksheets.reminders import difference, planner
from worksheets.reminders.difference import Standing
from worksheets.reminders.planner import Wishes, Work

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
START = datetime(2026, 2, 24, 15, 0, tzinfo=UTC)


@dataclass
class Sheet:
    """One sheet that was given."""

    id: UUID
    due_on: date | None
    given_at: datetime
    due_version: int = 1
    is_open: bool = True


@dataclass
class Desk:
    """Everything that is known of her, and what went out."""

    now: datetime = START
    wishes: Wishes = field(
        default_factory=lambda: Wishes(
            ZoneInfo("America/New_York"), frozenset(range(1, 8)), time(10)
        )
    )
    sheets: list[Sheet] = field(default_factory=list)
    tender: dict[date, bool] = field(default_factory=dict)  # day -> she said keep
    sessions: set[datetime] = field(default_factory=set)
    signed_in_at: datetime = START
    ledger: dict[planner.Key, Standing] = field(default_factory=dict)
    sent: list[tuple[datetime, datetime]] = field(default_factory=list)  # (planned for, went out)
    sent_there: list[datetime] = field(default_factory=list)  # on the clock she had then
    keys_sent: list[planner.Key] = field(default_factory=list)
    refused: list[planner.Key] = field(default_factory=list)
    planned_when_silent: bool = False
    has_dropped: bool = False

    def quiet(self) -> set[date]:
        days = {day for day, keeps in self.tender.items() if not keeps}
        return days | {day - DAY for day in days}

    def is_silent(self) -> bool:
        return sum(at > self.signed_in_at for _planned, at in self.sent) >= 2

    def open_sheets(self) -> list[Sheet]:
        return [sheet for sheet in self.sheets if sheet.is_open]

    def plan(self) -> tuple[planner.Row, ...]:
        zone, rows = self.wishes.zone, self.ledger.values()
        messages = [planned for planned, _at in self.sent if self.now - planned < 8 * DAY]
        messages += difference.going_out(rows, self.now)
        return planner.plan(
            works=[
                Work(
                    sheet.id,
                    sheet.due_on,
                    sheet.due_version,
                    sheet.given_at.astimezone(zone).date(),
                )
                for sheet in self.open_sheets()
            ],
            wishes=replace(self.wishes, is_silent=self.is_silent()),
            quiet_days=self.quiet(),
            sessions=self.sessions,
            messages=messages,
            settled=difference.settled(rows, self.now),
            now=self.now,
        )

    def changes(self) -> difference.Changes:
        return difference.difference(
            self.ledger.values(),
            self.plan(),
            {(sheet.id, sheet.due_version) for sheet in self.open_sheets()},
            str(self.wishes.zone),
            self.now,
        )

    def is_planned(self) -> bool:
        """The rows are those of a whole plan: what only drops makes room that nobody fills yet."""
        return not self.has_dropped and self.planned_when_silent == self.is_silent()

    def replan(self) -> None:
        changes = self.changes()
        for row in (*changes.add, *changes.change, *changes.end):
            self.ledger[row.key] = row
        self.has_dropped, self.planned_when_silent = False, self.is_silent()

    def close(self, sheet: Sheet) -> None:
        sheet.is_open, self.has_dropped = False, True
        for key, row in self.ledger.items():
            if key[0] == sheet.id and row.is_open:
                self.end(key, "skipped")

    def end(self, key: planner.Key, state: str) -> None:
        self.has_dropped |= state != "sent"
        self.ledger[key] = replace(self.ledger[key], state=state, is_settled=True)

    def go_to(self, then: datetime) -> None:
        """Time passes, and the dispatcher looks every minute."""
        while due := min((row.due_at for row in self.due_by(then)), default=None):
            self.now = max(self.now, due + timedelta(seconds=30))
            self.dispatch()
        self.now = max(self.now, then)

    def sleep_to(self, then: datetime) -> None:
        """Time passes, and nobody looks until then."""
        self.now = then
        self.dispatch()

    def next_due(self) -> datetime | None:
        rows = [row for row in self.ledger.values() if row.is_open and row.state == "planned"]
        return min((row.due_at for row in rows), default=None)

    def due_by(self, then: datetime) -> list[Standing]:
        rows = self.ledger.values()
        return [
            row for row in rows if row.is_open and row.state == "planned" and row.due_at <= then
        ]

    def dispatch(self) -> None:
        rows = self.due_by(self.now)
        for row in rows:
            if self.now - row.due_at > 6 * HOUR:
                self.end(row.key, "expired")
            elif self.is_silent() or self.wishes.stop() or self.is_quiet():
                self.end(row.key, "skipped")
        rows = [row for row in rows if self.ledger[row.key].is_open]
        if rows and (morning := rules.next_permitted(self.zone_of(rows[0]), self.now)):
            self.put_off(rows, morning)
        elif rows and self.is_full():
            self.refused += [row.key for row in rows]
            for row in rows:
                self.end(row.key, "skipped")
        elif rows:
            self.send(rows)

    def is_quiet(self) -> bool:
        return self.now.astimezone(self.wishes.zone).date() in self.quiet()

    def zone_of(self, _row: Standing) -> ZoneInfo:
        """Whose clock the dispatcher goes by: hers as it is now, not that of the row."""
        return self.wishes.zone

    def put_off(self, rows: list[Standing], morning: datetime) -> None:
        zone = self.zone_of(rows[0])
        there = local(morning, str(zone))
        moved = {"on": there["local_on"], "at": there["local_time"], "zone": str(zone)}
        for row in rows:
            self.ledger[row.key] = replace(row, due_at=morning, **moved)
        self.has_dropped = True

    def is_full(self) -> bool:
        zone = self.wishes.zone
        today = self.now.astimezone(zone).date()
        recent = [at for _planned, at in self.sent if self.now - at < 7 * DAY]
        return len(recent) >= 3 or any(at.astimezone(zone).date() == today for at in recent)

    def send(self, rows: list[Standing]) -> None:
        self.sent.append((min(row.due_at for row in rows), self.now))
        self.sent_there.append(self.now.astimezone(self.wishes.zone))
        for row in rows:
            self.keys_sent.append(row.key)
            self.end(row.key, "sent")
