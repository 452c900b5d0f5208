"""Words that go out with one press: a day is named where they really meet on it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from practice.models import Leave
from tests.factories import NOW, make_assignment, make_submission
from tests.worksheets.views.desk.conftest import of_sheet
from worksheets.models import Comment

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(maya):
    """Her sheet as she sent it."""
    return make_submission(make_assignment(maya), {"noticed": "The quiet.", "size": 4}).assignment


def said() -> list[str]:
    return [one.body for one in Comment.objects.all()]


@pytest.mark.parametrize(
    ("zone", "session_at", "words_sent"),
    [
        (
            "America/New_York",
            NOW + timedelta(days=2),
            "Read it. Thank you. We will talk on Thursday 12 March.",
        ),
        (
            "Pacific/Auckland",
            NOW + timedelta(days=2),
            "Read it. Thank you. We will talk on Friday 13 March.",
        ),
        ("America/New_York", NOW - timedelta(days=2), "Read it. Thank you."),
    ],
)
def test_one_tap_names_the_day_on_her_calendar(ana, maya, done, zone, session_at, words_sent):
    maya.time_zone, maya.next_session_at = zone, session_at
    maya.save()

    ana.post(of_sheet("send_review", done), {"closing": "thanks"})

    assert said() == [words_sent]


def test_one_tap_names_no_day_on_which_the_practice_is_closed(ana, people, maya, done):
    maya.next_session_at = NOW + timedelta(days=2)
    maya.save()
    practice = people.ana.practice
    practice.closed_on = [{"on": "2026-03-12", "words": "Team day"}]
    practice.save()

    ana.post(of_sheet("send_review", done), {"closing": "thanks"})

    assert said() == ["Read it. Thank you."]


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [(11, 11, " We will talk on Thursday 12 March."), (12, 12, ""), (10, 20, "")],
)
def test_one_tap_names_no_day_on_which_she_is_away(ana, people, maya, done, first, last, says):
    maya.next_session_at = NOW + timedelta(days=2)
    maya.save()
    days = {"starts_on": date(2026, 3, first), "ends_on": date(2026, 3, last)}
    Leave.objects.create(membership=people.ana, **days, words="Away.")

    shown = ana.get(of_sheet("review", done)).content.decode()
    ana.post(of_sheet("send_review", done), {"closing": "thanks"})

    assert said() == [f"Read it. Thank you.{says}"]
    assert f"“Read it. Thank you.{says}”" in shown


def test_days_away_are_those_of_her_own_clock(ana, people, maya, done):
    """Nine in the morning of the 13th where she is, still the 12th where the practice is."""
    people.ana.time_zone = "Pacific/Auckland"
    people.ana.save()
    maya.next_session_at = datetime(2026, 3, 12, 20, tzinfo=UTC)
    maya.save()
    day = date(2026, 3, 13)
    Leave.objects.create(membership=people.ana, starts_on=day, ends_on=day, words="Away.")

    ana.post(of_sheet("send_review", done), {"closing": "thanks"})

    assert said() == ["Read it. Thank you."]
