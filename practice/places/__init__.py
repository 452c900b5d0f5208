"""Countries and time zones to choose from, as the public tz database names them."""

import json
from collections import defaultdict
from functools import cache
from pathlib import Path
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

HERE = Path(__file__).parent

# Where help lines are most likely known, and where most practices are.
COMMON = ("US", "CA", "GB", "IE", "AU", "NZ")

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
    """The current and the common ones first, then all in the order of their names."""
    first = [code for code in dict.fromkeys((current, *COMMON)) if code in countries()]
    return [
        (_("Most used"), [(code, country_name(code)) for code in first]),
        (_("All countries"), list(countries().items())),
    ]


def zone_choices(country: str, current: str = "") -> Groups:
    """Zones of the country first, then of the world by part; the current one is always there."""
    parts: dict[str, Choices] = defaultdict(list)
    for name, _country, note in zones():
        parts[name.split("/")[0]].append((name, zone_label(name, note)))
    near = [(name, zone_label(name, note)) for name, where, note in zones() if where == country]
    near.sort(key=lambda row: ("most areas" not in row[1], row[1]))
    groups = [(country_name(country), near)] if near else []
    groups += [(part, sorted(found, key=lambda row: row[1])) for part, found in parts.items()]
    groups.append((_("Other"), [("UTC", "UTC")]))
    if current and not any(current == name for _part, found in groups for name, _label in found):
        groups.insert(0, (_("Now"), [(current, zone_label(current))]))
    return groups


def zone_label(name: str, note: str = "") -> str:
    """ "New York: Eastern (most areas)"."""
    place = ", ".join(reversed(name.split("/")[1:])).replace("_", " ") or name
    return f"{place}: {note}" if note else place
