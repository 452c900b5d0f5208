"""When reminders go out: from what is known of one client to rows, without database or clock.

Local days and hours are hers; every comparison of instants is made in UTC. What the planner gives
is what both people read as the plan, and what the dispatcher finds due (E-10 to E-20).
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from practice.zones import to_utc, today_in

MOST = 3  # messages in any seven days (E-11)
# Seven days, and the six hours by which a message may leave after its time (E-17): what fits by
# the hours that were planned then fits by those at which the mails really left.
WINDOW = timedelta(days=7, hours=6)
MORNING, NIGHT = time(8), time(21)  # nothing goes out from 21:00 to 08:00 (E-13)
AFTER, AFTER_AT_MOST = timedelta(days=2), timedelta(days=8)
LOOK_AHEAD = 60  # days in which a day for a sheet without a date is looked for
FOR_EVER = date.max  # paused until she says otherwise
FAR = date(9000, 1, 1)  # beyond any plan, with room for the arithmetic
DAY = timedelta(days=1)


class Step(StrEnum):
    """The three messages about one sheet, in the order in which the cap gives way (rulings 25)."""

    BEFORE = "before"
    CHOSEN = "chosen"
    AFTER = "after"


class Why(StrEnum):
    """What there is to say about a row."""

    NOTHING = ""
    MOVED = "moved"
    NO_DAY = "no_day"
    ENOUGH = "enough"
    SESSION = "session"
    OFF = "off"
    NO_ADDRESS = "no_address"
    PAUSED = "paused"
    SILENT = "silent"


Key = tuple[UUID, str, int]


@dataclass(frozen=True)
class Work:
    """One open sheet. `given_on` is the day on her calendar when it, or its last part, came."""

    assignment: UUID
    due_on: date | None
    due_version: int
    given_on: date


@dataclass(frozen=True)
class Wishes:
    """How she wants to be reached: ISO weekdays and an hour between 08:00 and 20:59."""

    zone: ZoneInfo
    days: frozenset[int]
    at: time
    paused_until: date | None = None
    on: bool = True
    is_silent: bool = False  # two messages in a row without a sign-in (E-12)
    has_address: bool = True  # of her account: no other mailbox is surely hers alone

    def stop(self) -> Why:
        """Why nothing at all goes out to her now; nothing where reminders run."""
        if not self.on:
            return Why.OFF
        if not self.has_address:
            return Why.NO_ADDRESS
        if self.paused_until and self.paused_until >= FAR:
            return Why.PAUSED
        return Why.SILENT if self.is_silent else Why.NOTHING


@dataclass(frozen=True)
class Row:
    """One message as it will run, or as it was left out; `on` and `at` are her own clock's."""

    assignment: UUID
    step: Step
    due_version: int
    on: date
    at: time
    due_at: datetime
    planned: bool = True
    why: Why = Why.NOTHING

    @property
    def key(self) -> Key:
        """What there is one of (E-14, rulings 22)."""
        return (self.assignment, self.step, self.due_version)

    @property
    def is_held(self) -> bool:
        """Left out with all the others, because reminders stand still for her."""
        return self.why in {Why.OFF, Why.NO_ADDRESS, Why.PAUSED, Why.SILENT}

    @property
    def reason(self) -> str:
        """The reason in words for both people; a private day hides behind them (rulings 6)."""
        return words(self.why)


def words(why: Why) -> str:
    """What both people read. The same words whichever day stood in the way."""
    return {
        Why.NOTHING: "",
        Why.MOVED: _("Moved to another day."),
        Why.NO_DAY: _("No message fits before that day."),
        Why.ENOUGH: _("Three messages in a week are enough."),
        Why.SESSION: _("A session comes first."),
        Why.OFF: _("Reminders are off."),
        Why.NO_ADDRESS: _("The account has no e-mail address."),
        Why.PAUSED: _("Reminders are paused."),
        Why.SILENT: _("Two messages went out without a sign-in."),
    }[why]


@dataclass
class Days:
    """Which days are open to a message. `taken` holds those that had one already (E-11)."""

    wishes: Wishes
    quiet: Collection[date]
    taken: Collection[date]
    now: datetime

    def instant(self, day: date) -> datetime:
        """Her hour on that day in UTC; one that a clock change skips moves on by it."""
        return to_utc(day, self.wishes.at, self.wishes.zone)

    def is_open(self, day: date) -> bool:
        """One of her days, not a quiet one, not paused, still ahead, outside of the night."""
        wishes = self.wishes
        if day.isoweekday() not in wishes.days or day in self.quiet or day in self.taken:
            return False
        if wishes.paused_until and day < wishes.paused_until:
            return False
        instant = self.instant(day)
        local = instant.astimezone(wishes.zone)
        is_awake = MORNING <= local.time() < NIGHT
        return instant > self.now and is_awake and local.date() == day

    def first(self, days: Iterable[date], *, after: date) -> date | None:
        """The first open one of these that lies after the day on which the sheet was given."""
        return next((day for day in days if day > after and self.is_open(day)), None)


@dataclass
class Place:
    """Where a step would go: the day it is meant for, the open one found, why it is not that."""

    work: Work
    step: Step
    meant: date
    found: date | None
    why: Why = field(init=False)

    def __post_init__(self) -> None:
        self.why = Why.NOTHING if self.found == self.meant else Why.MOVED
        if self.found is None:
            self.why = Why.NO_DAY

    def row(self, days: Days, stop: Why) -> Row:
        """The row of this place; what goes out on no day stands on the one it was meant for."""
        is_planned = not stop and self.why in {Why.NOTHING, Why.MOVED}
        day = self.found if self.found and not stop else self.meant
        return Row(
            assignment=self.work.assignment,
            step=self.step,
            due_version=self.work.due_version,
            on=day,
            at=days.wishes.at,
            due_at=days.instant(day),
            planned=is_planned,
            why=stop or self.why,
        )


def plan(
    works: Iterable[Work],
    wishes: Wishes,
    quiet_days: Collection[date],
    sessions: Collection[datetime],
    messages: Collection[datetime],
    settled: Collection[Key],
    now: datetime,
) -> tuple[Row, ...]:
    """Every row of one client over all her open sheets, by day (E-10, E-11, E-20, rulings 25).

    `quiet_days` are her tender dates and the days before them; `sessions` the last and the next
    one; `messages` the planned hours of what went out or is going out; `settled` the keys that are
    final. The same input gives the same plan, in whatever order.
    """
    taken = {today_in(wishes.zone, message) for message in messages}
    days = Days(wishes, quiet_days, taken, now)
    places = [
        place
        for work in works
        for place in _places(work, days, sessions)
        if (work.assignment, place.step, work.due_version) not in settled
    ]
    stop = wishes.stop()
    if not stop:
        _keep_to_the_cap(places, days, messages)
    rows = (place.row(days, stop) for place in places)
    return tuple(sorted(rows, key=lambda row: (row.due_at, row.step, str(row.assignment))))


def _places(work: Work, days: Days, sessions: Collection[datetime]) -> Iterator[Place]:
    """The steps of one sheet; one for which there is no room by its dates alone is none."""
    given, due = work.given_on, work.due_on
    if due is None or due <= given or due >= FAR:
        start = max(given + DAY, today_in(days.wishes.zone, days.now), _resumes(days.wishes))
        found = days.first(_run(start, LOOK_AHEAD), after=given)
        yield Place(work, Step.CHOSEN, given + DAY, found)
        return
    before = days.first([*_back(due - DAY, given), due], after=given)
    if given + DAY < due - DAY:
        chosen = days.first(_until(given + DAY, before or due), after=given)
        yield Place(work, Step.CHOSEN, given + DAY, chosen)
    yield Place(work, Step.BEFORE, due - DAY, before)
    yield _after(work, due, days, sessions)


def _after(work: Work, due: date, days: Days, sessions: Collection[datetime]) -> Place:
    """Two days after, or later in that week; never once they have met since (rulings 25)."""
    last = due + AFTER_AT_MOST
    found = days.first(_until(due + AFTER, last + DAY), after=work.given_on)
    place = Place(work, Step.AFTER, due + AFTER, found)
    begins, ends = to_utc(due, time.min, days.wishes.zone), days.instant(found or due + AFTER)
    if any(begins <= session < ends for session in sessions):
        place.why = Why.SESSION
    return place


def _keep_to_the_cap(places: list[Place], days: Days, messages: Collection[datetime]) -> None:
    """Three in seven days, what is due on one day in one message; the rest is left out (E-11)."""
    order = list(Step)
    sent, kept = list(messages), set()
    for place in sorted(
        places, key=lambda place: (order.index(place.step), place.found or date.max)
    ):
        if place.found is None or place.why is Why.SESSION or place.found in kept:
            continue
        instant = days.instant(place.found)
        if _fits(instant, sent):
            kept.add(place.found)
            sent.append(instant)
        else:
            place.why = Why.ENOUGH


def _fits(new: datetime, others: Iterable[datetime]) -> bool:
    """Whether no window of seven days around it would hold more than three."""
    near = sorted([new, *(other for other in others if abs(other - new) < WINDOW)])
    return all(last - first >= WINDOW for first, last in zip(near, near[MOST:], strict=False))


def _resumes(wishes: Wishes) -> date:
    until = wishes.paused_until
    return until if until and until < FAR else date.min


def _run(start: date, length: int) -> Iterator[date]:
    return (start + DAY * ahead for ahead in range(length))


def _until(start: date, end: date) -> Iterator[date]:
    """From `start` to the day before `end`."""
    return _run(start, max(0, (end - start).days))


def _back(start: date, end: date) -> Iterator[date]:
    """From `start` back to the day after `end`."""
    return (start - DAY * back for back in range(max(0, (start - end).days)))
