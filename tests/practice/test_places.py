"""Countries and zones to choose from."""

from zoneinfo import ZoneInfo

import pytest

from practice import places


def names(groups) -> list[str]:
    return [name for _group, found in groups for name, _label in found]


def test_every_zone_offered_is_a_zone():
    for name in set(names(places.zone_choices("US"))):
        ZoneInfo(name)


def test_zones_of_the_country_come_first_and_the_usual_ones_before_the_rare():
    group, found = places.zone_choices("US")[0]

    assert group == "United States"
    assert found[0] == ("America/Anchorage", "Anchorage: Alaska (most areas)")
    assert ("America/New_York", "New York: Eastern (most areas)") in found[:6]


@pytest.mark.parametrize("current", ["US/Eastern", "Etc/GMT+3"])
def test_the_current_zone_is_always_there(current):
    assert current in names(places.zone_choices("US", current))
    assert names(places.zone_choices("US", "Europe/Lisbon")).count("Europe/Lisbon") == 1


def test_countries_begin_with_the_current_one():
    first = places.country_choices("PT")[0][1]

    assert first[0] == ("PT", "Portugal")
    assert len(dict(places.country_choices("PT")[1][1])) == len(places.countries())
    assert places.country_name("XX") == "XX"
