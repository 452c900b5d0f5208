"""The reminders on the assign page follow the day, and a button shows them where nothing comes."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.factories import make_counselor, make_practice, make_version
from tests.worksheets.reminders.people import DAY, agree, make_reachable
from worksheets.models import Assignment


@pytest.fixture
def ana(transactional_db):
    """The counselor."""
    return make_counselor(make_practice())


@pytest.fixture
def opened(page: Page, ana, sign_in) -> Page:
    """The page on which Maya, who said yes to reminders, is given a sheet."""
    maya, version = make_reachable(ana), make_version()
    sign_in(page, ana.user)
    page.goto(f"/caseload/{maya.pk}/assign/{version.worksheet_id}/")
    return page


def in_a_week() -> str:
    return (timezone.localdate() + 7 * DAY).isoformat()


def test_the_rows_follow_the_day(opened: Page):
    rows = opened.locator("[data-ahead-lines] li")
    button = opened.get_by_role("button", name="Show the reminders for this day")
    expect(rows).to_have_count(1)
    expect(button).to_have_count(0)

    opened.get_by_label("Good to have by").fill(in_a_week())

    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("her time, by e-mail: You have something waiting")
    assert Assignment.objects.count() == 0


def test_what_does_not_come_brings_the_button_and_the_words_stay(opened: Page):
    opened.route("**/*show=rows", lambda route: route.abort())
    opened.get_by_label("A line for Maya").fill("You spoke of the harbour.")
    opened.get_by_label("Good to have by").fill(in_a_week())

    opened.get_by_role("button", name="Show the reminders for this day").click()

    expect(opened.locator("[data-ahead-lines] li")).to_have_count(3)
    expect(opened.get_by_label("A line for Maya")).to_have_value("You spoke of the harbour.")
    opened.get_by_role("button", name="Give it to Maya").click()
    expect(opened.get_by_text("Maya has it now")).to_be_visible()


def test_what_she_does_not_want_is_one_line(page: Page, ana, sign_in):
    maya, version = make_reachable(ana), make_version()
    agree(maya, given=False, at=maya.consents.get().at + DAY)
    sign_in(page, ana.user)

    page.goto(f"/caseload/{maya.pk}/assign/{version.worksheet_id}/")

    expect(page.get_by_text("She has chosen to have no reminders.")).to_be_visible()
