"""The people of the desk at NOW, and a browser for each."""

from collections.abc import Callable
from types import SimpleNamespace
from uuid import UUID

import pytest
import time_machine
from django.test import Client as Http
from django.urls import reverse

from clients.models import Client
from tests.factories import (
    NOW,
    link,
    make_assignment,
    make_client,
    make_counselor,
    make_owner,
    make_practice,
    make_supervisor,
)
from worksheets.models import Assignment


@pytest.fixture(autouse=True)
def _fixed_clock():
    """Every request happens at NOW; ticking, so that sessions behave."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def people() -> SimpleNamespace:
    """Ana with Maya, Sofia who reads her, strangers in the practice and in another."""
    practice = make_practice()
    ana = make_counselor(practice)
    maya = make_client(ana)
    sofia, former = make_supervisor(practice), make_counselor(practice, "Former")
    link(maya, sofia, role="supervisor")
    link(maya, former, role="second", ends_at=NOW)
    return SimpleNamespace(
        ana=ana,
        maya=maya,
        sofia=sofia,
        former=former,
        ben=make_counselor(practice, "Ben Okoye"),
        olga=make_owner(practice),
        eva=make_counselor(make_practice(name="Hill Road Practice"), "Eva Stein"),
    )


@pytest.fixture
def maya(people) -> Client:
    """Ana's client."""
    return people.maya


@pytest.fixture
def given(maya) -> Assignment:
    """A sheet that she has not opened."""
    return make_assignment(maya)


@pytest.fixture
def at() -> Callable[..., Http]:
    """`at(membership)`: a browser signed in as this person."""

    def signed_in(membership) -> Http:
        http = Http()
        http.force_login(membership.user)
        return http

    return signed_in


@pytest.fixture
def ana(people, at) -> Http:
    """Ana's browser."""
    return at(people.ana)


def url(name: str, *args: object) -> str:
    """The address of a page of the desk; rows stand for their ids."""
    ids = [one if isinstance(one, UUID | str) else one.pk for one in args]
    return reverse(f"worksheets:{name}", args=ids)


def of_sheet(name: str, given: Assignment) -> str:
    """The address of a page of one sheet of one client."""
    return url(name, given.client_id, given.pk)
