"""The days on which the practice is closed, in a real browser: clean, and pressed by hand."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from practice.models import Practice
from tests.browser.test_practice_pages import fits
from tests.factories import make_counselor, make_owner, make_practice


@pytest.fixture
def olga(transactional_db):
    """The owner of a practice in New York that closes for three days soon."""
    today = timezone.now().date()
    days = [str(today + timedelta(days=n)) for n in (7, 8, 9)]
    closed = [{"on": day, "words": "Between the years"} for day in days]
    return make_owner(make_practice(holidays_of="US-NY", closed_on=closed))


@pytest.mark.parametrize("width", [360, 1280])
def test_her_page_and_her_colleagues_are_clean_and_fit(page, axe_clean, sign_in, olga, width):
    ana = make_counselor(olga.practice)
    page.set_viewport_size({"width": width, "height": 800})

    for who, name in ((olga, "practice:closed"), (ana, "practice:away")):
        page.context.clear_cookies()
        sign_in(page, who.user)
        page.goto(reverse(name))
        axe_clean(page)
        assert (name, fits(page)) == (name, True)


def test_she_works_on_a_holiday_and_closes_a_day(page, sign_in, olga):
    sign_in(page, olga.user)
    page.goto(reverse("practice:closed"))

    page.get_by_label("Columbus Day").uncheck()
    page.locator("form", has=page.get_by_label("Columbus Day")).get_by_text("Save").click()
    expect(page.get_by_label("Columbus Day")).not_to_be_checked()
    page.get_by_role("button", name="Take out").click()

    expect(page.get_by_text("Taken out.")).to_be_visible()
    practice = Practice.objects.get()
    assert (len(practice.works_on), practice.closed_on) == (1, [])
