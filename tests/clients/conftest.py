"""Fixtures of the tests about people: the people, the clock, and Ana's browser."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client as Browser

from tests.clients.people import People, make_people
from tests.factories import NOW


@pytest.fixture
def clock() -> Iterator[None]:
    """Pages read the clock: for them it is NOW."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def people() -> People:
    """Ana with Maya, Ben with Noor, Sofia, Olga, and Eva in another practice."""
    return make_people()


@pytest.fixture
def as_ana(browser: Browser, people: People) -> Browser:
    """Ana is signed in."""
    browser.force_login(people.ana.user)
    return browser
