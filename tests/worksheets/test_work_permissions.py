"""Who may do what to a sheet now: truth tables of role, state, and mine or not."""

from datetime import timedelta

import pytest

from tests.factories import (
    NOW,
    actor_for,
    link,
    make_assignment,
    make_client,
    make_counselor,
    make_owner,
    make_practice,
    make_submission,
    make_supervisor,
)
from worksheets import permissions
from worksheets.models import Assignment

pytestmark = pytest.mark.django_db

STATES = ("not_opened", "opened", "done", "reviewed", "declined", "passed", "withdrawn")
OPEN = {"not_opened", "opened"}
# Who may do it, in which states. Everybody else may not, in any state.
TABLE = {
    "may_answer": ({"maya"}, OPEN),
    "may_change": ({"ana", "second", "cover"}, OPEN),
    "may_review": ({"ana", "second", "cover"}, {"done"}),
}
EVERYBODY = (
    "ana",
    "second",
    "cover",
    "supervisor",
    "former",
    "over",
    "ben",
    "owner",
    "eva",
    "maya",
    "noor",
)


@pytest.fixture
def people():
    """Everybody by name, as they act at NOW."""
    practice = make_practice()
    ana, ben = make_counselor(practice), make_counselor(practice, "Ben Okoye")
    maya, noor = make_client(ana), make_client(ben, "Noor")
    linked = {
        "second": {"role": "second"},
        "cover": {"role": "cover", "ends_at": NOW + timedelta(hours=1)},
        "former": {"role": "second", "ends_at": NOW},
        "over": {"role": "cover", "ends_at": NOW - timedelta(minutes=1)},
    }
    staff = {name: make_counselor(practice, name) for name in linked}
    for name, fields in linked.items():
        link(maya, staff[name], **fields)
    sofia = make_supervisor(practice)
    link(maya, sofia, role="supervisor")
    eva = make_counselor(make_practice(name="Hill Road Practice"), "Eva Stein")
    others = {"supervisor": sofia, "owner": make_owner(practice), "eva": eva}
    everybody = {"ana": ana, "ben": ben, "maya": maya, "noor": noor} | staff | others
    return {name: actor_for(who) for name, who in everybody.items()}


def in_state(maya, state) -> Assignment:
    """A sheet of hers in this state."""
    user = maya.care_links.get(role="lead").membership.user
    fields = {
        "declined": {"declined_at": NOW, "decline_reason": "none"},
        "passed": {"passed_at": NOW},
        "withdrawn": {"withdrawn_at": NOW, "withdrawn_by": user},
    }.get(state, {})
    found = make_assignment(maya, round={"opened_at": NOW if state == "opened" else None}, **fields)
    if state in {"done", "reviewed"}:
        make_submission(found)
    if state == "reviewed":
        found.rounds.update(reviewed_at=NOW, reviewed_by=user, closing="seen")
    return found


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("rule", TABLE)
def test_the_rule_holds_for_exactly_these(people, rule, state):
    who, when = TABLE[rule]
    found = in_state(people["maya"].membership.client, state)
    current = found.rounds.get()

    may = {name for name in EVERYBODY if getattr(permissions, rule)(people[name], found, current)}

    assert may == (who if state in when else set())


@pytest.mark.parametrize("state", STATES)
def test_she_replies_whatever_the_state(people, state):
    found = in_state(people["maya"].membership.client, state)

    assert {name for name in EVERYBODY if permissions.may_reply(people[name], found)} == {"maya"}


@pytest.mark.parametrize("rule", TABLE)
@pytest.mark.parametrize("state", STATES)
def test_after_discharge_nobody_changes_anything(people, rule, state):
    maya = people["maya"].membership.client
    found = in_state(maya, state)
    maya.discharged_at, maya.discharged_by = NOW, people["ana"].user
    maya.save()
    found = Assignment.objects.get(pk=found.pk)
    current = found.rounds.get()

    assert [n for n in EVERYBODY if getattr(permissions, rule)(people[n], found, current)] == []
    assert [n for n in EVERYBODY if permissions.may_reply(people[n], found)] == []
