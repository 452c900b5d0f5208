"""No sequence of changes breaks the cap, the night, a tender date, or sends anything twice."""

from dataclasses import replace
from datetime import date, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.worksheets.reminders.model import DAY, HOUR, START, Desk, Sheet
from worksheets.reminders import planner
from worksheets.reminders.planner import FOR_EVER, MOST, Step, Wishes, Work

ZONES = [
    "America/New_York",
    "Europe/Lisbon",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
]
zones = st.sampled_from(ZONES).map(ZoneInfo)
hours = st.times(time(8), time(20, 59)).map(lambda at: at.replace(second=0, microsecond=0))
weekdays = st.frozensets(st.integers(1, 7), min_size=1)
days_from = st.integers(-2, 24)


class Months(RuleBasedStateMachine):
    """What may happen to one client, in any order, with the clocks changing under way."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk()
        self.was_ever_late = False

    def today(self) -> date:
        return self.desk.now.astimezone(self.desk.wishes.zone).date()

    @rule(due_in=st.none() | st.integers(0, 24))
    def assign(self, due_in):
        due_on = None if due_in is None else self.today() + due_in * DAY
        number = UUID(int=len(self.desk.sheets) + 1)
        self.desk.sheets.append(Sheet(number, due_on, self.desk.now))
        self.desk.replan()

    @precondition(lambda self: self.desk.open_sheets())
    @rule(data=st.data(), due_in=st.none() | st.integers(0, 24))
    def reschedule(self, data, due_in):
        sheet = data.draw(st.sampled_from(self.desk.open_sheets()))
        sheet.due_on = None if due_in is None else self.today() + due_in * DAY
        sheet.due_version += 1
        self.desk.replan()

    @precondition(lambda self: self.desk.open_sheets())
    @rule(data=st.data())
    def submit(self, data):
        self.desk.close(data.draw(st.sampled_from(self.desk.open_sheets())))

    @rule()
    def plan_again(self):
        self.desk.replan()

    @rule(zone=zones)
    def move(self, zone):
        self.desk.wishes = replace(self.desk.wishes, zone=zone)
        self.desk.replan()

    @rule(days=weekdays, at=hours)
    def prefer(self, days, at):
        self.desk.wishes = replace(self.desk.wishes, days=days, at=at)
        self.desk.replan()

    @rule(until=st.none() | st.just(FOR_EVER) | days_from)
    def pause(self, until):
        day = self.today() + until * DAY if isinstance(until, int) else until
        self.desk.wishes = replace(self.desk.wishes, paused_until=day)
        self.desk.replan()

    @rule(is_on=st.booleans())
    def consent(self, is_on):
        self.desk.wishes = replace(self.desk.wishes, on=is_on)
        self.desk.replan()

    @rule(ahead=days_from, keeps=st.booleans())
    def mark_a_tender_date(self, ahead, keeps):
        self.desk.tender[self.today() + ahead * DAY] = keeps
        self.desk.replan()

    @rule()
    def unmark_tender_dates(self):
        self.desk.tender.clear()
        self.desk.replan()

    @rule(ahead=st.integers(1, 500))
    def set_session(self, ahead):
        coming = {session for session in self.desk.sessions if session > self.desk.now}
        self.desk.sessions -= coming
        self.desk.sessions.add(self.desk.now + ahead * HOUR)
        self.desk.replan()

    @rule()
    def sign_in(self):
        self.desk.signed_in_at = self.desk.now
        self.desk.replan()

    @rule(hours_=st.integers(1, 400))
    def time_passes(self, hours_):
        self.desk.go_to(self.desk.now + hours_ * HOUR)

    @rule(minutes=st.integers(1, 9 * 60))
    def time_passes_while_nobody_looks(self, minutes):
        self.was_ever_late = True
        self.desk.sleep_to(self.desk.now + timedelta(minutes=minutes))

    @precondition(lambda self: self.desk.next_due())
    @rule(minutes=st.integers(0, 6 * 60), zone=zones)
    def she_moves_while_a_row_waits(self, minutes, zone):
        self.was_ever_late = True
        self.desk.now = max(self.desk.now, self.desk.next_due() + timedelta(minutes=minutes))
        self.desk.wishes = replace(self.desk.wishes, zone=zone)
        self.desk.replan()
        self.desk.dispatch()

    @invariant()
    def nothing_went_out_in_the_night_that_she_had(self):
        assert all(time(8) <= there.time() < time(21) for there in self.desk.sent_there)

    @invariant()
    def the_cap_holds(self):
        sent = sorted(at for _planned, at in self.desk.sent)
        assert all(b - a >= 7 * DAY for a, b in zip(sent, sent[MOST:], strict=False))

    @invariant()
    def nothing_went_out_twice(self):
        assert len(set(self.desk.keys_sent)) == len(self.desk.keys_sent)

    @invariant()
    def the_plan_keeps_the_rules(self):
        keeps_the_rules(self.desk.plan(), self.desk)

    @invariant()
    def what_was_planned_and_punctual_was_not_refused(self):
        assert self.was_ever_late or self.desk.refused == []

    @invariant()
    def the_plan_shown_is_the_rows_that_run(self):
        shown = {row.key: row.due_at for row in self.desk.plan() if row.planned}
        rows = self.desk.ledger.values()
        run = {r.key: r.due_at for r in rows if r.state == "planned" and r.due_at > self.desk.now}
        assert shown == run or not self.desk.is_planned()

    @invariant()
    def the_same_input_gives_the_same_plan(self):
        before = self.desk.plan()
        self.desk.sheets.reverse()
        assert self.desk.plan() == before

    @invariant()
    def planning_again_changes_nothing(self):
        assert not self.desk.changes() or not self.desk.is_planned()


def keeps_the_rules(rows: tuple[planner.Row, ...], desk: Desk) -> None:
    """Night, days, pause, tender dates, one a day and the cap, over what is still to come."""
    wishes, planned = desk.wishes, [row for row in rows if row.planned]
    for row in planned:
        local = row.due_at.astimezone(wishes.zone)
        assert (local.date(), local.time()) == (row.on, row.at)
        assert time(8) <= row.at < time(21)
        assert row.on.isoweekday() in wishes.days
        assert row.on not in desk.quiet()
        assert wishes.paused_until is None or row.on >= wishes.paused_until
        assert row.due_at > desk.now
        assert wishes.on
    new, sent = {row.due_at for row in planned}, {at for at, _went in desk.sent}
    assert len({row.on for row in planned}) == len(new)
    assert {row.on for row in planned}.isdisjoint(at.astimezone(wishes.zone).date() for at in sent)
    instants = sorted(new | sent)
    fours = [instants[at : at + MOST + 1] for at in range(len(instants) - MOST)]
    assert all(four[-1] - four[0] >= 7 * DAY for four in fours if new & set(four))


TestMonths = Months.TestCase
TestMonths.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)

START_ON = START.date()
works = st.builds(
    Work,
    assignment=st.uuids(),
    due_on=st.none() | st.integers(-20, 60).map(lambda n: START_ON + n * DAY),
    due_version=st.integers(1, 3),
    given_on=st.integers(-30, 0).map(lambda n: START_ON + n * DAY),
)
wishes_ = st.builds(
    Wishes,
    zone=zones,
    days=weekdays,
    at=hours,
    paused_until=st.none() | days_from.map(lambda n: START_ON + n * DAY),
)
instants = st.integers(-10 * 24 * 60, 60 * 48).map(lambda n: START + timedelta(minutes=n))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(works, max_size=6, unique_by=lambda work: work.assignment),
    wishes_,
    st.frozensets(st.integers(0, 40).map(lambda n: START_ON + n * DAY)),
    st.frozensets(instants, max_size=4),
    st.randoms(),
)
def test_any_facts_give_a_plan_that_keeps_the_rules(sheets, wishes, quiet, messages, luck):
    """Whatever went out before, from wherever: the plan adds nothing that would break a rule."""

    def plan(order):
        return planner.plan(order, wishes, quiet, (), messages, (), START)

    rows = plan(sheets)
    shuffled = sorted(sheets, key=lambda _work: luck.random())

    assert plan(shuffled) == rows
    assert len({row.key for row in rows}) == len(rows)
    desk = Desk(wishes=wishes, sent=[(at, at) for at in messages])
    desk.tender = {}
    assert not any(row.on in quiet for row in rows if row.planned)
    keeps_the_rules(rows, desk)
    for row in (row for row in rows if row.planned and row.step != Step.AFTER):
        work = next(work for work in sheets if work.assignment == row.assignment)
        assert work.given_on < row.on
        assert not work.due_on or work.due_on <= work.given_on or row.on <= work.due_on
