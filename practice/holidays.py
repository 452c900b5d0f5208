"""Which days are days of work: neither holidays nor days away, by whose week they are (N-02).

Holidays are those of the place that the practice chose, with what it said of single days. A place
or a year that the library does not know closes nothing.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays as library
from django.utils.translation import gettext as _

from practice import places
from practice.models import Leave, Membership, Practice

DAY = timedelta(days=1)
ENGLISH = "en_US"


@dataclass(frozen=True)
class Days:
    """On which days somebody works. `week` are ISO weekday numbers; none means every day."""

    practice: Practice
    week: Collection[int] = ()
    leaves: Collection[Leave] = ()

    def is_off(self, day: date) -> bool:
        """The practice is closed, or she is away."""
        return any(leave.covers(day) for leave in self.leaves) or is_closed(self.practice, day)

    def is_work(self, day: date) -> bool:
        """A day of her week that is not off."""
        return (not self.week or day.isoweekday() in self.week) and not self.is_off(day)


@dataclass(frozen=True)
class Closed:
    """Days in a row that are closed for one reason, with its name."""

    first: date
    last: date
    name: str


def days_of(membership: Membership, leaves: Collection[Leave] = ()) -> Days:
    """The days of hers; `leaves` are her days away. Reads her practice."""
    return Days(membership.practice, membership.working_days, leaves)


def is_closed(practice: Practice, day: date) -> bool:
    """A day of its own, or a public holiday on which it does not work."""
    said = day.isoformat()
    if any(one["on"] == said for one in practice.closed_on):
        return True
    return said not in practice.works_on and day in public(practice.holidays_of, day.year)


def closed_days(practice: Practice, first: date, last: date) -> list[tuple[date, str]]:
    """The closed days among these with their names, the first first; its own word goes first."""
    found = dict(holidays_between(practice, first, last)) | dict(own_days(practice, first, last))
    return [(day, name) for day, name in sorted(found.items()) if is_closed(practice, day)]


def holidays_between(practice: Practice, first: date, last: date) -> list[tuple[date, str]]:
    """The public holidays among these days with their names, whether it works then or not."""
    years = range(first.year, last.year + 1)
    found = [one for year in years for one in public(practice.holidays_of, year).items()]
    return sorted((day, name) for day, name in found if first <= day <= last)


def own_days(practice: Practice, first: date, last: date) -> list[tuple[date, str]]:
    """The days among these that it closes by itself, with its words for them."""
    found = [(date.fromisoformat(one["on"]), one["words"]) for one in practice.closed_on]
    return sorted((day, words) for day, words in found if first <= day <= last)


def in_rows(days: Iterable[tuple[date, str]]) -> list[Closed]:
    """The same with neighbours of one name put together; `days` in their order."""
    rows: list[Closed] = []
    for day, name in days:
        before = rows[-1] if rows else None
        if before and before.name == name and before.last + DAY == day:
            rows[-1] = Closed(before.first, day, name)
        else:
            rows.append(Closed(day, day, name))
    return rows


@lru_cache(maxsize=512)
def public(place: str, year: int) -> Mapping[date, str]:
    """The public holidays of "US" or "US-NY" in that year, with their names in English."""
    country, _dash, region = place.partition("-")
    if not is_known(country, region):
        return {}
    spoken = library.country_holidays(country).supported_languages
    language = ENGLISH if ENGLISH in spoken else None
    return dict(library.country_holidays(country, region or None, year, language=language))


@lru_cache(maxsize=256)
def regions(country: str) -> dict[str, str]:
    """The parts of a country that keep holidays of their own, name by code, in order of names."""
    if country not in places.countries():
        return {}
    found = library.country_holidays(country)
    names: dict[str, str] = {}
    for name, code in getattr(found, "subdivisions_aliases", {}).items():
        # Some are only other codes.
        if not name.isupper():
            names.setdefault(code, name)
    return dict(
        sorted(
            ((code, names.get(code, code)) for code in found.subdivisions),
            key=lambda pair: pair[1].casefold(),
        )
    )


def is_known(country: str, region: str = "") -> bool:
    """Whether the library knows this place."""
    return country in places.countries() and (not region or region in regions(country))


def place_name(place: str) -> str:
    """ "New York, United States"; empty for no place."""
    country, _dash, region = place.partition("-")
    if not region:
        return places.country_name(country)
    return _("%(region)s, %(country)s") % {
        "region": regions(country).get(region, region),
        "country": places.country_name(country),
    }
