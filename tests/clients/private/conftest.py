"""Ana with Maya, Sofia who supervises, Cleo who covers, Ben who shares the care."""

from dataclasses import dataclass

import pytest

from clients.models import Client
from practice.models import Membership
from tests.clients.people import People
from tests.factories import link, make_counselor
from tests.web import Browser


@dataclass(frozen=True)
class Team:
    """Maya's care team, and the people of every access test."""

    people: People
    ana: Membership
    ben: Membership
    sofia: Membership
    cleo: Membership
    maya: Client


@pytest.fixture
def team(people: People) -> Team:
    """Everybody has a live part in Maya's care."""
    cleo = make_counselor(people.practice, "Cleo Hart")
    link(people.maya, people.sofia, "supervisor")
    link(people.maya, people.ben, "second")
    link(people.maya, cleo, "cover", ends_at=people.maya.created_at.replace(year=2027))
    return Team(people, people.ana, people.ben, people.sofia, cleo, people.maya)


@pytest.fixture
def as_ana(team: Team) -> Browser:
    """Ana's browser, just after her sign-in."""
    browser = Browser()
    browser.sign_in(team.ana.user)
    return browser
