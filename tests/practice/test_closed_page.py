"""The owner's page of closed days, and what her colleagues read of it."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from practice.models import Practice
from tests.factories import NOW, make_counselor, make_owner, make_practice
from tests.journeys.page import Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def olga(browser):
    olga = make_owner(make_practice(holidays_of="US-NY"))
    browser.sign_in(olga.user)
    return olga


def shown(browser) -> str:
    return Page(browser.get(reverse("practice:closed")).content.decode(), "/").text


def post(browser, name: str, **data) -> str:
    """The page after it, as text."""
    answer = browser.post(reverse(f"practice:{name}"), data, follow=True)
    assert answer.status_code == 200
    return Page(answer.content.decode(), "/").text


def test_it_lists_the_next_twelve_months(browser, olga):
    page = shown(browser)

    assert "What is known of New York, United States." in page
    assert "Thursday 26 November 2026: Thanksgiving Day" in page
    assert "Friday 1 January 2027: New Year's Day" in page
    assert "2026: New Year's Day" not in page


def test_a_country_first_and_then_its_part(browser, olga):
    post(browser, "choose_holidays", country="AU")
    after_country = (Practice.objects.get().holidays_of, "New South Wales" in shown(browser))
    post(browser, "choose_holidays", country="AU", region="NSW")
    after_part = Practice.objects.get().holidays_of
    # The part of the country before is none of this one.
    post(browser, "choose_holidays", country="PT", region="NSW")

    assert after_country == ("AU", True)
    assert (after_part, Practice.objects.get().holidays_of) == ("AU-NSW", "PT")


def test_no_country_keeps_no_holidays(browser, olga):
    page = post(browser, "choose_holidays", country="")

    assert Practice.objects.get().holidays_of == ""
    assert "The next twelve months" not in page


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"country": "ZZ"}, "Please choose a country from the list."),
        ({"country": "US", "region": "QQ"}, "Please choose a part from the list."),
    ],
)
def test_a_place_that_is_not_on_the_list_is_told_so(browser, olga, data, said):
    page = post(browser, "choose_holidays", **data)

    assert said in page
    assert Practice.objects.get().holidays_of == "US-NY"


def test_a_tick_that_is_taken_off_is_a_day_of_work(browser, olga):
    page = Page(browser.get(reverse("practice:closed")).content.decode(), "/")
    form = next(one for one in page.forms if one.action == reverse("practice:keep_holidays"))
    sent = form.filled({}, {})
    ticked = [day for day in sent["closed"] if day != "2026-10-12"]

    post(browser, "keep_holidays", shown=sent["shown"], closed=ticked)

    assert Practice.objects.get().works_on == ["2026-10-12"]


def test_an_old_page_speaks_only_of_what_it_showed(browser, olga):
    """A holiday that came on the list meanwhile is not taken for one without its tick."""
    post(browser, "keep_holidays", shown="2026-03-09 2026-11-26 x", closed=["2026-12-25", "\x00"])

    assert Practice.objects.get().works_on == ["2026-11-26"]


def test_days_of_its_own_are_added_and_taken_out(browser, olga):
    days = {"first": "2026-12-28", "last": "2026-12-31"}
    added = post(browser, "close_days", **days, words="Between the years")
    taken = post(browser, "reopen_days", **days)
    again = post(browser, "reopen_days", **days)

    assert "Monday 28 December until Thursday 31 December" in added
    assert ("Between the years" in added, "Between the years" in taken) == (True, False)
    assert "These days were taken out meanwhile." in again


def test_a_single_day_needs_no_last(browser, olga):
    post(browser, "close_days", first="2026-07-17", last="", words="Team day")

    assert Practice.objects.get().closed_on == [{"on": "2026-07-17", "words": "Team day"}]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-12-30", "2026-12-29", "The last day comes before the first."),
        ("2026-04-01", "2028-01-01", "These are more than two months."),
        ("2026-03-01", "", "That day has gone by."),
        ("soon", "", "Please choose a day from the calendar."),
    ],
)
def test_what_was_typed_stays_with_what_to_do(browser, olga, first, last, said):
    page = post(browser, "close_days", first=first, last=last, words="Paint & plaster")

    assert said in page
    assert Practice.objects.get().closed_on == []


def test_all_that_is_open_is_told_at_once(browser, olga):
    page = post(browser, "close_days", first="2026-12-30", last="2026-12-29", words=" ")

    assert "The last day comes before the first." in page
    assert "Please write a word for your colleagues." in page


def test_a_colleague_reads_the_next_few_where_she_says_when_she_is_away(browser, olga):
    post(browser, "close_days", first="2026-03-20", last="2026-03-21", words="Team days")
    browser.force_login(make_counselor(olga.practice).user)

    page = Page(browser.get(reverse("practice:away")).content.decode(), "/").text

    told = page.partition("The practice is also closed")[2].partition("First day away")[0]
    names = ["Team days", "Memorial Day", "Juneteenth", "Independence Day (observed)"]
    assert [name for name in names if name in told] == names
    assert "Friday 20 March until Saturday 21 March" in told
    assert "Labor Day" not in told


def test_a_colleague_changes_nothing_there(browser, olga):
    browser.force_login(make_counselor(olga.practice).user)

    answers = [
        browser.get(reverse("practice:closed")),
        browser.post(reverse("practice:choose_holidays"), {"country": "PT"}),
        browser.post(reverse("practice:close_days"), {"first": str(date(2026, 4, 1))}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert Practice.objects.get().holidays_of == "US-NY"
