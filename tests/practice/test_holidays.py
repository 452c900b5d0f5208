"""Which days are closed: holidays of the place, single ones on which it works, days of its own."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice import holidays, places
from practice.holidays import Closed, Days
from practice.models import Leave, Membership, Practice
from practice.promise import read_by, session_ahead

NEW_YORK, SYDNEY = ZoneInfo("America/New_York"), ZoneInfo("Australia/Sydney")
WEEK = [1, 2, 3, 4, 5]
# Wednesday before Thanksgiving, noon in New York.
WEDNESDAY = datetime(2026, 11, 25, 17, 0, tzinfo=UTC)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def own(*days: str, words: str = "Between the years") -> list[dict[str, str]]:
    return [{"on": day, "words": words} for day in days]


def on_weekdays(place: str) -> list[str]:
    """The holidays of 2026 there that fall on a day from Monday to Friday."""
    found = holidays.closed_days(Practice(holidays_of=place), *YEAR)
    return [f"{day:%d %b}" for day, _name in found if day.isoweekday() in WEEK]


@pytest.mark.parametrize(
    ("place", "days"),
    [
        (
            "US-NY",
            "01 Jan, 19 Jan, 12 Feb, 16 Feb, 25 May, 19 Jun, 03 Jul, 07 Sep, 12 Oct, 03 Nov, "
            "11 Nov, 26 Nov, 25 Dec",
        ),
        (
            "CA-ON",
            "01 Jan, 16 Feb, 03 Apr, 18 May, 01 Jul, 07 Sep, 12 Oct, 25 Dec, 28 Dec",
        ),
        (
            "AU-NSW",
            "01 Jan, 26 Jan, 03 Apr, 06 Apr, 27 Apr, 08 Jun, 05 Oct, 25 Dec, 28 Dec",
        ),
        ("PT", "01 Jan, 03 Apr, 01 May, 04 Jun, 10 Jun, 05 Oct, 01 Dec, 08 Dec, 25 Dec"),
    ],
)
def test_the_holidays_of_four_places(place, days):
    assert ", ".join(on_weekdays(place)) == days


def test_a_holiday_is_named_in_english():
    found = holidays.closed_days(Practice(holidays_of="PT"), date(2026, 6, 1), date(2026, 6, 30))

    assert found == [
        (date(2026, 6, 4), "Corpus Christi"),
        (date(2026, 6, 10), "Day of Portugal, Camões, and the Portuguese Communities"),
    ]


@pytest.mark.parametrize("place", ["", "ZZ", "US-QQ", "-", "-NY", "USA", "us", "\x00"])
def test_a_place_that_nobody_knows_closes_nothing(place):
    assert holidays.closed_days(Practice(holidays_of=place), *YEAR) == []


def test_a_year_that_nobody_knows_closes_nothing():
    practice = Practice(holidays_of="US")

    assert not holidays.is_closed(practice, date(9999, 12, 25))
    assert not holidays.is_closed(practice, date(1, 1, 1))


def test_every_country_of_the_list_is_known():
    assert [code for code in places.countries() if not holidays.is_known(code)] == []
    assert holidays.place_name("US-NY") == "New York, United States"
    assert holidays.regions("GB")["SCT"] == "Scotland"


def test_it_works_on_one_holiday_and_closes_days_of_its_own():
    practice = Practice(
        holidays_of="US",
        works_on=["2026-11-26"],
        closed_on=own("2026-12-24", "2026-12-25", "2026-12-28") + own("2026-12-29", words="Paint"),
    )

    found = holidays.closed_days(practice, date(2026, 11, 20), date(2026, 12, 31))

    assert holidays.in_rows(found) == [
        Closed(date(2026, 12, 24), date(2026, 12, 25), "Between the years"),
        Closed(date(2026, 12, 28), date(2026, 12, 28), "Between the years"),
        Closed(date(2026, 12, 29), date(2026, 12, 29), "Paint"),
    ]


# --- what is promised ----------------------------------------------------------------------------


def leave(first: date, last: date) -> Leave:
    return Leave(starts_on=first, ends_on=last)


def planned(practice: Practice, at: datetime, *leaves: Leave, zone=NEW_YORK) -> date:
    return read_by(at, reply_days=2, days=Days(practice, WEEK, leaves), zone=zone)


def test_over_a_holiday_and_a_weekend():
    """N-02."""
    assert planned(Practice(), WEDNESDAY) == date(2026, 11, 27)
    assert planned(Practice(holidays_of="US"), WEDNESDAY) == date(2026, 11, 30)


def test_over_a_holiday_a_day_of_its_own_a_weekend_and_leave():
    practice = Practice(holidays_of="US", closed_on=own("2026-11-27"))

    found = planned(practice, WEDNESDAY, leave(date(2026, 11, 30), date(2026, 12, 1)))

    assert found == date(2026, 12, 3)


def test_a_holiday_on_which_it_works_counts():
    practice = Practice(holidays_of="US", works_on=["2026-11-26"])

    assert planned(practice, WEDNESDAY) == date(2026, 11, 27)


def test_over_easter_while_the_clock_goes_back_in_sydney():
    # 23:30 there on Maundy Thursday; the clock goes back on Easter Sunday.
    thursday = datetime(2026, 4, 2, 12, 30, tzinfo=UTC)

    found = planned(Practice(holidays_of="AU-NSW"), thursday, zone=SYDNEY)

    assert found == date(2026, 4, 8)


@pytest.mark.parametrize(
    ("at", "is_first"),
    [
        (datetime(2026, 11, 26, 15, 0, tzinfo=UTC), False),
        # Ten in the evening of Thanksgiving in New York, and Friday in Greenwich.
        (datetime(2026, 11, 27, 3, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 27, 15, 0, tzinfo=UTC), True),
    ],
)
def test_a_session_on_a_closed_day_does_not_come_first(at, is_first):
    days = Days(Practice(holidays_of="US"), WEEK)

    assert session_ahead(at, WEDNESDAY, zone=NEW_YORK, days=days) == (at if is_first else None)


def test_the_days_of_a_member_are_her_weeks_and_her_practices():
    member = Membership(practice=Practice(holidays_of="US"), working_days=[4, 5])
    days = holidays.days_of(member, [leave(date(2026, 12, 4), date(2026, 12, 4))])

    works = [day for day in range(1, 31) if days.is_work(date(2026, 11, day))]

    assert works == [5, 6, 12, 13, 19, 20, 27]
    assert not days.is_work(date(2026, 12, 4))


A_DAY = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@given(
    place=st.sampled_from(["US-NY", "CA-ON", "AU-NSW", "PT", "GB-SCT", ""]),
    closed=st.lists(A_DAY, max_size=20),
    works=st.lists(A_DAY, max_size=20),
    at=st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 1)),  # noqa: DTZ001 - timezones=
    week=st.sets(st.integers(1, 7)),
    away=st.tuples(A_DAY, st.integers(0, 30)),
    reply_days=st.integers(1, 5),
)
def test_a_promised_day_is_never_closed(place, closed, works, at, week, away, reply_days):
    practice = Practice(
        holidays_of=place,
        closed_on=own(*map(str, closed)),
        works_on=[str(day) for day in works],
    )
    gone = leave(away[0], away[0] + timedelta(days=away[1]))
    days = Days(practice, week, [gone])

    found = read_by(at.replace(tzinfo=UTC), reply_days=reply_days, days=days, zone=NEW_YORK)

    assert not holidays.is_closed(practice, found)
    assert not gone.covers(found)
    assert not week or found.isoweekday() in week
