"""Plans follow the hours that others chose, for whoever chose none herself (E-10)."""

from datetime import date, time

import pytest
from django.conf import settings
from kombu.exceptions import OperationalError

from clients.actions import teaming
from clients.models import Client
from practice.actions import people
from practice.actions.practices import change_settings
from practice.actions.times import Times, change_times
from practice.models import Delivery, Membership, Practice
from tests.factories import NOW, actor_for, link, make_counselor, make_owner, make_practice
from tests.worksheets.reminders.people import (
    DAY,
    HOUR,
    agree,
    give,
    make_reachable,
    planned,
    prefer,
)
from worksheets import tasks
from worksheets.actions import replanning
from worksheets.reminders import defaults, plans

pytestmark = pytest.mark.django_db

DUE = date(2026, 3, 17)  # a Tuesday, a week after NOW
USUAL = ["chosen 11 Mar 10:00", "before 16 Mar 10:00", "after 19 Mar 10:00"]
AT_NINE = ["chosen 11 Mar 09:00", "before 16 Mar 09:00", "after 19 Mar 09:00"]


@pytest.fixture
def ana():
    return make_counselor(make_practice())


@pytest.fixture
def maya(ana):
    maya = make_reachable(ana)
    give(maya, DUE)
    return maya


def choose(who: Membership, at: time | None = time(9), days: list[int] | None = None) -> None:
    change_times(by=actor_for(who), times=Times(None, "", days, at))


def run_practice(practice: Practice, **wanted) -> None:
    change_settings(by=actor_for(make_owner(practice)), settings=wanted)


def waits() -> int:
    """How many changes wait to be followed."""
    changed = {"reminders_changed_at__isnull": False}
    found = (Practice.objects.filter(**changed), Membership.objects.filter(**changed))
    return sum(rows.count() for rows in found)


def test_the_practices_hours_move_what_is_planned(ana, maya):
    eva = make_reachable(make_counselor(make_practice(), "Eva Stein"), "Noor")
    give(eva, DUE)
    run_practice(ana.practice, reminder_at=time(9), reminder_days=[1, 3, 4])
    before = (planned(maya), waits())

    changed = defaults.follow(NOW)

    assert before == (USUAL, 1)
    assert (planned(maya), planned(eva), waits()) == (AT_NINE, USUAL, 0)
    assert (changed, defaults.follow(NOW)) == (3, 0)


def test_a_counselors_hours_win_over_the_practices_for_whom_she_leads(ana, maya):
    ben = make_counselor(ana.practice, "Ben Okoye")
    noor = make_reachable(ben, "Noor")
    give(noor, DUE)
    link(noor, ana, role="second")
    choose(ana)
    run_practice(ana.practice, reminder_at=time(18))

    defaults.follow(NOW)

    assert planned(maya) == AT_NINE
    assert planned(noor) == [row.replace("10:00", "18:00") for row in USUAL]


def test_taken_back_the_practices_hours_hold_again(ana, maya):
    choose(ana)
    defaults.follow(NOW)
    nine = planned(maya)
    choose(ana, None)

    defaults.follow(NOW)

    assert (nine, planned(maya)) == (AT_NINE, USUAL)


def test_what_she_chose_herself_stays_and_is_not_even_looked_at(ana, maya, monkeypatch):
    prefer(maya, days=[1, 2, 3, 4, 5, 6, 7], at=time(12))
    hers, real, looked_at = planned(maya), plans.replan, []
    monkeypatch.setattr(plans, "replan", lambda ids, now: looked_at.append(ids) or real(ids, now))
    choose(ana)

    assert (defaults.follow(NOW), planned(maya), looked_at, waits()) == (0, hers, [], 0)


def test_a_pause_of_hers_is_no_choice_of_hours(ana, maya):
    prefer(maya, paused_until=date(2026, 3, 14))
    choose(ana)

    defaults.follow(NOW)

    assert planned(maya) == ["chosen 14 Mar 09:00", *AT_NINE[1:]]


def test_whoever_is_not_in_care_or_not_there_is_left_alone(ana, maya):
    maya.discharged_at, maya.discharged_by = NOW, ana.user
    maya.save()
    make_reachable(ana, "Iris").care_links.update(ends_at=NOW)
    choose(ana)

    assert (defaults.follow(NOW), waits()) == (0, 0)


def test_what_was_sent_or_is_settled_stays(ana, maya):
    first = Delivery.objects.get(step="chosen")
    Delivery.objects.filter(pk=first.pk).update(
        state="sent", claim=first.pk, claimed_at=NOW, settled_at=NOW
    )
    choose(ana)

    defaults.follow(NOW)

    assert planned(maya) == AT_NINE[1:]
    assert Delivery.objects.get(pk=first.pk).local_time == time(10)


def test_many_go_in_parts_of_their_own(ana, monkeypatch):
    parts = []
    monkeypatch.setattr(plans, "TOGETHER", 2)
    monkeypatch.setattr(plans, "replan", lambda ids, now: parts.append(len(ids)) or len(ids))
    for number in range(5):
        make_reachable(ana, f"Client {number}")
    # Leads of before: what is asked is the change alone.
    choose(ana)

    assert (defaults.follow(NOW), parts) == (5, [2, 2, 1])


def test_a_change_in_the_middle_of_it_is_followed_next(ana, maya, monkeypatch):
    choose(ana)
    real, once = plans.replan, []

    def and_meanwhile(ids, now):
        if not once:
            once.append(Membership.objects.update(reminders_changed_at=NOW + HOUR))
        return real(ids, now)

    monkeypatch.setattr(plans, "replan", and_meanwhile)
    defaults.follow(NOW)
    after_one = waits()
    defaults.follow(NOW)

    assert (after_one, waits(), planned(maya)) == (2, 0, AT_NINE)


# --- when the lead changes ----------------------------------------------------------------------


@pytest.fixture
def ben(ana):
    return make_counselor(ana.practice, "Ben Okoye", reminder_at=time(9))


def test_a_new_lead_brings_her_own_hours_at_once(ana, ben, maya):
    teaming.hand_over(by=actor_for(ana), client=maya, to=ben, at=NOW)

    assert planned(maya) == AT_NINE


def test_a_lead_set_for_a_day_ahead_brings_them_then(ana, ben, maya):
    teaming.hand_over(by=actor_for(ana), client=maya, to=ben, at=NOW + 2 * HOUR)
    before = [defaults.follow(NOW), planned(maya)]

    later = NOW + 2 * HOUR + HOUR / 12
    after = [defaults.follow(later), planned(maya), defaults.follow(later + DAY / 2)]

    assert (before, after) == ([0, USUAL], [3, AT_NINE, 0])


def test_who_takes_over_from_a_colleague_who_leaves_brings_hers(ana, ben, maya):
    by = actor_for(make_owner(ana.practice))
    people.end_membership(by=by, membership=ana, successor=ben)

    defaults.follow(NOW + HOUR / 12)

    assert planned(maya) == AT_NINE


# --- who is asked to follow ---------------------------------------------------------------------


def test_a_change_is_followed_after_its_commit(
    ana, maya, django_capture_on_commit_callbacks, monkeypatch
):
    asked = []
    monkeypatch.setattr(defaults, "follow", asked.append)

    with django_capture_on_commit_callbacks(execute=True):
        choose(ana)
        in_the_middle = list(asked)

    assert (in_the_middle, len(asked)) == ([], 1)


def test_without_a_broker_the_change_stands_and_waits(ana, monkeypatch, caplog):
    def away(**_):
        raise OperationalError("amqp://user:secret@host")

    monkeypatch.setattr(tasks.follow_defaults, "apply_async", away)
    choose(ana)

    replanning.ask()

    assert (waits(), "no broker" in caplog.text, "secret" in caplog.text) == (1, True, False)


def test_the_scheduler_asks_every_few_minutes():
    names = [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()]

    assert names.count("worksheets.tasks.follow_defaults") == 1


def test_a_client_without_reminders_gets_none(ana):
    iris = make_reachable(ana, "Iris")
    agree(iris, given=False, at=NOW - DAY)
    give(iris, DUE)
    choose(ana)

    defaults.follow(NOW)

    assert planned(Client.objects.get(pk=iris.pk)) == []
