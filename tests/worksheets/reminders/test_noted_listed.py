"""A mail about a note in her plan: what runs is what she reads, and nobody else does."""

from datetime import timedelta

import pytest

from clients.actions import noting
from practice.models import Delivery
from tests.factories import NOW, actor_for, make_version
from tests.worksheets.reminders.people import DAY, give, noted, open_notes, send
from worksheets.actions import reminding
from worksheets.reminders import listing, telling

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
DUE = NOW + 15 * MINUTE


def plan(client, now) -> list[tuple]:
    """Her plan as she reads it: hour, what it is about, whether she may leave it out."""
    found = listing.ahead(client, now)
    return [(one.row.due_at, one.titles, one.may_be_left_out) for one in found if one.is_planned]


def test_it_stands_there_once_the_note_is_hers_to_see(ana, maya, thread):
    send(thread, ana)
    found = {seconds: plan(maya, NOW + timedelta(seconds=seconds)) for seconds in (0, 59, 60)}

    assert found == {0: [], 59: [], 60: [(DUE, ["A note waits"], False)]}


def test_an_undone_or_read_note_leaves_nothing_there(ana, maya, thread):
    noting.undo(by=actor_for(ana), note=send(thread, ana))
    undone = plan(maya, NOW + MINUTE)
    send(thread, ana)
    open_notes(thread, NOW + 2 * MINUTE)

    assert (undone, plan(maya, NOW + 2 * MINUTE)) == ([], [])


def test_with_a_reminder_of_its_hour_it_is_one_message(ana, maya, thread):
    give(maya, NOW.date() + 7 * DAY, version=make_version(title="Two photographs"))
    at = Delivery.objects.filter(purpose="reminder").earliest("due_at").due_at
    send(thread, ana, at - 15 * MINUTE)
    now = at - 10 * MINUTE
    before = plan(maya, now)[0]

    first = listing.ahead(maya, now)[0].row
    reminding.leave_out(by=actor_for(maya, now), client=maya, delivery=first)

    assert before == (at, ["Two photographs", "A note waits"], True)
    assert plan(maya, now)[0] == (at, ["A note waits"], False)
    assert noted() == [(at, "planned", "")]


def test_her_counselor_is_not_told_that_she_has_not_read_it(ana, maya, thread):
    before = telling.of_client(maya, NOW + MINUTE)
    send(thread, ana)

    assert telling.of_client(maya, NOW + MINUTE) == before


@pytest.mark.parametrize(("sends", "queries"), [(0, 5), (1, 10)])
def test_her_plan_costs_the_same_for_one_and_for_thirty(
    ana, maya, thread, django_assert_num_queries, sends, queries
):
    for number in range(30 * sends):
        send(thread, ana, NOW + timedelta(seconds=number))
    give(maya, None)

    with django_assert_num_queries(queries):
        listing.ahead(maya, NOW + 5 * MINUTE)
