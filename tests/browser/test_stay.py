"""Before an idle session ends: a word two minutes ahead, and one button to stay (I-13)."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import make_owner, make_practice


@pytest.fixture
def owners_page(desk, sign_in, settings):
    """An owner's page where sessions may be quiet for three minutes only."""
    settings.IDLE_MINUTES = {"client": 3, "staff": 3}
    sign_in(desk, make_owner(make_practice()).user)
    desk.clock.install()
    desk.goto(reverse("practice:overview"))
    return desk


def test_a_quiet_page_asks_and_one_key_keeps_it(owners_page, settings, axe_clean):
    dialog = owners_page.get_by_role("dialog")
    settings.IDLE_MINUTES = {"client": 2, "staff": 2}  # as if a minute had passed on the server
    owners_page.clock.run_for(61_000)
    expect(dialog).to_be_visible()
    axe_clean(owners_page)

    settings.IDLE_MINUTES = {"client": 3, "staff": 3}
    with owners_page.expect_response("**/session/") as told:
        owners_page.keyboard.press("Enter")

    expect(dialog).not_to_be_visible()
    assert told.value.request.method == "POST"
    assert told.value.json()["seconds"] > 120


def test_somebody_who_types_is_not_asked(owners_page):
    owners_page.keyboard.press("Tab")

    with owners_page.expect_response("**/session/") as told:
        owners_page.clock.run_for(61_000)

    assert told.value.request.method == "POST"
    expect(owners_page.get_by_role("dialog")).not_to_be_visible()


def test_a_quiet_look_says_that_it_is_one(owners_page):
    with owners_page.expect_response("**/session/") as told:
        owners_page.clock.run_for(61_000)

    assert told.value.request.headers["x-tend-quiet"] == "1"


def test_after_the_end_the_way_back_is_shown(owners_page, settings):
    settings.IDLE_MINUTES = {"client": 0, "staff": 0}
    owners_page.clock.run_for(61_000)

    again = owners_page.get_by_role("link", name="Sign in again")
    expect(again).to_be_visible()
    assert again.evaluate("link => new URL(link.href).search") == "?next=%2Fpractice%2F&ended=idle"
