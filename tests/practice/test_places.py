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


def test_a_short_list_comes_first_with_the_places_where_most_people_live():
    title, found = places.zone_choices("US", now=NOW)[0]

    assert title == "Most used"
    assert found[0] == ("America/New_York", "New York, UTC\N{MINUS SIGN}4: Eastern (most areas)")
    assert [name for name, _label in found] == list(places.MOST_PEOPLE["US"])


def test_her_own_zone_and_the_practices_lead_the_short_list():
    _title, found = places.zone_choices("IE", "Europe/Lisbon", own="US/Eastern", now=NOW)[0]

    assert [name for name, _label in found] == ["Europe/Lisbon", "US/Eastern", "Europe/Dublin"]


def test_every_zone_of_a_short_list_is_one_of_its_country():
    where = {name: country for name, country, _note in places.zones()}

    strangers = [
        name
        for country, found in places.MOST_PEOPLE.items()
        for name in found
        if where.get(name) != country
    ]

    assert strangers == []


def test_no_country_has_a_long_list_for_a_short_one():
    known = {country for _name, country, _note in places.zones()}

    assert max(len(places.most_people(country)) for country in known) <= 9


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
        "Most used",
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
