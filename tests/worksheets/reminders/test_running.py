"""The plan while it runs: what is due, what went out, and when it ends (E-10, E-12, E-16)."""

from datetime import date, time
from uuid import uuid4

import pytest
from django.core import mail

from practice import deliveries
from practice.models import Delivery
from tests.factories import (
    NOW,
    actor_for,
    make_assignment,
    make_counselor,
    make_practice,
)
from tests.worksheets.reminders.people import (
    DAY,
    HOUR,
    give,
    ledger,
    live,
    make_reachable,
    planned,
    prefer,
    sent_before,
)
from worksheets.actions import assigning, sharing
from worksheets.reminders import plans

pytestmark = pytest.mark.django_db

DUE = date(2026, 3, 17)  # a Tuesday, a week after NOW


@pytest.fixture
def ana():
    return make_counselor(make_practice())


@pytest.fixture
def maya(ana):
    return make_reachable(ana)


def test_three_when_she_looks_in_but_does_not_finish(maya):
    assignment = give(maya, DUE)
    live(NOW + 3 * DAY)
    maya.membership.user.last_login = NOW + 3 * DAY
    maya.membership.user.save()

    live(NOW + 20 * DAY, NOW + 3 * DAY)

    assert len(mail.outbox) == 3
    assert {row.subject for row in Delivery.objects.all()} == {assignment.pk}


def test_two_when_she_never_looks_in(maya):
    give(maya, DUE)

    live(NOW + 20 * DAY)

    assert len(mail.outbox) == 2
    assert ledger(maya)[-1] == (
        "after",
        "19 Mar 10:00",
        "skipped",
        "Two messages went out without a sign-in.",
    )


def test_none_after_she_is_done(maya):
    assignment = give(maya, DUE)
    live(NOW + 2 * DAY)
    sharing.submit_on_paper(
        by=actor_for(maya, NOW + 3 * DAY),
        round_=assignment.rounds.get(),
        done_as="done",
        key=uuid4(),
    )

    live(NOW + 20 * DAY, NOW + 3 * DAY)

    assert len(mail.outbox) == 1


def test_signing_in_lets_what_was_held_go_on(maya):
    give(maya, DUE)
    live(NOW + 7 * DAY)
    plans.replan([maya.pk], NOW + 7 * DAY)
    held = ledger(maya)[-1]
    user = maya.membership.user
    user.last_login = NOW + 7 * DAY + HOUR
    user.save()

    plans.on_sign_in(by=actor_for(maya, NOW + 7 * DAY + HOUR), user=user)

    words = "Two messages went out without a sign-in."
    assert held == ("after", "19 Mar 10:00", "held", words)
    assert ledger(maya)[-1] == ("after", "19 Mar 10:00", "planned", "")


def test_what_is_due_belongs_to_the_dispatcher(maya):
    give(maya, None)
    due = NOW + 23 * HOUR  # 10:00 in New York

    changed = plans.replan([maya.pk], due)
    deliveries.dispatch(now=due)

    assert (changed, len(mail.outbox)) == (0, 1)


def test_what_is_about_to_go_out_is_the_message_of_that_day(maya):
    give(maya, None)
    make_assignment(maya, due_on=None, assigned_at=NOW)
    due = NOW + 23 * HOUR

    prefer(maya, due, at=time(15))

    assert planned(maya) == ["chosen 11 Mar 10:00", "chosen 12 Mar 15:00"]


def test_what_is_due_is_over_when_its_sheet_moves_in_that_minute(ana, maya):
    assignment = give(maya, DUE)
    due = NOW + 23 * HOUR

    assigning.reschedule(by=actor_for(ana, due), assignment=assignment, due_on=DUE + DAY)

    old = Delivery.objects.filter(due_version=1).values_list("state", "reason")
    assert list(old) == [("skipped", "Not needed any more.")] * 3
    assert planned(maya) == ["chosen 12 Mar 10:00", "before 17 Mar 10:00", "after 20 Mar 10:00"]


def test_what_went_out_long_ago_is_not_planned_again(maya):
    give(maya, None)
    live(NOW + 2 * DAY)

    assert plans.replan([maya.pk], NOW + 12 * DAY) == 0


def test_rows_of_another_purpose_count_and_are_left_alone(maya, monkeypatch):
    monkeypatch.setitem(deliveries.purposes, "check_in", deliveries.purposes["reminder"])
    coming = sent_before(
        maya, NOW + DAY, purpose="check_in", state="planned", claim=None, claimed_at=None
    )
    Delivery.objects.filter(pk=coming.pk).update(settled_at=None)
    for hours in (30, 54, 78):
        sent_before(maya, NOW - hours * HOUR, purpose="check_in")

    give(maya, None)

    coming.refresh_from_db()
    assert (coming.state, coming.settled_at) == ("planned", None)
    assert plans.replan([maya.pk], NOW) == 0
    assert ledger(maya)[-2:] == [
        ("chosen", "11 Mar 10:00", "skipped", "Three messages in a week are enough."),
        ("once", "11 Mar 15:00", "planned", ""),
    ]


def test_what_somebody_sends_anew_is_left_alone_until_the_sheet_moves(ana, maya):
    assignment = give(maya, DUE)
    due = NOW + 23 * HOUR
    row = Delivery.objects.get(step="chosen")
    Delivery.objects.filter(pk=row.pk).update(state="failed", settled_at=due)
    again = deliveries.retry(row, now=due)

    plans.replan([maya.pk], due)
    before = Delivery.objects.get(pk=again.pk).state
    assigning.reschedule(by=actor_for(ana, due), assignment=assignment, due_on=DUE + DAY)

    assert (before, Delivery.objects.get(pk=again.pk).state) == ("planned", "skipped")


def test_sheets_share_the_message_of_a_day(maya):
    give(maya, None)
    give(maya, None)

    live(NOW + 2 * DAY)

    assert len(mail.outbox) == 1
    assert [state for _step, _hour, state, _why in ledger(maya)] == ["sent", "sent"]
