"""The plan in the database: shown, kept right after every change, never run twice."""

from datetime import date, time
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from clients.actions import caring, consenting, dates
from clients.models import Contact
from practice.models import Delivery
from tests.factories import (
    NOW,
    actor_for,
    make_counselor,
    make_practice,
    make_submission,
    make_version,
)
from tests.worksheets.reminders.people import (
    DAY,
    HOUR,
    agree,
    give,
    ledger,
    make_reachable,
    mark,
    planned,
    prefer,
)
from worksheets.actions import assigning, declining, reminding, reviewing, sharing
from worksheets.actions.reminding import Came
from worksheets.reminders import plans

pytestmark = pytest.mark.django_db

DUE = date(2026, 3, 17)  # a Tuesday, a week after NOW
PLAN = ["chosen 11 Mar 10:00", "before 16 Mar 10:00", "after 19 Mar 10:00"]


@pytest.fixture
def ana():
    return make_counselor(make_practice())


@pytest.fixture
def maya(ana):
    return make_reachable(ana)


def assign(ana, maya, due_on=DUE):
    return assigning.assign(
        by=actor_for(ana),
        client=maya,
        version=make_version(),
        reason="For you.",
        due_on=due_on,
        kept_private=(),
        confirmed=(),
        request_key=uuid4(),
    )


def test_what_is_shown_before_giving_is_what_is_planned(ana, maya):
    shown = plans.preview(maya, plans.to_give(maya, DUE, NOW), NOW)

    assign(ana, maya)

    rows = Delivery.objects.order_by("due_at")
    assert [(row.step, row.due_at, row.planned) for row in shown] == [
        (row.step, row.due_at, row.state == "planned") for row in rows
    ]
    assert planned(maya) == PLAN


def test_an_undated_sheet_has_one_message(ana, maya):
    assign(ana, maya, due_on=None)

    assert planned(maya) == ["chosen 11 Mar 10:00"]


def test_nobody_is_reminded_who_never_said_yes(ana):
    maya = make_reachable(ana)
    agree(maya, given=False, at=NOW - DAY)

    assign(ana, maya)

    assert ledger(maya) == []


def test_saying_yes_later_plans_the_sheets_that_are_open(ana):
    maya = make_reachable(ana)
    agree(maya, given=False, at=NOW - DAY)
    give(maya, DUE, NOW)
    yes = agree(maya, at=NOW + DAY)

    plans.on_change(by=actor_for(maya, NOW + DAY), client=maya, layer=yes.layer)

    assert planned(maya) == ["chosen 12 Mar 10:00", *PLAN[1:]]


def test_taking_the_yes_back_holds_everything_and_a_new_one_goes_on(ana, maya):
    give(maya, DUE)
    agree(maya, given=False, at=NOW + HOUR)
    plans.on_change(by=actor_for(maya, NOW + HOUR), client=maya)
    off = ledger(maya)

    agree(maya, at=NOW + 2 * HOUR)
    plans.on_change(by=actor_for(maya, NOW + 2 * HOUR), client=maya)

    assert {(state, why) for _step, _hour, state, why in off} == {("held", "Reminders are off.")}
    assert planned(maya) == PLAN


def test_planning_again_changes_nothing(maya):
    give(maya, DUE)
    give(maya, DUE + 2 * DAY)

    changed = [plans.replan([maya.pk], NOW + hours * HOUR) for hours in (0, 1, 9)]

    assert changed == [0, 0, 0]


def test_a_sheet_that_moves_gets_new_rows_and_the_old_ones_end(ana, maya):
    assignment = assign(ana, maya)

    assigning.reschedule(
        by=actor_for(ana, NOW + HOUR), assignment=assignment, due_on=date(2026, 3, 20)
    )

    assert planned(maya) == ["chosen 11 Mar 10:00", "before 19 Mar 10:00", "after 22 Mar 10:00"]
    assert sorted(Delivery.objects.values_list("due_version", "state", "reason")) == [
        *[(1, "skipped", "Not needed any more.")] * 3,
        *[(2, "planned", "")] * 3,
    ]


@pytest.mark.parametrize("how", ["decline", "withdraw", "submit", "discharge"])
def test_nothing_is_left_once_the_sheet_is_closed(ana, maya, how):
    assignment = assign(ana, maya)
    by, later = actor_for(maya, NOW + HOUR), actor_for(ana, NOW + HOUR)
    round_ = assignment.rounds.get()
    if how == "decline":
        declining.decline(by=by, round_=round_, reason="none")
    elif how == "withdraw":
        assigning.withdraw(by=later, assignment=assignment)
    elif how == "submit":
        sharing.submit_on_paper(by=by, round_=round_, done_as="done", key=uuid4())
    else:
        caring.discharge(by=later, client=maya)

    rows = Delivery.objects.values_list("state", "reason")

    assert list(rows) == [("skipped", "Not needed any more.")] * 3
    assert plans.rows_of(maya.pk) == []


def test_what_is_sent_back_is_planned_again(ana, maya):
    assignment = give(maya, DUE)
    round_ = make_submission(assignment, {"noticed": "The call was short."}, at=NOW + HOUR)
    plans.drop(assignment, NOW)

    reviewing.send_review(
        by=actor_for(ana, NOW + 2 * DAY), round_=round_, closing="back", reopened=["noticed"]
    )

    assert planned(maya) == ["chosen 13 Mar 10:00", *PLAN[1:]]


def test_a_private_day_moves_a_message_and_says_no_more(maya):
    give(maya, DUE)

    mark(maya, date(2026, 3, 16), is_private=True)

    assert ledger(maya)[1:] == [
        ("before", "14 Mar 10:00", "planned", "Moved to another day."),
        ("after", "19 Mar 10:00", "planned", ""),
    ]


@pytest.mark.parametrize("how", ["decline", "withdraw", "submit"])
def test_a_closed_sheet_frees_its_place_for_the_others(
    ana, maya, how, django_capture_on_commit_callbacks
):
    """E-11: three messages in a week."""
    first = assign(ana, maya)
    assign(ana, maya, due_on=DUE + 2 * DAY)
    enough = [row for row in ledger(maya) if row[2] == "skipped"]
    round_, by = first.rounds.get(), actor_for(maya)

    with django_capture_on_commit_callbacks(execute=True):
        if how == "decline":
            declining.decline(by=by, round_=round_, reason="none")
        elif how == "withdraw":
            assigning.withdraw(by=actor_for(ana), assignment=first)
        else:
            sharing.submit_on_paper(by=by, round_=round_, done_as="done", key=uuid4())

    assert [row[0] for row in enough] == ["after"]
    assert planned(maya) == ["chosen 11 Mar 10:00", "before 18 Mar 10:00", "after 21 Mar 10:00"]


def test_a_plan_that_cannot_be_made_anew_takes_nothing_of_hers_back(
    ana, maya, monkeypatch, django_capture_on_commit_callbacks
):
    first = assign(ana, maya)
    assign(ana, maya, due_on=DUE + 2 * DAY)
    monkeypatch.setattr(plans, "know", lambda *_args, **_kwargs: 1 / 0)
    after = []

    with django_capture_on_commit_callbacks(execute=True):
        declining.decline(by=actor_for(maya), round_=first.rounds.get(), reason="none")
        transaction.on_commit(lambda: after.append("what came next"))

    first.refresh_from_db()
    assert (first.declined_at, after) == (NOW, ["what came next"])


@pytest.mark.parametrize("is_hers", [True, False])
def test_what_she_left_out_is_that_of_the_round_that_is_open(ana, maya, is_hers):
    assignment = give(maya, DUE)
    round_ = make_submission(assignment, {"noticed": "The call was short."}, at=NOW + HOUR)
    plans.drop(assignment, NOW)
    later = NOW + 2 * DAY
    by = actor_for(ana, later)
    reviewing.send_review(by=by, round_=round_, closing="back", reopened=["noticed"])
    rows = Delivery.objects.filter(step="before").order_by("due_version")
    rows.update(state="skipped", settled_at=later, handled_at=later)
    first, second = rows

    out = plans.left_out(maya.pk, later)
    one = second if is_hers else first
    came = reminding.let_come(by=actor_for(maya, later), client=maya, delivery=one)

    assert out == [second]
    assert came == (Came("", took_a_place=False) if is_hers else None)


def test_where_nothing_gave_way_no_plan_is_made_anew(ana, maya, django_capture_on_commit_callbacks):
    first = assign(ana, maya)

    with django_capture_on_commit_callbacks() as after:
        assigning.withdraw(by=actor_for(ana), assignment=first)

    assert after == []


@pytest.mark.parametrize(
    ("fields", "before"),
    [
        ({"quiet": "keep"}, "before 16 Mar 10:00"),
        ({"quiet": "ask"}, "before 14 Mar 10:00"),
        ({"quiet": "ask", "keeps_on": date(2026, 3, 16)}, "before 16 Mar 10:00"),
        ({"removed_at": NOW}, "before 16 Mar 10:00"),
    ],
)
def test_where_she_said_keep_it_stays(maya, fields, before):
    give(maya, DUE)

    mark(maya, date(2026, 3, 16), **fields)

    assert before in planned(maya)


def test_a_day_of_every_year_counts_in_this_one(maya):
    give(maya, DUE)

    mark(maya, date(2019, 3, 16), is_yearly=True)

    assert "before 14 Mar 10:00" in planned(maya)


@pytest.mark.parametrize(
    ("fields", "plan"),
    [
        ({"days": [6]}, ["before 14 Mar 10:00", "after 21 Mar 10:00"]),
        ({"at": time(18, 30)}, [row.replace("10:00", "18:30") for row in PLAN]),
        ({"paused_until": date(2026, 3, 15)}, ["chosen 15 Mar 10:00", *PLAN[1:]]),
        ({"paused_until": Contact.FOR_EVER}, []),
    ],
)
def test_her_wishes_move_the_rows(maya, fields, plan):
    give(maya, DUE)

    prefer(maya, **fields)

    assert planned(maya) == plan


def test_where_she_wishes_nothing_her_counselors_hour_holds(ana, maya):
    ana.reminder_at, ana.reminder_days = time(9, 15), [4]
    ana.save()

    give(maya, DUE)

    assert planned(maya) == ["before 12 Mar 09:15", "after 19 Mar 09:15"]


def test_no_message_goes_back_behind_a_session(ana, maya):
    assign(ana, maya)
    caring.set_session(by=actor_for(ana), client=maya, at=NOW + 8 * DAY)
    coming = ledger(maya)[-1]
    caring.set_session(by=actor_for(ana, NOW + 9 * DAY), client=maya, at=NOW + 15 * DAY)

    after = ("after", "19 Mar 10:00", "skipped", "A session comes first.")
    assert (coming, ledger(maya)[-1]) == (after, after)


def test_a_move_to_another_zone_keeps_her_hour(ana, maya):
    assign(ana, maya)

    caring.set_preferences(
        by=actor_for(maya, NOW + HOUR),
        client=maya,
        time_zone="Europe/Lisbon",
        country="PT",
        hides_opened=False,
    )

    rows = Delivery.objects.order_by("due_at").values_list("zone", "local_time", "due_at__hour")
    assert list(rows) == [("Europe/Lisbon", time(10), 10)] * 3


def test_marking_a_day_plans_again(ana, maya):
    assign(ana, maya)

    dates.mark_date(by=actor_for(maya), client=maya, day=dates.Day(date(2026, 3, 11)))

    assert planned(maya)[0] == "chosen 12 Mar 10:00"


def test_consent_given_and_withdrawn_on_her_page_are_heard(maya):
    give(maya, DUE)

    consenting.withdraw_consent(by=actor_for(maya), client=maya, layer=4)
    off = planned(maya)
    text = maya.consents.first().text
    consenting.give_consent(by=actor_for(maya, NOW + HOUR), client=maya, text=text)

    assert (off, planned(maya)) == ([], PLAN)


def test_the_cap_gives_way_in_its_order(maya):
    for days in (3, 4, 5):
        give(maya, date(2026, 3, 10) + days * DAY)

    assert planned(maya) == [
        "before 12 Mar 10:00",
        "before 13 Mar 10:00",
        "before 14 Mar 10:00",
    ]
    assert {why for _s, _h, state, why in ledger(maya) if state == "skipped"} == {
        "Three messages in a week are enough."
    }


@pytest.mark.parametrize("number", [1, 12])
def test_many_clients_cost_as_much_as_one(ana, number):
    everybody = [make_reachable(ana, f"Client {n}") for n in range(number)]
    for client in everybody:
        give(client, DUE)
        Contact.objects.create(client=client, at=time(17))

    with CaptureQueriesContext(connection) as first:
        changed = plans.replan([client.pk for client in everybody], NOW)
    with CaptureQueriesContext(connection) as again:
        plans.replan([client.pk for client in everybody], NOW)

    assert (changed, len(first), len(again)) == (3 * number, 12, 10)


def test_rows_that_wait_for_the_same_mail_are_one_message(maya):
    for due_on in (None, None, (NOW + DAY).date()):
        give(maya, due_on)
    before = planned(maya)

    plans.replan([maya.pk], Delivery.objects.earliest("due_at").due_at)

    assert [line.split()[0] for line in before] == ["before", "chosen", "chosen", "after"]
    assert planned(maya) == before
