"""The tags and filters that templates share."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone

NOW = datetime(2026, 3, 10, 10, 42, tzinfo=UTC)


def render(text: str, **context: object) -> str:
    return Template("{% load tend %}" + text).render(Context(context))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (date(2026, 3, 10), "today"),
        (date(2026, 3, 9), "yesterday"),
        (date(2026, 3, 11), "tomorrow"),
        (date(2026, 3, 12), "Thursday 12 March"),
        (date(2025, 3, 12), "12 March 2025"),
        (datetime(2026, 3, 9, 21, 10, tzinfo=UTC), "yesterday"),
        (None, ""),
    ],
)
def test_person_date_says_dates_as_people_do(value, said):
    assert render("{{ value|person_date:now }}", value=value, now=NOW) == said


def test_person_date_without_now_names_the_day():
    assert render("{{ value|person_date }}", value=NOW) == "Tuesday 10 March"


def test_person_date_is_in_the_zone_of_the_reader():
    late_evening_in_chicago = datetime(2026, 3, 11, 3, 0, tzinfo=UTC)

    with timezone.override("America/Chicago"):
        said = render("{{ at|person_time:now }}", at=late_evening_in_chicago, now=NOW)

    assert said == "today, 22:00"


def test_in_zone_shows_a_moment_on_another_clock():
    at = datetime(2026, 3, 11, 3, 0, tzinfo=UTC)

    with timezone.override("Europe/Berlin"):
        said = render(
            "{{ at|person_time }} is {{ at|in_zone:zone|person_time }}",
            at=at,
            zone="America/Chicago",
        )

    assert said == "Wednesday 11 March, 04:00 is Tuesday 10 March, 22:00"


def test_in_zone_decides_what_today_is():
    at = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)

    said = render("{{ at|in_zone:zone|person_date:now }}", at=at, zone="America/Chicago", now=NOW)

    assert said == "yesterday"


@pytest.mark.parametrize(
    ("count", "said"), [(1, "About 1 minute"), (10, "About 10 minutes"), (None, "")]
)
def test_minutes_are_about(count, said):
    assert render("{{ count|minutes }}", count=count) == said


def test_qs_replace_keeps_the_rest_of_the_query():
    request = RequestFactory().get("/library/?theme=quiet&page=2&weight=light")

    said = render("{% qs_replace page=3 weight=None %}", request=request)

    assert said == "?theme=quiet&amp;page=3"


def test_qs_replace_escapes_what_the_address_held():
    request = RequestFactory().get("/library/", {"q": '"><script>'})

    said = render("{% qs_replace page=2 %}", request=request)

    assert said == "?q=%22%3E%3Cscript%3E&amp;page=2"


def test_an_icon_is_hidden_from_screen_readers():
    svg = render('{% icon "sun" %}')

    assert svg.startswith("<svg ")
    assert [text in svg for text in ('class="icon"', 'aria-hidden="true"')] == [True, True]
