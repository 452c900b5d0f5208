"""The clock of screens and mails: 6:00 pm where people count to twelve, 18:00 elsewhere.

Who reads is set from outside: the middleware sets her practice's country, a client's own pages
hers, a mail that of the practice it comes from. Where nobody set one, the day has 24 hours.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

TWELVE_HOURS = frozenset({"US"})

_country: ContextVar[str] = ContextVar("country", default="")


@contextmanager
def read_in(country: str) -> Iterator[None]:
    """Until the end of the block, times are read in this country."""
    token = _country.set(country)
    try:
        yield
    finally:
        _country.reset(token)


def reader_is_in(country: str) -> None:
    """From here to the end of the block around it, times are read in this country."""
    _country.set(country)


def time_of_day(at: datetime) -> str:
    """ "6:00 pm" or "18:00", on the clock that `at` carries."""
    if _country.get() not in TWELVE_HOURS:
        return f"{at:%H:%M}"
    half = pgettext("time", "am") if at.hour < 12 else pgettext("time", "pm")
    # The two stay on one line.
    return f"{at.hour % 12 or 12}:{at:%M}\u00a0{half}"


def moment(at: datetime, now: datetime | None = None) -> str:
    """ "18:00" today, "yesterday 18:00", "12 March 18:00"; without `now` always with its day.

    Days are those of the zone that `at` carries.
    """
    time = time_of_day(at)
    today = now.astimezone(at.tzinfo).date() if now else None
    if today == at.date():
        return time
    if today and at.date() == today - timedelta(days=1):
        day = gettext("yesterday")
    else:
        is_this_year = today is None or today.year == at.year
        day = date_format(at, gettext("j F") if is_this_year else gettext("j F Y"))
    return gettext("%(day)s %(time)s") % {"day": day, "time": time}


def weekdays(days: Collection[int]) -> str:
    """ "every day" or "Mon, Wed, Thu" for ISO numbers."""
    if len(set(days)) == 7:
        return gettext("every day")
    return ", ".join(str(WEEKDAYS_ABBR[day - 1]) for day in sorted(set(days)))
