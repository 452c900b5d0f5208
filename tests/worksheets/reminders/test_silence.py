"""Two messages in a row without a sign-in (E-12)."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clients.models import Contact
from practice import deliveries
from practice.models import Delivery
from tests.factories import NOW, make_counselor, make_practice
from tests.worksheets.reminders.people import (
    DAY,
    HOUR,
    give,
    ledger,
    make_reachable,
    sent_before,
)
from worksheets import tasks
from worksheets.reminders import plans
from worksheets.reminders.silence import silent_clients

pytestmark = pytest.mark.django_db

FIRST, SECOND = NOW + DAY, NOW + 3 * DAY
LATER = NOW + 5 * DAY


@pytest.fixture
def ana():
    return make_counselor(make_practice())


@pytest.fixture
def maya(ana):
    """Her last sign-in was an hour before NOW."""
    return make_reachable(ana)


def signed_in(client, at):
    client.membership.user.last_login = at
    client.membership.user.save()


def test_two_in_a_row_are_silence(maya):
    sent_before(maya, FIRST)
    one = silent_clients([maya.pk], LATER)
    sent_before(maya, SECOND)

    assert (one, silent_clients([maya.pk], LATER)) == (set(), {maya.pk})


@pytest.mark.parametrize(("at", "is_silent"), [(FIRST + HOUR, False), (FIRST - HOUR, True)])
def test_a_sign_in_begins_a_new_count(maya, at, is_silent):
    sent_before(maya, FIRST)
    sent_before(maya, SECOND)

    signed_in(maya, at)

    assert silent_clients([maya.pk], LATER) == ({maya.pk} if is_silent else set())


def test_resuming_begins_a_new_count(maya):
    sent_before(maya, FIRST)
    sent_before(maya, SECOND)

    Contact.objects.create(client=maya, resumed_at=SECOND + HOUR)

    assert silent_clients([maya.pk], LATER) == set()


def test_who_never_signed_in_is_silent_after_two(maya):
    signed_in(maya, None)
    sent_before(maya, FIRST)
    sent_before(maya, SECOND)

    assert silent_clients([maya.pk], LATER) == {maya.pk}


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "bounced"},
        {"state": "failed"},
        {"state": "skipped"},
        {"state": "expired"},
        {"purpose": "invitation"},
        {"step": "after", "merged": True},
    ],
)
def test_what_did_not_reach_her_or_was_no_message_of_its_own_does_not_count(maya, fields):
    first = sent_before(maya, FIRST)
    if fields.pop("merged", False):
        fields["merged_into"] = first

    sent_before(maya, SECOND, **fields)

    assert silent_clients([maya.pk], LATER) == set()


def test_others_messages_are_not_hers_and_one_query_asks_about_all(ana, maya):
    rosa = make_reachable(ana, "Rosa")
    for at in (FIRST, SECOND):
        sent_before(rosa, at)

    with CaptureQueriesContext(connection) as queries:
        found = silent_clients([maya.pk, rosa.pk], LATER)

    assert (found, len(queries)) == ({rosa.pk}, 1)


# --- what stands in the ledger ------------------------------------------------------------------


def states(client) -> list[str]:
    """Of what the plan has for her, in the order of the hours."""
    return [state for _step, _hour, state, _why in ledger(client) if state != "sent"]


def test_what_nobody_would_send_does_not_stand_as_planned(maya):
    give(maya, (NOW + 12 * DAY).date())
    sent_before(maya, NOW + HOUR)
    one = plans.hold_silent(NOW + 2 * HOUR)
    sent_before(maya, NOW + 3 * HOUR)

    held = plans.hold_silent(NOW + 4 * HOUR)

    assert (one, held, plans.hold_silent(NOW + 5 * HOUR)) == (0, 3, 0)
    assert [(state, why) for _step, _hour, state, why in ledger(maya) if state != "sent"] == [
        ("held", "Two messages went out without a sign-in.")
    ] * 3


def test_a_message_that_may_have_gone_out_counts_here_too(maya):
    give(maya, (NOW + 12 * DAY).date())
    for hours in (1, 3):
        sent_before(maya, NOW + hours * HOUR, state="unknown")

    plans.hold_silent(NOW + 4 * HOUR)

    assert states(maya) == ["unknown", "unknown", "held", "held", "held"]


def test_who_signed_in_keeps_her_plan(maya):
    give(maya, (NOW + 12 * DAY).date())
    for hours in (1, 3):
        sent_before(maya, NOW + hours * HOUR)
    signed_in(maya, NOW + 3.5 * HOUR)

    assert (plans.hold_silent(NOW + 4 * HOUR), set(states(maya))) == (0, {"planned"})


def test_the_scheduler_holds_what_the_dispatcher_made_pointless(maya):
    give(maya, (NOW + 12 * DAY).date())
    sent_before(maya, NOW + HOUR)
    with time_machine.travel(NOW + DAY, tick=False):
        deliveries.dispatch(now=NOW + DAY)
        before = states(maya)
        tasks.hold_for_silence()

    assert (before, states(maya)) == (["planned", "planned"], ["held", "held"])


def test_forty_clients_cost_as_many_looks_as_one(ana):
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            plans.hold_silent(NOW + 4 * HOUR)
        return len(made)

    quiet(ana, "Maya")
    one = queries()
    for number in range(40):
        quiet(ana, f"Client {number}")

    assert (queries(), Delivery.objects.filter(state="held").count()) == (one, 41 * 3)


def quiet(ana, name: str):
    """One who had two, with a plan made before them."""
    client = make_reachable(ana, name)
    give(client, (NOW + 12 * DAY).date())
    for hours in (1, 3):
        sent_before(client, NOW + hours * HOUR)
    return client
