"""What people do about deliveries in trouble, stops of a channel, and the figures."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practice import deliveries
from practice.models import AuditIntake, ChannelStop, Delivery
from tests.factories import NOW, actor_for, make_owner, make_practice
from tests.practice.posting import ends, plan, register

State = Delivery.State
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


def in_state(state: str, reason: str = "", **fields) -> Delivery:
    """A row that ended so at NOW."""
    row = plan(f"{uuid4().hex[:8]}@b.org", practice=fields.pop("practice", None))
    is_settled = state not in {State.PLANNED, State.HELD, State.CLAIMED}
    values = {"state": state, "reason": reason, "settled_at": NOW if is_settled else None}
    Delivery.objects.filter(pk=row.pk).update(**values | fields)
    row.refresh_from_db()
    return row


# --- retry and drop -----------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.FAILED, State.UNKNOWN, State.BOUNCED])
def test_a_retry_is_a_row_of_its_own(post, state):
    row = in_state(state, "A reason.")

    new = deliveries.retry(row, now=NOW)
    deliveries.dispatch(now=NOW)

    assert [ends(row), ends(new)] == [(state, "A reason."), (State.SENT, "")]
    assert (new.due_version, new.planned_version, row.handled_at) == (1001, 1, NOW)


def test_a_retry_of_what_was_held_back_leaves_one_of_the_two(post):
    row = in_state(State.HELD)

    new = deliveries.retry(row, now=NOW)
    deliveries.dispatch(now=NOW)

    assert [ends(row), ends(new)] == [
        (State.SKIPPED, "It was planned anew."),
        (State.SENT, ""),
    ]


def test_asked_twice_it_is_the_same_retry(post):
    row = in_state(State.FAILED)

    first = deliveries.retry(row, now=NOW)
    second = deliveries.retry(row, now=NOW + MINUTE)

    assert (first.pk, Delivery.objects.count()) == (second.pk, 2)


@pytest.mark.parametrize("state", [State.SENT, State.CLAIMED, State.PLANNED, State.SKIPPED])
def test_what_is_in_no_trouble_is_not_tried_again(post, state):
    row = in_state(state, claim=uuid4(), claimed_at=NOW)

    with pytest.raises(deliveries.NotInTrouble):
        deliveries.retry(row, now=NOW)

    assert Delivery.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "end"),
    [
        (State.HELD, (State.SKIPPED, "It was taken out of the plan.")),
        (State.PLANNED, (State.SKIPPED, "It was taken out of the plan.")),
        (State.FAILED, (State.FAILED, "")),
        (State.UNKNOWN, (State.UNKNOWN, "")),
    ],
)
def test_a_dropped_row_is_done_with(post, state, end):
    row = in_state(state)

    deliveries.drop_one(row, now=NOW)
    deliveries.dispatch(now=NOW)

    assert (ends(row), row.handled_at, post.sent) == (end, NOW, [])


def test_what_is_being_sent_cannot_be_dropped(post):
    row = in_state(State.CLAIMED, claim=uuid4(), claimed_at=NOW)

    with pytest.raises(deliveries.NotInTrouble):
        deliveries.drop_one(row, now=NOW)


def test_who_decided_is_recorded(post):
    owner = make_owner(make_practice())
    one, two = in_state(State.FAILED), in_state(State.UNKNOWN)

    deliveries.retry(one, now=NOW, by=actor_for(owner))
    deliveries.drop_one(two, now=NOW, by=actor_for(owner))

    told = AuditIntake.objects.values_list("action", "object_id", "actor").order_by("id")
    assert list(told) == [
        ("delivery.retried", one.pk, owner.user.pk),
        ("delivery.dropped", two.pk, owner.user.pk),
    ]


# --- stops --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("bounced", "Mail to this address came back."),
        ("complaint", "The reader marked our mail as unwanted."),
        ("wrong_person", "This address reaches somebody else."),
    ],
)
def test_a_stopped_channel_takes_nothing(post, kind, reason):
    hers, anothers = plan(), plan("b@example.org")
    deliveries.stop(person=hers.person, channel="post", kind=kind, now=NOW)

    deliveries.dispatch(now=NOW)

    assert [ends(hers), ends(anothers)] == [(State.SKIPPED, reason), (State.SENT, "")]


def test_a_stop_of_another_channel_stops_nothing(post):
    row = plan()
    deliveries.stop(person=row.person, channel="email", kind="bounced", now=NOW)

    deliveries.dispatch(now=NOW)

    assert ends(row)[0] == State.SENT


def test_a_mail_that_came_back_is_told_in_its_row_and_stops_once(post):
    row = in_state(State.SENT)
    what = {"person": row.person, "kind": "bounced", "delivery": row}

    first = deliveries.stop(**what, now=NOW)
    second = deliveries.stop(**what, now=NOW + MINUTE)

    assert (first.pk, ends(row)) == (
        second.pk,
        (State.BOUNCED, "Mail to this address came back."),
    )


def test_a_lifted_stop_stops_nothing_and_may_stand_again(post):
    row, owner = plan(), make_owner(make_practice())
    stop = {"person": row.person, "channel": "post", "kind": "bounced"}
    deliveries.stop(**stop, now=NOW)

    counts = [
        deliveries.lift(person=row.person, channel="post", now=NOW, by=actor_for(owner)),
        deliveries.lift(person=row.person, channel="post", now=NOW),
    ]
    deliveries.dispatch(now=NOW)
    deliveries.stop(**stop, now=NOW)

    lifted = ChannelStop.objects.order_by("lifted_at").values_list("lifted_by", flat=True)
    assert (counts, ends(row)[0], set(lifted)) == ([1, 0], State.SENT, {owner.user.pk, None})


# --- figures ------------------------------------------------------------------------------------


def test_figures_of_a_practice_and_of_all(post):
    practice = make_practice()
    plan("due@example.org", practice=practice, late=MINUTE * 3)
    in_state(State.SENT, practice=practice, settled_at=NOW - MINUTE)
    in_state(State.SENT, practice=practice, settled_at=NOW - MINUTE * 15)
    in_state(State.SENT, practice=practice, settled_at=NOW - timedelta(days=8))
    in_state(State.FAILED, "The address did not accept it.", practice=practice)
    in_state(State.FAILED, "The address did not accept it.")

    with CaptureQueriesContext(connection) as made:
        hers = deliveries.figures(practice, NOW)
    everybodys = deliveries.figures(None, NOW)

    assert hers == deliveries.Figures(
        lag=180,
        sent=(1, *[0] * 13, 1),
        failures={"The address did not accept it.": 1},
        states={"planned": 1, "sent": 2, "failed": 1},
    )
    assert (everybodys.failures, len(made)) == ({"The address did not accept it.": 2}, 4)
    assert hers.per_minute == pytest.approx(2 / 15)


def test_figures_of_nothing(post):
    assert deliveries.figures(None, NOW) == deliveries.Figures(0, (0,) * 15, {}, {})


@pytest.mark.parametrize("state", [State.FAILED, State.UNKNOWN, State.BOUNCED, State.HELD])
def test_what_would_only_be_skipped_is_not_planned_anew(post, state):
    row = in_state(state)
    deliveries.stop(person=row.person, channel="post", kind="complaint", now=NOW)

    with pytest.raises(deliveries.Stopped, match="The reader marked our mail as unwanted."):
        deliveries.retry(row, now=NOW)

    assert (ends(row)[0], row.handled_at, Delivery.objects.count()) == (state, None, 1)


def test_what_goes_to_an_address_of_its_own_passes_by_a_stop(post):
    register(elsewhere=True)
    row, lost = plan(), in_state(State.FAILED)
    for one in (row, lost):
        deliveries.stop(person=one.person, channel="post", kind="bounced", now=NOW)

    again = deliveries.retry(lost, now=NOW)
    deliveries.dispatch(now=NOW)

    assert [ends(row), ends(again)] == [(State.SENT, "")] * 2
