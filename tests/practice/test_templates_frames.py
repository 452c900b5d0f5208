"""What stands around every page: ways on, help in its place, sign-out, a neutral title."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from tests.factories import actor_for, make_client, make_counselor, make_owner, make_practice

pytestmark = pytest.mark.django_db
BASES = ["base_client.html", "base_staff.html", "base_public.html", "base_print.html"]


def frame(template: str, actor, path: str = "/", **context) -> str:
    """The page as its context processors and its base make it."""
    request = RequestFactory().get(path)
    request.actor, request.user, request.session = actor, actor.user, {}
    return render_to_string(template, context, request)


def ways(html: str) -> list[str]:
    """Words of the links and buttons in the frame, in order."""
    found = re.findall(r"<(?:a|button)\b[^>]*>(.*?)</(?:a|button)>", html, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", inner).split()) for inner in found]


@pytest.fixture
def people():
    counselor = make_counselor(make_practice())
    return {
        "client": actor_for(make_client(counselor)),
        "counselor": actor_for(counselor),
        "owner": actor_for(make_owner(counselor.practice)),
    }


def test_her_menu_leads_everywhere(people):
    assert ways(frame("base_client.html", people["client"]))[:11] == [
        "Skip to the page",
        "Tend",
        "Get help now",
        "Home",
        "My work",
        "Notes",
        "Hard days",
        "Reminders",
        "What I agreed to",
        "Settings",
        "Sign out",
    ]


@pytest.mark.parametrize(
    ("who", "places"),
    [("counselor", ["Today", "Caseload", "Notes", "Library"]), ("owner", ["Library", "Practice"])],
)
def test_the_rail_shows_what_is_hers(people, who, places):
    html = frame("base_staff.html", people[who])

    name = people[who].user.name
    ends = ["Skip to the page", "Tend", *places, "Profile", name, "Get help now", "Sign out"]
    assert ways(html)[: len(ends)] == ends


def test_the_rail_marks_the_place(people):
    html = frame("base_staff.html", people["counselor"], path="/caseload/invite/")

    assert re.findall(r'href="([^"]+)" aria-current="(\w+)"', html) == [("/caseload/", "true")]


@pytest.mark.parametrize("base", BASES)
def test_help_lines_stand_in_every_page(people, base):
    line = {"label": "A line", "number": "555", "tel_href": "tel:555", "sms_href": "", "hours": ""}

    html = frame(base, people["client"], help_lines=[line])

    assert [html.count('href="tel:555"'), html.count('href="/help/"')] == [1, 1]


@pytest.mark.parametrize("base", BASES)
def test_titles_are_the_neutral_name(people, base):
    people["client"].practice.app_name = "Notebook"

    html = frame(base, people["client"])

    assert re.findall(r"<title>(.*?)</title>", html) == ["Notebook"]


def test_leaving_fast_stands_above_the_page(people):
    html = frame("base_client.html", people["client"], leave_fast=True)

    assert ways(html.split("<main")[0])[-1] == "Leave this page fast"


@pytest.mark.parametrize("page", ["400", "403", "403_csrf", "404", "429", "500"])
def test_pages_for_what_went_wrong_lead_on(people, page):
    html = frame(f"{page}.html", people["client"])

    assert re.search(r"<title>\w[^<]+ · Tend</title>", html)
    found = set(ways(html))
    assert {"Get help now"} < found
    assert ({"Go to the start", "Try again"} & found) != set()
