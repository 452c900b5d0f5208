"""She is on another clock than the row that waits for her: the clock she has now counts (E-13)."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clients.actions import caring
from clients.models import Client
from practice import deliveries
from practice.models import Delivery
from tests.factories import NOW, actor_for, make_counselor, make_practice
from tests.tables import undone
from tests.worksheets.reminders.people import HOUR, give, make_reachable, prefer, sent_before
from tests.worksheets.reminders.test_planner_properties import ZONES

pytestmark = pytest.mark.django_db
LISBON, NEW_YORK = "Europe/Lisbon", "America/New_York"
DUE = NOW + 28 * HOUR  # Wednesday 11 March, 15:00 in New York, 19:00 in Lisbon


@pytest.fixture
def ana():
    return make_counselor(make_practice())


@pytest.fixture
def maya(ana):
    """A reminder is planned for three in the afternoon in New York."""
    maya = make_reachable(ana)
    prefer(maya, at=time(15))
    give(maya, None)
    return maya


def move(client: Client, zone: str, now: datetime) -> None:
    """She says in her settings where she is."""
    by = actor_for(client, now)
    caring.set_preferences(
        by=by, client=client, time_zone=zone, country=client.country, hides_opened=False
    )


def row_of(client: Client) -> Delivery:
    return Delivery.objects.get(person=client.pk, step="chosen", state__in=["planned", "sent"])


def test_a_row_that_waited_does_not_go_out_at_midnight(maya):
    move(maya, LISBON, DUE + 4 * HOUR)

    deliveries.dispatch(now=DUE + 5 * HOUR)

    row = row_of(maya)
    assert (mail.outbox, row.state, row.zone) == ([], "planned", LISBON)
    assert f"{row.local_on} {row.local_time}" == "2026-03-12 08:30:00"
    assert row.due_at.astimezone(ZoneInfo(LISBON)).time() == time(8, 30)


def test_it_goes_out_where_it_is_day_for_her_now(maya):
    prefer(maya, at=time(20))
    move(maya, "America/Los_Angeles", DUE + 5 * HOUR)

    deliveries.dispatch(now=DUE + 7 * HOUR)

    assert (len(mail.outbox), row_of(maya).state) == (1, "sent")


def test_one_a_day_is_a_day_where_she_is_now(maya):
    # Nine in the evening of the tenth in New York is one in the night of the eleventh in Lisbon.
    sent_before(maya, DUE - 18 * HOUR)
    move(maya, LISBON, DUE + HOUR / 2)

    deliveries.dispatch(now=DUE + HOUR)

    row = Delivery.objects.get(person=maya.pk, step="chosen")
    assert (len(mail.outbox), row.state) == (0, "skipped")
    assert row.reason == "One message a day is the most, and one had gone out that day."


@pytest.mark.parametrize("number", [1, 7])
def test_asking_for_their_clocks_is_one_query(ana, number):
    for _ in range(number):
        give(make_reachable(ana), None)

    with CaptureQueriesContext(connection) as made:
        deliveries.dispatch(now=NOW + 23 * HOUR)

    asked = [one["sql"] for one in made if one["sql"].endswith(")")]
    clocks = (
        'SELECT "clients_client"."id" AS "pk", "clients_client"."time_zone" AS "time_zone" FROM'
    )
    assert (len(mail.outbox), sum(sql.startswith(clocks) for sql in asked)) == (number, 1)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    zones=st.tuples(*[st.sampled_from([*ZONES, LISBON, NEW_YORK])] * 2),
    at=st.integers(8 * 60, 20 * 60 + 59),
    waits=st.integers(1, 6 * 60 + 10),
    before=st.none() | st.integers(1, 40 * 60),
)
def test_wherever_she_goes_while_it_waits_she_gets_it_by_day_and_once(
    ana, zones, at, waits, before
):
    """A row waits, she moves, and then mail is there again."""
    with undone():
        mail.outbox.clear()
        cache.clear()  # the dispatcher remembers how far it came, and time goes back here
        maya = make_reachable(ana, time_zone=zones[0])
        prefer(maya, at=time(*divmod(at, 60)))
        give(maya, None)
        row = row_of(maya)
        now = row.due_at + timedelta(minutes=waits)
        had = row.due_at - timedelta(minutes=before) if before else None
        if had:
            sent_before(maya, had)
        move(maya, zones[1], now - timedelta(minutes=1))

        deliveries.dispatch(now=now)

        row.refresh_from_db()
        there = ZoneInfo(zones[1])
        local = now.astimezone(there)
        if row.state == "sent":
            assert time(8) <= local.time() < time(21)
            assert had is None or had.astimezone(there).date() != local.date()
        if row.state == "planned" and row.due_at > now:
            assert row.due_at.astimezone(there).time() >= time(8)
        assert len(mail.outbox) == (row.state == "sent")
