"""What the door says of a sign-in name, and on whose clock."""

from datetime import UTC, datetime

import pytest

from clients.forms.agreeing import WayInForm
from clients.views.welcome import clock_of
from tests.factories import make_client, make_counselor, make_practice

NOON = datetime(2026, 3, 5, 18, 13, tzinfo=UTC)


@pytest.mark.parametrize("name", ["rosa@home", "rosa maria", "ro"])
def test_a_sign_in_name_says_which_signs_are_allowed(name):
    field = WayInForm.base_fields["sign_in_name"]

    with pytest.raises(Exception, match="letters or digits.*an @ and other signs are not"):
        field.clean(name)


@pytest.mark.django_db
@pytest.mark.parametrize(("country", "time"), [("US", "1:13\N{NO-BREAK SPACE}pm"), ("DE", "13:13")])
def test_her_place_shows_her_clock(country, time):
    client = make_client(make_counselor(make_practice()), country=country)

    assert clock_of(client, NOON) == f"New York time, now {time}"
