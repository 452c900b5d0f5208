"""When Mother's Day falls, by country: for many clients one of the hardest days (product D)."""

from calendar import Calendar
from datetime import date, timedelta

MAY, SUNDAY = 5, 6
FIRST_SUNDAY = frozenset({"ES", "PT", "HU", "LT", "RO", "ZA", "AO", "CV", "MZ"})
LAST_SUNDAY = frozenset({"FR", "SE", "DZ", "MA", "TN", "DO", "HT", "SN", "CI", "CM", "MG", "MU"})
BEFORE_EASTER = frozenset({"GB", "IE", "GG", "IM", "JE", "NG"})
FIXED = {
    **dict.fromkeys(("MX", "GT", "SV"), (MAY, 10)),
    "PL": (MAY, 26),
    "BO": (MAY, 27),
    "NI": (MAY, 30),
    "KR": (MAY, 8),
    "TH": (8, 12),
    "CR": (8, 15),
    "PA": (12, 8),
    "GE": (3, 3),
    **dict.fromkeys(
        ("AE", "BH", "EG", "IQ", "JO", "KW", "LB", "LY", "OM", "PS", "QA", "SA", "SY", "YE"),
        (3, 21),
    ),
    **dict.fromkeys(("AL", "BG", "MD", "MK", "RS", "ME", "BA"), (3, 8)),
}


def in_year(country: str, year: int) -> date:
    """Its day there in that year; where we do not know better, the second Sunday of May."""
    if country in FIXED:
        month, day = FIXED[country]
        return date(year, month, day)
    if country in BEFORE_EASTER:
        return easter(year) - timedelta(days=21)
    if country == "NO":
        return sundays(year, 2)[1]
    if country == "AR":
        return sundays(year, 10)[2]
    in_may = sundays(year, MAY)
    if country in FIRST_SUNDAY:
        return in_may[0]
    if country in LAST_SUNDAY:
        return pentecost_aside(country, in_may[-1])
    return in_may[1]


def next_on(country: str, today: date) -> date:
    """The next one, today included."""
    this_year = in_year(country, today.year)
    return this_year if this_year >= today else in_year(country, today.year + 1)


def pentecost_aside(country: str, day: date) -> date:
    """In France it moves a week on where it would meet Pentecost."""
    meets = country == "FR" and day == easter(day.year) + timedelta(days=49)
    return day + timedelta(days=7) if meets else day


def sundays(year: int, month: int) -> list[date]:
    """The Sundays of a month."""
    days = Calendar().itermonthdates(year, month)
    return [day for day in days if day.month == month and day.weekday() == SUNDAY]


def easter(year: int) -> date:
    """Western Easter, by Gauss's rule with the Gregorian corrections."""
    golden, century = year % 19, year // 100
    skipped = century - century // 4 - (8 * century + 13) // 25
    moon = (19 * golden + skipped + 15) % 30
    moon -= (moon // 28) * (1 - (29 // (moon + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    offset = moon - weekday
    month = 3 + (offset + 40) // 44
    return date(year, month, offset + 28 - 31 * (month // 4))
