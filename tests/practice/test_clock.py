"""Six in the evening, as the reader's country says it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from practice import clock
from practice.emails import Letter, render
from practice.models import Practice

NOW = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)
NOON_IN_CHICAGO = datetime(2026, 3, 10, 17, 0, tzinfo=UTC).astimezone(ZoneInfo("America/Chicago"))


@pytest.mark.parametrize(
    ("country", "hour", "said"),
    [
        ("US", 0, "12:05\u00a0am"),
        ("US", 9, "9:05\u00a0am"),
        ("US", 12, "12:05\u00a0pm"),
        ("US", 18, "6:05\u00a0pm"),
        ("GB", 9, "09:05"),
        ("DE", 18, "18:05"),
        ("", 18, "18:05"),
    ],
)
def test_the_country_says_how_hours_are_counted(country, hour, said):
    with clock.read_in(country):
        assert clock.time_of_day(NOW.replace(hour=hour, minute=5)) == said


def test_a_clock_ends_with_its_block_also_where_the_reader_was_named_inside():
    with clock.read_in("GB"):
        clock.reader_is_in("US")
        inside = clock.time_of_day(NOW)

    assert (inside, clock.time_of_day(NOW)) == ("6:00\u00a0pm", "18:00")


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (NOW, "18:00"),
        (NOW.replace(day=9), "yesterday 18:00"),
        (NOW.replace(day=8), "8 March 18:00"),
        (NOW.replace(year=2025), "10 March 2025 18:00"),
        (NOW.replace(day=11), "11 March 18:00"),
        (NOON_IN_CHICAGO, "12:00"),
    ],
)
def test_a_moment_of_another_day_names_it(at, said):
    assert clock.moment(at, NOW) == said


def test_a_moment_without_now_always_names_its_day():
    assert clock.moment(NOW) == "10 March 18:00"


def test_the_day_of_a_moment_is_that_of_its_own_clock():
    late_in_chicago = datetime(2026, 3, 10, 3, 0, tzinfo=UTC).astimezone(
        ZoneInfo("America/Chicago")
    )

    assert clock.moment(late_in_chicago, NOW) == "yesterday 22:00"


@pytest.mark.parametrize(("country", "said"), [("US", "at 6:00 pm"), ("FR", "at 18:00")])
def test_a_mail_reads_on_the_clock_of_its_practice(country, said):
    practice = Practice(name="Harbour", country=country)
    context = {"at": NOW, "zone": "UTC"}

    mail = render(Letter("her@example.org", "new_sign_in", practice, context))

    assert said in " ".join(mail.body.split())
