"""Who may do what in a practice, as a table: role x whose membership x its state."""

import pytest

from practice import permissions
from practice.models import Membership
from tests.factories import (
    NOW,
    actor_for,
    make_client,
    make_counselor,
    make_owner,
    make_practice,
    make_supervisor,
)

pytestmark = pytest.mark.django_db

RULES = ("may_change_roles", "may_end", "may_reset_factors")
ALL, SOME, NONE = (True, True, True), (True, False, False), (False, False, False)


@pytest.fixture
def people() -> dict[str, Membership]:
    """One of each, here and in another practice."""
    here, there = make_practice(), make_practice()
    ben = make_counselor(here, "Ben Okafor")
    in_both = make_counselor(here, "Kai Berg")
    make_counselor(there, user=in_both.user)
    return {
        "owner": make_owner(here),
        "other owner": make_owner(here, "Omar Haddad"),
        "counselor": ben,
        "counselor in both": in_both,
        "supervisor": make_supervisor(here),
        "client": make_client(ben).membership,
        "left": make_counselor(here, "Lea Roth", ended_at=NOW),
        "stranger": make_counselor(there, "Eva Novak"),
    }


@pytest.mark.parametrize(
    ("actor", "on", "may"),
    [
        ("owner", "owner", SOME),
        ("owner", "other owner", ALL),
        ("owner", "counselor", ALL),
        ("owner", "counselor in both", (True, True, False)),
        ("owner", "supervisor", ALL),
        ("owner", "client", NONE),
        ("owner", "left", NONE),
        ("owner", "stranger", NONE),
        ("counselor", "counselor", NONE),
        ("counselor", "supervisor", NONE),
        ("counselor", "owner", NONE),
        ("supervisor", "counselor", NONE),
        ("client", "counselor", NONE),
        ("client", "client", NONE),
        ("stranger", "counselor", NONE),
    ],
)
def test_who_may_change_whom(people, actor, on, may):
    by, membership = actor_for(people[actor]), people[on]

    assert tuple(getattr(permissions, rule)(by, membership) for rule in RULES) == may


@pytest.mark.parametrize(
    ("actor", "seen"),
    [
        ("owner", 6),
        ("counselor", 6),
        ("supervisor", 6),
        ("client", 0),
        ("stranger", 2),
    ],
)
def test_staff_see_the_staff_of_their_own_practice(people, actor, seen):
    visible = Membership.objects.visible_to(actor_for(people[actor]))

    assert (visible.count(), visible.filter(is_client=True).count()) == (seen, 0)


@pytest.mark.parametrize(
    ("who", "strict", "needs"),
    [
        ("counselor", True, True),
        ("counselor", False, False),
        ("client", True, False),
        ("left", True, False),
    ],
)
def test_who_needs_a_second_factor(people, who, strict, needs):
    membership = people[who]
    membership.practice.requires_second_factor = strict
    membership.practice.save()

    assert permissions.needs_second_factor(membership.user) is needs
