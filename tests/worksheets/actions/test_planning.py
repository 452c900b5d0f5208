"""Her own plan: kept for her alone, never written over by an older page."""

import pytest

from practice.models import AuditIntake
from tests.factories import (
    NOW,
    actor_for,
    make_assignment,
    make_client,
    make_counselor,
    make_practice,
)
from worksheets.actions import planning
from worksheets.models import OwnPlan, Round, Said

pytestmark = pytest.mark.django_db

SAID = Said(when="after breakfast", where="the kitchen", obstacle="the telephone", doable=4)


@pytest.fixture
def ana():
    return make_counselor(make_practice())


@pytest.fixture
def maya(ana):
    return make_client(ana)


@pytest.fixture
def round_(maya) -> Round:
    return make_assignment(maya).rounds.get()


def keep(maya, round_, said: Said = SAID, revision: int = 0) -> OwnPlan:
    return planning.keep(by=actor_for(maya), round_=round_, said=said, revision=revision)


def test_a_plan_is_kept_and_stands_in_no_record(maya, round_):
    AuditIntake.objects.all().delete()
    keep(maya, round_)

    plan = OwnPlan.objects.get()
    assert (plan.said, plan.revision, plan.saved_at) == (SAID, 1, NOW)
    assert (plan.client_id, plan.assignment_id) == (maya.pk, round_.assignment_id)
    assert list(AuditIntake.objects.all()) == []
    assert Round.objects.get().opened_at is None


def test_nothing_said_makes_no_row(maya, round_):
    keep(maya, round_, Said())

    assert list(OwnPlan.objects.all()) == []


def test_the_same_press_again_changes_nothing(maya, round_):
    for _press in range(2):
        keep(maya, round_)

    assert OwnPlan.objects.get().revision == 1


def test_it_can_be_emptied_again(maya, round_):
    keep(maya, round_)
    keep(maya, round_, Said(), revision=1)

    plan = OwnPlan.objects.get()
    assert (plan.said, plan.revision) == (Said(), 2)


def test_an_older_page_writes_over_nothing(maya, round_):
    keep(maya, round_)
    with pytest.raises(planning.MovedOn) as moved:
        keep(maya, round_, Said(when="in the evening"))

    assert moved.value.plan.said == SAID
    assert OwnPlan.objects.get().said == SAID


def test_the_shorter_version_stays_when_the_plan_changes(maya, round_):
    planning.shorten(by=actor_for(maya), round_=round_, is_short=True)
    keep(maya, round_, revision=1)
    assert OwnPlan.objects.get().said.is_short

    planning.shorten(by=actor_for(maya), round_=round_, is_short=False)
    assert OwnPlan.objects.get().said == SAID


@pytest.mark.parametrize("number", [0, 6])
def test_six_or_less_is_hard(number):
    assert Said(doable=number).is_hard


@pytest.mark.parametrize("number", [None, 7, 10])
def test_more_or_nothing_is_not(number):
    assert not Said(doable=number).is_hard


def test_only_she_plans_and_only_while_it_is_hers_to_do(ana, maya, round_):
    noor = make_client(ana, "Noor")
    sent = {"submitted_at": NOW, "done_as": "done"}
    again = make_assignment(maya, round={"number": 2}).rounds.get()
    done = make_assignment(maya, round=sent).rounds.get()
    for who, which in ((ana, round_), (noor, round_), (maya, done), (maya, again)):
        with pytest.raises(planning.MayNotPlan):
            planning.keep(by=actor_for(who), round_=which, said=SAID, revision=0)
        with pytest.raises(planning.MayNotPlan):
            planning.shorten(by=actor_for(who), round_=which, is_short=True)

    assert list(OwnPlan.objects.all()) == []


def test_a_plan_is_seen_by_nobody_else(ana, maya, round_):
    keep(maya, round_)
    noor = make_client(ana, "Noor")

    seen = {who: OwnPlan.objects.visible_to(actor_for(who)).count() for who in (ana, maya, noor)}

    assert seen == {ana: 0, maya: 1, noor: 0}
