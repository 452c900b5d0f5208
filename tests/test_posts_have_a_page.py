"""Whoever opens an address that only takes posts lands on the page that its form is on."""

import pytest

from tests.scene import Scene, make_scene
from tests.walk import BOTH, STOPS, address, signed_in, stops

pytestmark = pytest.mark.django_db

PERSON = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
ONLY_POSTS = sorted(set(stops("POST")) - {name for name in STOPS if STOPS[name].how == BOTH})
# Where an address shows a page with something to mend, and which page that is.
PAGES = {
    "clients:add_care_link": "clients:team",
    "clients:hand_over": "clients:team",
    "clients:publish_agreement": "clients:agreements",
    "clients:set_flag": "clients:flags",
    "clients:set_session": "worksheets:client",
    "practice:answer_offer": "practice:offers",
    "practice:ask_again": "practice:people",
    "practice:choose_holidays": "practice:closed",
    "practice:close_days": "practice:closed",
    "practice:end_membership": "practice:colleague",
    "practice:keep_holidays": "practice:closed",
    "practice:release_deliveries": "practice:deliveries",
    "practice:retry_delivery": "practice:deliveries",
    "worksheets:comment": "worksheets:review",
    "worksheets:pause_reminders": "worksheets:reminders",
    "worksheets:reply": "worksheets:read",
    "worksheets:save": "worksheets:sheet",
    "worksheets:send_review": "worksheets:review",
    "worksheets:submit": "worksheets:share",
    "worksheets:words_read": "worksheets:read",
}


@pytest.fixture
def scene() -> Scene:
    """Maya's file."""
    return make_scene()


def test_every_such_address_leads_a_person_to_a_page(scene):
    ends = {}
    for name in ONLY_POSTS:
        browser = signed_in(scene, STOPS[name].who)
        ends[name] = browser.get(address(scene, name), headers=PERSON, follow=True).status_code

    assert ends == dict.fromkeys(ONLY_POSTS, 200)


def test_the_page_is_the_one_that_the_form_is_on(scene):
    led = {}
    for name in PAGES:
        browser, url = signed_in(scene, STOPS[name].who), address(scene, name)
        led[name] = browser.get(url, headers=PERSON)["Location"]

    expected = {name: address(scene, page, STOPS[name].sheet) for name, page in PAGES.items()}
    assert led == expected


def test_a_program_is_still_told_that_it_may_not(scene):
    browser = signed_in(scene, "maya")

    assert browser.get(address(scene, "worksheets:reply")).status_code == 405
