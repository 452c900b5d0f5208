"""Who can read what she shares is whoever may see her by a live care link, and nobody else."""

from datetime import timedelta

import pytest

from clients.models import Client
from clients.readers import Readers, readers
from practice.models import Membership
from tests.factories import (
    NOW,
    actor_for,
    link,
    make_client,
    make_counselor,
    make_owner,
    make_practice,
    make_supervisor,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    """Her counselor."""
    return make_counselor(make_practice())


@pytest.fixture
def maya(ana):
    """The client."""
    return make_client(ana)


def team(maya, practice) -> None:
    """Everybody who ever had to do with her."""
    ended = {"ends_at": NOW - timedelta(days=1)}
    link(maya, make_supervisor(practice), role="supervisor")
    link(maya, make_counselor(practice, "Ben Hart"), role="second")
    link(maya, make_counselor(practice, "Cora Diaz"), role="cover", ends_at=NOW + timedelta(days=3))
    link(maya, make_counselor(practice, "Dora Gone"), role="second", **ended)
    link(
        maya,
        make_counselor(practice, "Edna Soon"),
        role="second",
        starts_at=NOW + timedelta(days=1),
    )
    make_owner(practice)


def test_all_of_them_are_named_her_counselor_first(maya, ana):
    team(maya, ana.practice)

    found = readers(maya, NOW)

    assert found.counselor == "Ana"
    assert found.names == "Ana, Ben Hart, Cora Diaz and Sofia Lund (supervisor)"
    assert found.whole_names == "Ana Ruiz, Ben Hart, Cora Diaz and Sofia Lund (supervisor)"


def test_the_named_are_exactly_those_who_may_see_her(maya, ana):
    team(maya, ana.practice)

    may_see = {
        member
        for member in Membership.objects.filter(practice=ana.practice, is_client=False)
        if Client.objects.visible_to(actor_for(member)).filter(pk=maya.pk).exists()
    }

    assert {reader.membership for reader in readers(maya, NOW).found} == may_see


def test_one_alone_is_called_by_her_first_name(maya):
    assert (readers(maya, NOW).names, readers(maya, NOW).whole_names) == ("Ana", "Ana Ruiz")


def test_a_title_is_no_first_name(ana):
    ana.user.name = "Dr. Ruiz"
    ana.user.save()

    assert readers(make_client(ana), NOW).names == "Dr. Ruiz"


def test_where_there_is_nobody_no_name_is_made_up():
    nobody = Readers()

    assert (nobody.first, nobody.counselor) == (None, "your counselor")
    assert (nobody.names, nobody.whole_names) == ("your counselor", "your counselor")


def test_a_nameless_colleague_is_called_by_her_address(ana):
    ana.user.name, ana.user.email = "", "ana@example.org"
    ana.user.save()

    assert readers(make_client(ana), NOW).names == "ana@example.org"
