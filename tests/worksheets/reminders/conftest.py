"""Who reminders and mails about notes are tested with."""

import pytest

from clients.models import Client, Thread
from practice.models import Membership
from tests.factories import make_counselor, make_practice, make_thread
from tests.worksheets.reminders.people import make_reachable


@pytest.fixture
def ana() -> Membership:
    """A counselor whose practice calls itself Harbour."""
    return make_counselor(make_practice(app_name="Harbour"))


@pytest.fixture
def maya(ana: Membership) -> Client:
    """Her client, whom mail reaches."""
    return make_reachable(ana)


@pytest.fixture
def thread(maya: Client) -> Thread:
    """Theirs."""
    return make_thread(maya)
