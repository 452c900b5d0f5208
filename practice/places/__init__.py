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


def zone_choices(country: str, current: str = "", *, now: datetime) -> Groups:
    """Each zone once, with its clock at `now`: the country's first, then the world by region.

    Labels begin with the place, so that typing its first letters finds it in any list.
    """
    near: list[tuple[bool, str, str]] = []
    regions: dict[str, Choices] = defaultdict(list)
    for name, where, note in zones():
        label = with_offset(zone_label(name, note), name, now)
        if where == country:
            near.append(("most areas" not in note, label, name))
        else:
            regions[region_of(name)].append((name, label))
    groups = [(country_name(country), [(name, label) for _rare, label, name in sorted(near)])]
    groups += [(title, sorted(found, key=by_label)) for title, found in sorted(regions.items())]
    groups.append((_("Other"), [("UTC", "UTC")]))
    if current and not any(current == name for _title, found in groups for name, _label in found):
        groups.insert(0, (_("Now"), [(current, with_offset(zone_label(current), current, now))]))
    return [group for group in groups if group[1]]


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
