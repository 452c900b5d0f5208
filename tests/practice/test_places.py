"""Countries and zones to choose from."""

from zoneinfo import ZoneInfo

import pytest

from practice import clock, places
from tests.factories import NOW

RAW = tuple(f"{part}/" for part in places.REGIONS)


def names(groups) -> list[str]:
    return [name for _group, found in groups for name, _label in found]


def test_every_zone_offered_is_a_zone():
    for name in set(names(places.zone_choices("US", now=NOW))):
        ZoneInfo(name)


def test_zones_of_the_country_come_first_and_the_usual_ones_before_the_rare():
    group, found = places.zone_choices("US", now=NOW)[0]

    assert group == "United States"
    assert found[0] == ("America/Anchorage", "Anchorage, UTC\N{MINUS SIGN}8: Alaska (most areas)")
    assert ("America/New_York", "New York, UTC\N{MINUS SIGN}4: Eastern (most areas)") in found[:6]


@pytest.mark.parametrize("current", ["US/Eastern", "Etc/GMT+3"])
def test_the_current_zone_is_always_there(current):
    assert current in names(places.zone_choices("US", current, now=NOW))
    assert names(places.zone_choices("US", "Europe/Lisbon", now=NOW)).count("Europe/Lisbon") == 1


def test_countries_begin_with_the_current_one():
    first = places.country_choices("PT")[0][1]

    assert first[0] == ("PT", "Portugal")
    assert sorted(names(places.country_choices("PT"))) == sorted(places.countries())
    assert places.country_name("XX") == "XX"


@pytest.mark.parametrize("country", ["US", "PT", "XX"])
def test_every_zone_stands_there_once_and_reads_unlike_any_other(country):
    groups = places.zone_choices(country, "America/New_York", now=NOW)

    labels = [label for _group, found in groups for _name, label in found]
    assert len(names(groups)) == len(set(names(groups))) == len(places.zones()) + 1
    assert len(set(labels)) == len(labels)
    assert [label for label in labels if "_" in label or label.startswith(RAW)] == []


def test_the_other_zones_stand_by_region_in_plain_words():
    assert [title for title, _found in places.zone_choices("US", now=NOW)] == [
        "United States",
        "Africa",
        "Americas",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic islands",
        "Australia",
        "Europe",
        "Indian Ocean islands",
        "Pacific islands",
        "Other",
    ]


@pytest.mark.parametrize(
    ("name", "note", "label"),
    [
        ("America/Argentina/Buenos_Aires", "", "Buenos Aires, Argentina"),
        ("Atlantic/Canary", "Canary Islands", "Canary Islands"),
        ("Europe/Samara", "MSK+01 - Samara, Udmurtia", "Samara, Udmurtia"),
        ("America/Phoenix", "MST - AZ (except Navajo)", "Phoenix: AZ (except Navajo)"),
        ("UTC", "", "UTC"),
    ],
)
def test_a_place_is_called_as_people_call_it(name, note, label):
    assert places.zone_label(name, note) == label


@pytest.mark.parametrize(
    ("zone", "country", "said"),
    [
        ("America/New_York", "US", "New York time, now 11:00\N{NO-BREAK SPACE}am"),
        ("Asia/Kolkata", "GB", "Kolkata time, now 20:30"),
    ],
)
def test_the_hint_says_place_and_time_in_words(zone, country, said):
    with clock.read_in(country):
        assert places.clock_there(zone, NOW) == said


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Asia/Kolkata", "UTC+5:30"),
        ("America/St_Johns", "UTC\N{MINUS SIGN}2:30"),
        ("UTC", "UTC+0"),
    ],
)
def test_an_offset_is_that_of_the_day(zone, said):
    assert places.offset(zone, NOW) == said
