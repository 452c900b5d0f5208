"""Truth tables: who, in which role, in which state, may do what (architecture 5)."""

import pytest

from clients import permissions
from clients.actions.caring import discharge
from clients.models import Client
from tests.clients.people import make_people
from tests.factories import NOW, actor_for, link

pytestmark = pytest.mark.django_db
RULES = ["may_work_with", "may_lead", "may_write", "may_mark_dates"]

# role towards Maya -> (work, lead, write, mark) while she is in care
IN_CARE = {
    "lead": (True, True, False, True),
    "second": (True, False, False, True),
    "cover": (True, False, False, True),
    "supervisor": (False, False, False, False),
    "colleague": (False, False, False, False),
    "owner": (False, False, False, False),
    "herself": (False, False, True, True),
    "other client": (False, False, False, False),
    "other practice": (False, False, False, False),
}


def actor_as(people, role: str):
    if role in {"second", "cover"}:
        link(
            people.maya, people.ben, role, ends_at=None if role == "second" else NOW.replace(day=30)
        )
    if role == "supervisor":
        link(people.maya, people.sofia, role)
    who = {
        "lead": people.ana,
        "second": people.ben,
        "cover": people.ben,
        "supervisor": people.sofia,
        "colleague": people.ben,
        "owner": people.olga,
        "herself": people.maya,
        "other client": people.noor,
        "other practice": people.eva,
    }[role]
    return actor_for(who)


@pytest.mark.parametrize("role", IN_CARE)
def test_who_may_what_while_she_is_in_care(role):
    people = make_people()
    actor = actor_as(people, role)

    found = tuple(getattr(permissions, rule)(actor, people.maya) for rule in RULES)

    assert found == IN_CARE[role]


@pytest.mark.parametrize("role", IN_CARE)
def test_her_team_at_hand_says_the_same(role, django_assert_num_queries):
    people = make_people()
    actor = actor_as(people, role)
    team = list(people.maya.care_links.live(NOW))

    with django_assert_num_queries(0):
        found = permissions.may_work_with(actor, people.maya, team)

    assert found is IN_CARE[role][0]


@pytest.mark.parametrize("role", IN_CARE)
def test_nobody_may_change_anything_after_care_has_ended(role):
    people = make_people()
    actor = actor_as(people, role)
    discharge(by=actor_for(people.ana), client=people.maya)

    found = tuple(getattr(permissions, rule)(actor, people.maya) for rule in RULES)

    assert found == (False, False, False, False)


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("lead", True),
        ("second", True),
        ("cover", True),
        ("supervisor", True),
        ("colleague", False),
        ("owner", False),
        ("herself", True),
        ("other client", False),
        ("other practice", False),
    ],
)
@pytest.mark.parametrize("has_ended", [False, True])
def test_who_sees_her(role, sees, has_ended):
    people = make_people()
    actor = actor_as(people, role)
    if has_ended:
        discharge(by=actor_for(people.ana), client=people.maya)

    found = Client.objects.visible_to(actor).filter(pk=people.maya.pk).exists()

    assert found is sees


def test_a_part_that_is_over_shows_nothing():
    people = make_people()
    link(people.maya, people.ben, "second", ends_at=NOW)

    actor = actor_for(people.ben)

    assert list(Client.objects.visible_to(actor)) == [people.noor]
    assert permissions.may_work_with(actor, people.maya) is False


@pytest.mark.parametrize(
    ("who", "expected"),
    [("ana", True), ("sofia", False), ("olga", False), ("maya", False), ("eva", True)],
)
def test_who_may_invite(who, expected):
    assert permissions.may_invite(actor_for(getattr(make_people(), who))) is expected
