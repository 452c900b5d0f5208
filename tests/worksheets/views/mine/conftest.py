"""Maya and her sheet, and a browser signed in as her."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client as Http
from django.urls import reverse

from clients.models import Client, ConsentText
from tests.factories import NOW, make_assignment, make_client, make_counselor, make_practice
from tests.worksheets.reminders.people import DAY, agree
from worksheets.models import Assignment


@pytest.fixture(autouse=True)
def _fixed_clock():
    """Every request happens at NOW; ticking, so that sessions behave."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def ana():
    """The counselor."""
    return make_counselor(make_practice())


@pytest.fixture
def maya(ana) -> Client:
    """The client."""
    return make_client(ana)


@pytest.fixture
def given(maya) -> Assignment:
    """Her sheet, already begun."""
    return make_assignment(maya, round={"opened_at": NOW})


@dataclass
class Hers:
    """Her browser, with her sheet's addresses at hand."""

    http: Http
    assignment: Assignment

    def url(self, name: str, *args: Any) -> str:
        """The address of a page of this sheet."""
        return reverse(f"worksheets:{name}", args=[self.assignment.pk, *args])

    def get(self, name: str, *args: Any, **more: Any):
        """Opens a page of this sheet."""
        return self.http.get(self.url(name, *args), **more)

    def post(self, name: str, data: dict | None = None, **more: Any):
        """Presses a button of this sheet."""
        return self.http.post(self.url(name), data or {}, **more)

    def save(
        self, words: Any, *, prompt: str = "noticed", revision: Any = 0, once: Any = None, **more
    ):
        """Saves as script does."""
        data = {
            f"{prompt}:": words,
            f"{prompt}:_revision": revision,
            f"{prompt}:_once": once or uuid4(),
        }
        return self.post("save", data | more, headers={"Accept": "application/json"})

    def send(self, **fields: Any):
        """Submits what the sharing review shows, with the switches as they stand."""
        page = self.get("share").context
        data = {"submit_key": page["submit_key"], "done_as": "done"}
        for line in page["lines"]:
            data[f"seen:{line.prompt.key}"] = line.revision
            if line.is_shared:
                data[f"share:{line.prompt.key}"] = "on"
        return self.post("submit", data | fields)


@pytest.fixture
def hers(browser, given) -> Hers:
    """Maya's browser at her sheet."""
    browser.force_login(given.client.membership.user)
    return Hers(browser, given)


NIGHT = datetime(2026, 3, 11, 3, 30, tzinfo=UTC)


def text(response) -> str:
    """The page with single spaces."""
    return " ".join(response.content.decode().split())


@pytest.fixture
def words(maya) -> ConsentText:
    """What she says yes or no to, published."""
    return ConsentText.objects.create(
        practice=maya.practice,
        layer=4,
        number=1,
        title="Reminders by e-mail",
        body="## How many\n\nAt most three come.",
        meaning_changed=True,
        published_at=NOW - 30 * DAY,
    )


@pytest.fixture
def as_maya(browser, maya):
    """A browser signed in as her."""
    browser.force_login(maya.membership.user)
    return browser


@pytest.fixture
def on(words, maya, as_maya):
    """She said yes."""
    agree(maya)
    return as_maya
