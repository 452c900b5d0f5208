"""Countries and time zones to choose from, as the public tz database names them."""

import json
import re
from collections import defaultdict
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practice import clock

HERE = Path(__file__).parent

# Where help lines are most likely known, and where most practices are.
COMMON = ("US", "CA", "GB", "IE", "AU", "NZ")

# The tz database's own words for parts of the world, in ours.
REGIONS = {
    "Africa": gettext_lazy("Africa"),
    "America": gettext_lazy("Americas"),
    "Antarctica": gettext_lazy("Antarctica"),
    "Arctic": gettext_lazy("Arctic"),
    "Asia": gettext_lazy("Asia"),
    "Atlantic": gettext_lazy("Atlantic islands"),
    "Australia": gettext_lazy("Australia"),
    "Europe": gettext_lazy("Europe"),
    "Indian": gettext_lazy("Indian Ocean islands"),
    "Pacific": gettext_lazy("Pacific islands"),
}

# Of countries with more zones than a short list holds, those where most people live.
MOST_PEOPLE = {
    "AR": ("America/Argentina/Buenos_Aires", "America/Argentina/Cordoba"),
    "AU": (
        "Australia/Sydney",
        "Australia/Melbourne",
        "Australia/Hobart",
        "Australia/Brisbane",
        "Australia/Adelaide",
        "Australia/Darwin",
        "Australia/Perth",
    ),
    "BR": (
        "America/Sao_Paulo",
        "America/Bahia",
        "America/Fortaleza",
        "America/Cuiaba",
        "America/Manaus",
        "America/Rio_Branco",
    ),
    "CA": (
        "America/St_Johns",
        "America/Halifax",
        "America/Toronto",
        "America/Winnipeg",
        "America/Regina",
        "America/Edmonton",
        "America/Vancouver",
    ),
    "MX": (
        "America/Cancun",
        "America/Mexico_City",
        "America/Monterrey",
        "America/Hermosillo",
        "America/Tijuana",
    ),
    "RU": (
        "Europe/Kaliningrad",
        "Europe/Moscow",
        "Europe/Samara",
        "Asia/Yekaterinburg",
        "Asia/Omsk",
        "Asia/Novosibirsk",
        "Asia/Irkutsk",
        "Asia/Yakutsk",
        "Asia/Vladivostok",
    ),
    "US": (
        "America/New_York",
        "America/Chicago",
        "America/Denver",
        "America/Phoenix",
        "America/Los_Angeles",
        "America/Anchorage",
        "Pacific/Honolulu",
    ),
}
SHORT = 8

# "MSK+01 - Samara": letters that only the database knows.
ABBREVIATION = re.compile(r"^[A-Z]{3,4}(?:[+-]\d+)? - ")

Choices = list[tuple[str, str]]
Groups = list[tuple[str, Choices]]


@cache
def countries(language: str = "en") -> dict[str, str]:
    """Name by two-letter code, in the order of the names."""
    return json.loads((HERE / f"countries.{language}.json").read_text("utf-8"))


@cache
def zones() -> list[tuple[str, str, str]]:
    """(name, country, note) of each zone that this machine knows."""
    known = available_timezones()
    rows = json.loads((HERE / "zones.json").read_text("utf-8"))
    return [(name, country, note) for name, country, note in rows if name in known]


def country_name(code: str) -> str:
    """The country's name; the code itself where it is not on the list."""
    return countries().get(code, code)


def country_choices(current: str = "") -> Groups:
    """Each once: the current and the common ones, then the others in the order of their names."""
    first = [code for code in dict.fromkeys((current, *COMMON)) if code in countries()]
    others = [(code, name) for code, name in countries().items() if code not in first]
    return [
        (_("Most used"), [(code, country_name(code)) for code in first]),
        (_("Other countries"), others),
    ]


def zone_choices(country: str, current: str = "", *, own: str = "", now: datetime) -> Groups:
    """Each zone once, with its clock at `now`, a short list first.

    That is the current one, the practice's `own`, and those of the country where most people live;
    behind it come the country's others and the world by region. Labels begin with the place, so
    that typing its first letters finds it in any list.
    """
    first = dict.fromkeys(name for name in (current, own, *most_people(country)) if name)
    # A current zone may be an old name, which the list of places leaves out.
    short = {name: with_offset(zone_label(name), name, now) for name in first}
    home = country_name(country)
    rest: dict[str, Choices] = defaultdict(list)
    for name, where, note in [*zones(), ("UTC", "", "")]:
        label = with_offset(zone_label(name, note), name, now)
        if name in short:
            short[name] = label
        else:
            rest[home if where == country else region_of(name)].append((name, label))
    here, other = rest.pop(home, []), rest.pop("UTC", [])
    groups = [(home, here), *sorted(rest.items()), (_("Other"), other)]
    groups = [(title, sorted(found, key=by_label)) for title, found in groups]
    return [group for group in [(_("Most used"), list(short.items())), *groups] if group[1]]


def most_people(country: str) -> list[str]:
    """The zones of the country for a short list: all of them where they are few."""
    known = [name for name, where, _note in zones() if where == country]
    return [name for name in MOST_PEOPLE.get(country, known[:SHORT]) if name in known]


def by_label(choice: tuple[str, str]) -> str:
    """What a list of choices is ordered by."""
    return choice[1].casefold()


def region_of(zone: str) -> str:
    """The part of the world in which the zone lies, in plain words."""
    part = zone.split("/")[0]
    return str(REGIONS.get(part, part))


def zone_label(name: str, note: str = "") -> str:
    """ "New York: Eastern (most areas)"."""
    place = ", ".join(reversed(name.split("/")[1:])).replace("_", " ") or name
    note = ABBREVIATION.sub("", note)
    if note.startswith(place):
        return note
    return f"{place}: {note}" if note else place


def with_offset(label: str, zone: str, now: datetime) -> str:
    """ "New York, UTC−5: Eastern (most areas)": what a phone cuts off is what matters least."""
    place, _colon, note = label.partition(": ")
    return f"{place}, {offset(zone, now)}" + (f": {note}" if note else "")


def offset(zone: str, now: datetime) -> str:
    """ "UTC−5" or "UTC+5:30": how far the zone's clock is from UTC at the instant `now`."""
    shift = now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    hours, minutes = divmod(abs(int(shift.total_seconds())) // 60, 60)
    sign = "\N{MINUS SIGN}" if shift < timedelta() else "+"
    return f"UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")


def clock_there(zone: str, now: datetime) -> str:
    """ "New York time, now 14:05"."""
    return _("%(place)s time, now %(time)s") % {
        "place": zone_label(zone),
        "time": clock.time_of_day(now.astimezone(ZoneInfo(zone))),
    }
