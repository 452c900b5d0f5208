"""Fixtures of the tests about notes: Maya's thread, and who writes there."""

import pytest

from clients.models import Thread
from practice.access import Actor
from tests.clients.people import People, make_people
from tests.factories import actor_for, make_thread


@pytest.fixture
def people() -> People:
    """Ana with Maya, Ben with Noor, Sofia, Olga, and Eva in another practice."""
    return make_people()


@pytest.fixture
def thread(people: People) -> Thread:
    """Maya's general thread."""
    return make_thread(people.maya)


@pytest.fixture
def maya(people: People) -> Actor:
    """Maya, at NOW."""
    return actor_for(people.maya)


@pytest.fixture
def ana(people: People) -> Actor:
    """Ana, at NOW."""
    return actor_for(people.ana)


@pytest.fixture
def as_maya(browser, people):
    """Maya is signed in."""
    browser.force_login(people.maya.membership.user)
    return browser
