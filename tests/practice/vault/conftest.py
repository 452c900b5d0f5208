"""One counselor and one client for every test of the vault."""

import pytest

from tests import factories


@pytest.fixture
def ana():
    return factories.make_counselor(factories.make_practice())


@pytest.fixture
def maya(ana):
    return factories.make_client(ana, "Maya")
