"""Mother's Day by country."""

from datetime import date

import pytest

from clients.mothers_day import easter, in_year, next_on


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        ("US", date(2026, 5, 10)),
        ("DE", date(2026, 5, 10)),
        ("XX", date(2026, 5, 10)),
        ("GB", date(2026, 3, 15)),
        ("FR", date(2026, 5, 31)),
        ("ES", date(2026, 5, 3)),
        ("MX", date(2026, 5, 10)),
        ("PL", date(2026, 5, 26)),
        ("SE", date(2026, 5, 31)),
        ("NO", date(2026, 2, 8)),
        ("AR", date(2026, 10, 18)),
    ],
)
def test_in_2026(country, expected):
    assert in_year(country, 2026) == expected


def test_in_france_it_makes_room_for_pentecost():
    assert (easter(2012).isoformat(), in_year("FR", 2012)) == ("2012-04-08", date(2012, 6, 3))


@pytest.mark.parametrize(
    "day",
    ["2000-04-23", "2008-03-23", "2019-04-21", "2024-03-31", "2025-04-20", "2026-04-05",
     "2027-03-28", "2038-04-25", "2049-04-18", "2076-04-19"],
)  # fmt: skip
def test_easter(day):
    expected = date.fromisoformat(day)

    assert easter(expected.year) == expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 5, 10), date(2026, 5, 10)),
        (date(2026, 5, 11), date(2027, 5, 9)),
    ],
)
def test_next_on(today, expected):
    assert next_on("US", today) == expected
