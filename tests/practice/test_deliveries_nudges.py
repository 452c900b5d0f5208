"""Nudges: quiet hours, three in seven days, one a day, one for all that is due (E-11, E-13)."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from practice import channels, deliveries
from practice.deliveries import rules
from practice.models import Delivery
from tests.factories import NOW
from tests.practice.posting import ends, plan, register

State = Delivery.State
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
A_DAY = "One message a day is the most, and one had gone out that day."
SEVEN_DAYS = "Three messages in seven days are the most."

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nudges(post):
    register(counts=True, first=["before", "chosen"])


def sent_at(person, *instants: datetime, **fields) -> None:
    """Messages that she had at these instants."""
    for at in instants:
        row = plan(person=person, now=at)
        values = {"state": State.SENT, "claim": uuid4(), "claimed_at": at, "settled_at": at}
        Delivery.objects.filter(pk=row.pk).update(**values | fields)


# --- quiet hours --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("local", "goes_at"),
    [
        ("2026-03-10T20:59:59", None),
        ("2026-03-10T21:00:00", "2026-03-11T08:30:00"),
        ("2026-03-10T23:59:59", "2026-03-11T08:30:00"),
        ("2026-03-11T00:00:00", "2026-03-11T08:30:00"),
        ("2026-03-11T07:59:59", "2026-03-11T08:30:00"),
        ("2026-03-11T08:00:00", None),
    ],
)
def test_quiet_hours_last_from_nine_to_eight(post, local, goes_at):
    row = plan()
    zone = rules.ZoneInfo(row.zone)
    now = datetime.fromisoformat(local).replace(tzinfo=zone).astimezone(UTC)

    found = rules.next_permitted(zone, now)

    assert (found and found.astimezone(zone).replace(tzinfo=None).isoformat()) == goes_at


@pytest.mark.parametrize(
    ("zone", "now", "due_at"),
    [
        # The night in which the clocks go forward, and back; half an hour on Lord Howe.
        ("America/New_York", "2026-03-08T03:00", "2026-03-08T12:30"),
        ("America/New_York", "2026-11-01T03:00", "2026-11-01T13:30"),
        ("Europe/Lisbon", "2026-03-28T22:00", "2026-03-29T07:30"),
        ("Europe/Lisbon", "2026-10-24T22:00", "2026-10-25T08:30"),
        ("Australia/Lord_Howe", "2026-04-04T12:00", "2026-04-04T22:00"),
        ("Australia/Lord_Howe", "2026-10-03T12:00", "2026-10-03T21:30"),
        ("Asia/Kathmandu", "2026-03-10T16:00", "2026-03-11T02:45"),
    ],
)
def test_half_past_eight_is_that_of_her_own_clock(post, zone, now, due_at):
    now = datetime.fromisoformat(now).replace(tzinfo=UTC)
    row = plan(zone=zone, now=now)

    deliveries.dispatch(now=now)

    row.refresh_from_db()
    assert (row.state, row.due_at.isoformat()[:16], str(row.local_time)) == (
        State.PLANNED,
        due_at,
        "08:30:00",
    )


def test_what_moved_goes_out_in_the_morning_and_is_not_late(post):
    evening = datetime(2026, 3, 11, 1, 30, tzinfo=UTC)  # 21:30 in New York
    row = plan(now=evening)

    told = [
        deliveries.dispatch(now=evening),
        deliveries.dispatch(now=evening + HOUR * 10),
        deliveries.dispatch(now=evening + HOUR * 11),
    ]

    assert (told, ends(row)) == (
        [{State.PLANNED: 1}, {}, {State.SENT: 1}],
        (State.SENT, ""),
    )
    assert str(row.local_on) == "2026-03-11"


def test_other_messages_keep_no_quiet_hours(post):
    register(counts=False)
    row = plan(now=datetime(2026, 3, 11, 4, tzinfo=UTC))

    deliveries.dispatch(now=row.due_at)

    assert ends(row)[0] == State.SENT


# --- the cap ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ago", "end"),
    [
        ([DAY, 2 * DAY, 3 * DAY], (State.SKIPPED, SEVEN_DAYS)),
        ([DAY, 2 * DAY, 7 * DAY - timedelta(seconds=1)], (State.SKIPPED, SEVEN_DAYS)),
        ([DAY, 2 * DAY, 7 * DAY], (State.SENT, "")),
        ([DAY, 2 * DAY], (State.SENT, "")),
        ([HOUR], (State.SKIPPED, A_DAY)),
        # 11:00 in New York: twelve hours ago was yesterday.
        ([12 * HOUR], (State.SENT, "")),
    ],
)
def test_three_in_seven_days_and_one_a_day(post, ago, end):
    person = uuid4()
    sent_at(person, *(NOW - each for each in ago))
    row = plan(person=person)

    deliveries.dispatch(now=NOW)

    assert ends(row) == end


@pytest.mark.parametrize(
    ("state", "end"),
    [
        (State.CLAIMED, State.SKIPPED),
        (State.UNKNOWN, State.SKIPPED),
        (State.BOUNCED, State.SKIPPED),
        (State.FAILED, State.SENT),
        (State.EXPIRED, State.SENT),
    ],
)
def test_what_may_have_gone_out_counts(post, settings, state, end):
    settings.DELIVERY_STALE = DAY
    person = uuid4()
    sent_at(person, NOW - HOUR, state=state)
    row = plan(person=person)

    deliveries.dispatch(now=NOW)

    assert ends(row)[0] == end


def test_what_went_out_with_another_is_no_message_of_its_own(post):
    person = uuid4()
    sent_at(person, NOW - 2 * DAY)
    with_it = Delivery.objects.get()
    sent_at(person, NOW - 2 * DAY, merged_into=None)
    sent_at(person, NOW - 2 * DAY)
    Delivery.objects.exclude(pk=with_it.pk).update(merged_into=with_it)
    row = plan(person=person)

    deliveries.dispatch(now=NOW)

    assert ends(row)[0] == State.SENT


def test_messages_of_others_and_of_other_purposes_do_not_count(post):
    person = uuid4()
    sent_at(uuid4(), NOW - HOUR)
    sent_at(person, NOW - HOUR, purpose="invitation")
    row = plan(person=person)

    deliveries.dispatch(now=NOW)

    assert ends(row)[0] == State.SENT


# --- together -----------------------------------------------------------------------------------


def due_together(**fields) -> list[Delivery]:
    """Three rows of one person; the second has the step that comes first."""
    person = uuid4()
    steps = ["chosen", "before", "after"]
    return [
        plan(step, person=person, late=timedelta(minutes=3 - number), **fields)
        for number, step in enumerate(steps)
    ]


def test_what_is_due_together_is_one_message(post):
    chosen, before, after = due_together()

    told = deliveries.dispatch(now=NOW)

    assert (told, post.sent, [ends(row)[0] for row in (chosen, before, after)]) == (
        {State.SENT: 3},
        ["before"],
        [State.SENT] * 3,
    )
    assert [chosen.merged_into_id, before.merged_into_id, after.merged_into_id] == [
        before.pk,
        None,
        before.pk,
    ]


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (channels.Later(), State.PLANNED),
        (channels.Away(), State.PLANNED),
        (channels.Refused(), State.FAILED),
        (RuntimeError(), State.UNKNOWN),
    ],
)
def test_they_share_one_fate(post, answer, state):
    rows = due_together()
    post.answer = answer

    deliveries.dispatch(now=NOW)

    assert [ends(row)[0] for row in rows] == [state] * 3
    assert {row.merged_into_id is None for row in rows} == (
        {True} if state == State.PLANNED else {True, False}
    )


def test_they_become_unknown_together(post, settings):
    rows = due_together()
    deliveries.claim_batch(now=NOW)

    deliveries.sweep(now=NOW + settings.DELIVERY_STALE + timedelta(seconds=1))

    assert [ends(row)[0] for row in rows] == [State.UNKNOWN] * 3


def test_where_one_letter_cannot_be_made_the_next_carries_the_message(post):
    def compose(row: Delivery, now) -> object:
        if row.step == "before":
            raise LookupError
        return deliveries.purposes["whole"].compose([row], now)[row.pk]

    deliveries.purposes["whole"] = deliveries.purposes["card"]
    register(counts=True, first=["before", "chosen"], compose=deliveries.one_by_one(compose))
    chosen, before, after = due_together()

    deliveries.dispatch(now=NOW)
    del deliveries.purposes["whole"]

    assert (post.sent, [ends(row)[0] for row in (chosen, before, after)]) == (
        ["chosen"],
        [State.SENT, State.FAILED, State.SENT],
    )
    assert after.merged_into_id == chosen.pk


def test_over_the_cap_none_of_them_goes(post):
    rows = due_together()
    sent_at(rows[0].person, NOW - HOUR)

    deliveries.dispatch(now=NOW)

    assert [ends(row) for row in rows] == [(State.SKIPPED, A_DAY)] * 3
    assert post.sent == []
