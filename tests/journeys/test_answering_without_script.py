"""Maya answers a sheet of the library with script switched off, keeps two answers, sends it."""

import pytest
import time_machine
from django.test import Client as Http
from django.urls import reverse

from tests.factories import NOW, make_assignment, make_client, make_counselor, make_practice
from tests.journeys.forms import PlainBrowser
from worksheets import library
from worksheets.models import Answer, Assignment, Round, SharedAnswer, Submission, Version

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya_at_home():
    """Given: Ana has assigned *Naming what I miss*, and Maya is signed in at home."""
    with time_machine.travel(NOW, tick=True):
        library.load(now=NOW)
        maya = make_client(make_counselor(make_practice()))
        version = Version.objects.current().get(worksheet__slug="qg-naming")
        make_assignment(maya, version)
        http = Http(enforce_csrf_checks=True)
        http.force_login(maya.membership.user)
        yield PlainBrowser(http).open(reverse("worksheets:home"))


ANSWERS = [
    {"frame.before_": "4"},
    {
        "small_changes_": ["shorter_calls_or_texts"],
        "small_changes:_own": "She types with one hand.",
    },
    {"first_noticed:_year": "2024", "first_noticed:_month": "03"},
    {"miss_most_": "She called from the bus.\nJust to say what she saw."},
    {"still_here_": "The recipe we both know."},
    {"feelings_today_": ["tired", "tender"]},
    {"missing_size_": "6"},
    {"makes_sense_": "we had our own way of laughing."},
    {},
]


def test_a_whole_sheet_without_script(maya_at_home):
    at = maya_at_home
    assert "You told me about the short call." in at.words

    at.follow("Begin").press("Begin")
    for filled in ANSWERS:
        at.press("Next", **filled)
    at.press("I need a pause")
    assert "Breathe in slowly" in at.words
    at.follow("Back to where I was").press("Look it over")

    marked = {line.prompt.key: line.is_shared for line in at.response.context["lines"]}
    assert {key for key, is_shared in marked.items() if not is_shared} == {
        "miss_most",
        "makes_sense",
    }
    assert list(Submission.objects.all()) == []

    at.press("Send: I did what I could")

    round_ = Round.objects.get()
    shared = {row.prompt_key: row.value for row in SharedAnswer.objects.all()}
    assert "Ana plans to read it by" in at.words
    assert (round_.done_as, round_.submitted_at is not None) == ("could", True)
    assert shared == {
        "frame.before": 4,
        "small_changes": {"keys": ["shorter_calls_or_texts"], "own": ["She types with one hand."]},
        "first_noticed": "2024-03",
        "still_here": "The recipe we both know.",
        "feelings_today": {"keys": ["tired", "tender"], "own": []},
        "missing_size": 6,
    }
    assert Answer.objects.get(prompt_key="miss_most").value.startswith("She called from the bus.")


def test_stopping_half_way_and_going_on(maya_at_home):
    at = maya_at_home.follow("Begin").press("Begin")
    at.press("Next", **{"frame.before_": "4"})
    at.press("Save and stop", **{"small_changes_": ["shorter_calls_or_texts"]})
    assert "Saved. Come back whenever it suits you." in at.words

    at.follow("Go on")

    assert at.url == reverse("worksheets:part", args=[Assignment.objects.get().pk, 2])
    assert "Saved 11:00 am" in at.words


def test_not_now_after_all(maya_at_home):
    at = maya_at_home.follow("Begin").press("Begin")
    at.press("Put it aside", **{"frame.before_": "9"})

    at.press("Put it aside", reason="painful")

    assert "Nothing is waiting for you." in at.words
    assert Assignment.objects.get().decline_reason == "painful"
    assert Answer.objects.get().value == 9
