"""Home leads straight to where she writes, and is warm before there is anything to do."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from clients.models import Flag
from tests.factories import NOW, make_assignment, make_version
from tests.worksheets.views.mine.conftest import Hers, text
from worksheets.models import Version

pytestmark = pytest.mark.django_db

HOME = "/my/"


def test_go_on_is_one_press_to_her_last_part(hers):
    hers.save("One.")
    hers.post("save", {"place": 1, "go": "next"})

    assert f'href="{hers.url("go_on")}">Go on<' in text(hers.http.get(HOME))
    assert hers.get("go_on")["Location"] == hers.url("part", 2)


def test_a_first_time_begins_on_the_page_before(browser, maya):
    browser.force_login(maya.membership.user)
    new = Hers(browser, make_assignment(maya))

    assert f'href="{new.url("sheet")}">Begin<' in text(browser.get(HOME))
    assert new.get("go_on")["Location"] == new.url("sheet")


def test_a_sheet_that_waits_for_a_talk_does_not_go_on(browser, maya, ana):
    browser.force_login(maya.membership.user)
    heavy = make_version(weight=Version.Weight.HEAVY)
    hers = Hers(browser, make_assignment(maya, heavy, round={"opened_at": NOW}))
    Flag.objects.create(client=maya, kind="heavy_off", set_by=ana.user)

    assert f'href="{hers.url("sheet")}">Look at it<' in text(browser.get(HOME))
    assert hers.get("go_on")["Location"] == hers.url("sheet")


def test_what_is_sent_is_read_not_gone_on_with(hers):
    hers.send()

    assert hers.get("go_on")["Location"] == hers.url("read")


def test_the_first_home_says_what_will_come_and_what_she_can_do(browser, maya):
    browser.force_login(maya.membership.user)

    page = text(browser.get(HOME))

    assert "Nothing is asked of you yet." in page
    assert "When Ana has a sheet for you, it will be on this page" in page
    ways = ["clients:my_dates", "clients:my_settings", "worksheets:help"]
    main = page.split("<main")[1]
    assert [way for way in ways if f'href="{reverse(way)}"' not in main] == []


def test_a_home_with_work_behind_it_is_not_the_first(hers):
    hers.send()

    page = text(hers.http.get(HOME))

    assert "Nothing is waiting for you." in page
    assert "What will come" not in page


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (timedelta(minutes=5), "Saved 11:00 am"),
        (timedelta(days=1), "Saved yesterday 11:00 am"),
        (timedelta(days=3), "Saved 10 March 11:00 am"),
    ],
)
def test_saved_names_its_day_when_it_was_another(hers, maya, later, said):
    hers.save("One.")

    with time_machine.travel(NOW + later):
        hers.http.force_login(maya.membership.user)
        page = text(hers.get("part", 1))

    assert f">{said}<" in page


def test_a_client_elsewhere_reads_her_own_countrys_clock(hers, maya):
    maya.country = "GB"
    maya.save()

    said = hers.save("One.").json()

    assert (said["saved_words"], said["later_words"]) == ("Saved 11:00", "Saved 10 March 11:00")
    assert ">Saved 11:00<" in text(hers.get("part", 1))
