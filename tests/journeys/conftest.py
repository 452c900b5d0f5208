"""A practice that has opened, its library, and a browser without scripts for everybody in it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.db import connection

from practice.models import Membership, Practice
from tests.clients.people import publish_all
from tests.factories import (
    NOW,
    make_counselor,
    make_owner,
    make_practice,
    make_supervisor,
    make_user,
)
from tests.journeys.visitor import Committing, Visitor

PASSWORD = "four blue boats at noon"


@dataclass
class House:
    """A practice with its people, and the clock on its wall."""

    practice: Practice
    clock: time_machine.Traveller
    committing: Committing
    staff: dict[str, Membership] = field(default_factory=dict)

    def hires(self, name: str, make: Callable[..., Membership]) -> Membership:
        """Somebody who works here and signs in with <first name>@example.org."""
        first = name.split()[0].lower()
        user = make_user(email=f"{first}@example.org", name=name, password=PASSWORD)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        self.staff[first] = make(self.practice, name, user=user)
        return self.staff[first]

    def visitor(self) -> Visitor:
        """Somebody at a browser of her own, signed out."""
        return Visitor(self.committing)

    def signed_in(self, who: str) -> Visitor:
        """Somebody who has just signed in: staff by first name, others by what they type."""
        visitor = self.visitor()
        visitor.signs_in(who if "@" in who else f"{who}@example.org", PASSWORD)
        return visitor

    def later(self, **time: float) -> None:
        """The clock goes on: `later(days=2)`."""
        self.clock.shift(timedelta(**time))


@pytest.fixture
def house(db: None, settings, django_capture_on_commit_callbacks: Callable) -> Iterator[House]:
    """Ana and Ben counsel, Sofia supervises, Olga owns; the shipped library stands ready."""
    # At sign-in allauth looks at every other session of the account, one by one. A way back plans
    # a letter and its notices.
    alone = ("practice.User", "sessions.Session", "practice.Delivery")
    settings.ZEAL_ALLOWLIST = [{"model": name, "field": "get()"} for name in alone]
    with time_machine.travel(NOW, tick=False) as clock:
        call_command("load_library", verbosity=0)

        @contextmanager
        def committing():
            with django_capture_on_commit_callbacks(execute=True):
                yield
            # A story is one transaction; to what waits for a commit each request is one.
            connection.run_on_commit.clear()

        house = House(make_practice(), clock, committing)
        house.hires("Ana Ruiz", make_counselor)
        house.hires("Ben Okoye", make_counselor)
        house.hires("Sofia Lund", make_supervisor)
        publish_all(house.hires("Olga Brandt", make_owner), NOW)
        yield house
