"""Before an idle session ends: a word two minutes ahead, and one button to stay (I-13)."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import (
    NOW,
    make_assignment,
    make_client,
    make_counselor,
    make_owner,
    make_practice,
)
from worksheets.models import Answer, Comment


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
    assert again.evaluate("link => link.target") == ""
    expect(owners_page.get_by_text("stays on this page")).not_to_be_visible()


def time_runs_out(page, settings) -> None:
    """The session ends while the page stands open."""
    settings.IDLE_MINUTES = {"client": 0, "staff": 0}
    page.clock.run_for(61_000)
    expect(page.get_by_role("dialog")).to_be_visible()


def sign_in_there(page, settings, sign_in, user, live_server) -> None:
    """Signs in in another tab, which gives every form a new token, and comes back to this one."""
    settings.IDLE_MINUTES = {"client": 3, "staff": 3}
    sign_in(page, user)
    token = {"name": settings.CSRF_COOKIE_NAME, "value": "n" * 32, "url": live_server.url}
    page.context.add_cookies([token])
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("dialog")).not_to_be_visible()


@pytest.fixture
def maya(transactional_db):
    """Ana's client."""
    return make_client(make_counselor(make_practice()))


def opened(page, settings, sign_in, user, url):
    """A page where sessions may be quiet for three minutes only."""
    settings.IDLE_MINUTES = {"client": 3, "staff": 3}
    sign_in(page, user)
    page.clock.install()
    page.goto(url)
    return page


def test_words_on_the_page_stay_while_she_signs_in_in_a_new_tab(
    desk, maya, settings, sign_in, live_server, axe_clean
):
    given = make_assignment(maya, declined_at=NOW, decline_reason="painful")
    url = reverse("worksheets:kind_word", args=[maya.pk, given.pk])
    ana = given.assigned_by
    page = opened(desk, settings, sign_in, ana, url)
    page.locator("textarea").fill("No hurry at all.")

    time_runs_out(page, settings)

    axe_clean(page)
    again = page.get_by_role("link", name="Sign in again")
    assert again.evaluate("link => [link.target, link.rel]") == ["_blank", "noopener"]
    with page.context.expect_page() as tab:
        again.click()
    expect(tab.value.get_by_role("heading", name="Sign in")).to_be_visible()
    # Its passkey script fetches a session of its own: a late one would take this sign-in away.
    tab.value.wait_for_load_state("networkidle")
    sign_in_there(page, settings, sign_in, ana, live_server)
    expect(page.locator("textarea")).to_have_value("No hurry at all.")
    page.get_by_role("button", name="Send to Maya").click()
    expect(page.get_by_text("Maya can read it now.")).to_be_visible()
    assert [one.body for one in Comment.objects.all()] == ["No hurry at all."]


def test_a_form_without_a_script_of_its_own_goes_too_after_that(
    phone, maya, settings, sign_in, live_server
):
    given = make_assignment(maya)
    url = reverse("worksheets:not_now", args=[given.pk])
    page = opened(phone, settings, sign_in, maya.membership.user, url)
    page.locator("textarea").fill("After the visit.")

    time_runs_out(page, settings)
    sign_in_there(page, settings, sign_in, maya.membership.user, live_server)
    page.get_by_role("button", name="Put it aside").click()

    expect(page.get_by_text("It is put aside")).to_be_visible()
    given.refresh_from_db()
    assert given.decline_words == "After the visit."


def test_a_sheet_saves_what_was_written_when_time_ran_out(
    phone, maya, settings, sign_in, live_server
):
    given = make_assignment(maya, round={"opened_at": NOW})
    url = reverse("worksheets:part", args=[given.pk, 1])
    page = opened(phone, settings, sign_in, maya.membership.user, url)
    settings.IDLE_MINUTES = {"client": 0, "staff": 0}
    page.get_by_label("What did you notice this week?").fill("The bus at four.")

    time_runs_out(page, settings)

    again = page.get_by_role("link", name="Sign in again")
    assert again.evaluate("link => link.target") == "_blank"
    sign_in_there(page, settings, sign_in, maya.membership.user, live_server)
    expect(page.locator("[data-saved]").first).to_have_attribute("data-state", "saved")
    assert Answer.objects.get().value == "The bus at four."
