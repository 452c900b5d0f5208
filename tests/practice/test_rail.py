"""The staff's rail marks one place: where the reader is."""

import re

import pytest
from django.test import Client as Http

from tests.factories import make_counselor, make_owner, make_practice

pytestmark = pytest.mark.django_db

LINK = re.compile(r'<a[^>]*href="([^"]+)"[^>]*aria-current="(\w+)"')


def marked(who, address: str) -> list[tuple[str, str]]:
    """The ways of the rail that are marked, each with how."""
    http = Http()
    http.force_login(who.user)
    page = http.get(address).content.decode()
    return LINK.findall(page.partition('<header class="rail">')[2].partition("</header>")[0])


@pytest.mark.parametrize("make", [make_owner, make_counselor])
def test_on_her_profile_only_the_profile_is_marked(make):
    # Twice: as a tab on a phone, and as her name on a wide screen.
    assert marked(make(make_practice()), "/practice/profile/") == [
        ("/practice/profile/", "page"),
        ("/practice/profile/", "page"),
    ]


@pytest.mark.parametrize(
    ("address", "how"), [("/practice/", "page"), ("/practice/people/", "true")]
)
def test_below_the_practice_the_practice_is_marked(address, how):
    assert marked(make_owner(make_practice()), address) == [("/practice/", how)]
