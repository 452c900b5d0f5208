"""Then and now on her pages: her words in order, and a line of today under the older ones."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import NOW, make_assignment, make_version
from tests.worksheets.views.mine.conftest import Hers, text
from worksheets.models import AddedLine, Answer

pytestmark = pytest.mark.django_db
OLD, NEW = "The quiet of the house.", "The birds again."
PLACE = 1


@pytest.fixture
def twice(browser, maya) -> Hers:
    """The older of two sheets in which she answered the same part."""
    version = make_version()
    older, newer = (make_assignment(maya, version, round={"opened_at": NOW}) for _ in range(2))
    for given, words, days in ((older, OLD, 30), (newer, NEW, 1)):
        answer(given, words, days)
    browser.force_login(maya.membership.user)
    return Hers(browser, older)


def answer(given, words: str, days: int) -> None:
    Answer.objects.create(
        client=given.client,
        assignment=given,
        prompt_key="noticed",
        value=words,
        saved_at=NOW - timedelta(days=days),
    )


def add(twice, body: str, **more):
    data = {"body": body, "round": twice.assignment.rounds.get().pk, "revision": 0, "go": "keep"}
    return twice.http.post(twice.url("then_and_now_part", PLACE), data | more)


def page_of(twice) -> str:
    return text(twice.get("then_and_now_part", PLACE))


def test_her_words_stand_in_order_of_time_and_in_words(twice):
    page = page_of(twice)

    assert page.index(OLD) < page.index(NEW)
    assert ("8 February 2026" in page, "9 March 2026" in page) == (True, True)
    assert [word for word in ("score", "progress", "better") if word in page] == []


def test_the_read_page_and_the_list_lead_there(twice):
    there = f'href="{twice.url("then_and_now_part", PLACE)}"'

    assert there in text(twice.get("read"))
    assert there in text(twice.get("then_and_now"))


def test_what_she_answered_once_leads_nowhere(hers):
    hers.save("One.")

    assert "Then and now" not in text(hers.get("read"))
    assert "once" in text(hers.get("then_and_now"))


def test_a_line_stands_under_the_older_words_which_stay(twice):
    response = add(twice, "I was tired then.")

    assert response.status_code == 302
    page = page_of(twice)
    assert page.index(OLD) < page.index("I was tired then.") < page.index(NEW)
    assert sorted(row.value for row in Answer.objects.all()) == sorted([OLD, NEW])


def test_a_line_is_changed_and_taken_away(twice):
    add(twice, "I was tired then.")
    add(twice, "I was very tired then.", revision=1)
    assert AddedLine.objects.get().body == "I was very tired then."

    add(twice, "I was very tired then.", revision=2, go="remove")

    assert AddedLine.objects.count() == 0


def test_only_older_words_take_a_line(twice):
    assert page_of(twice).count("Add a line of today") == 1


def test_a_line_changed_on_another_page_is_shown_beside_what_she_typed(twice):
    add(twice, "On the phone.")

    response = add(twice, "At the desk.")

    page = text(response)
    assert response.status_code == 409
    assert ("On the phone." in page, "At the desk." in page) == (True, True)
    assert AddedLine.objects.get().body == "On the phone."
    add(twice, "At the desk.", revision=1)
    assert AddedLine.objects.get().body == "At the desk."


@pytest.mark.parametrize(
    ("odd", "status"),
    [
        ({"body": "x" * 2001}, 422),
        ({"body": "one\x00two"}, 422),
        ({"revision": "-1"}, 422),
        ({"round": "no-id"}, 409),
        ({"round": "00000000-0000-0000-0000-000000000000"}, 409),
    ],
)
def test_odd_posts_get_a_page_and_keep_what_she_typed(twice, odd, status):
    data = {"body": "A line of hers."} | odd

    response = add(twice, **data)

    assert response.status_code == status
    assert str(data["body"]).replace("\x00", "")[:30] in response.content.decode().replace(
        "\x00", ""
    )
    assert AddedLine.objects.count() == 0


def test_after_her_care_what_she_typed_comes_back(twice, ana):
    maya = twice.assignment.client
    maya.discharged_at, maya.discharged_by = NOW, ana.user
    maya.save()

    response = add(twice, "One more line.")

    assert (response.status_code, "One more line." in text(response)) == (409, True)
    assert "Add a line of today" not in page_of(twice)


@pytest.mark.parametrize("place", [0, 3, 9, 10**9])
def test_places_without_words_are_not_there(twice, place):
    url = twice.url("then_and_now_part", 1).removesuffix("1/")

    assert twice.http.get(f"{url}{place}/").status_code == 404


def test_the_page_of_a_line_that_asks_for_help_says_so_without_a_script(twice):
    add(twice, "I want to die.")

    assert "It sounds like today may be very hard." in page_of(twice).split("<noscript>")[1]


def test_a_line_posted_after_the_session_ended_waits_and_comes_back(twice):
    slip = re.search(r'name="slip" value="([^"]+)"', page_of(twice))
    twice.http.logout()

    response = add(twice, "I was tired then.", slip=slip[1])
    twice.http.force_login(twice.assignment.client.membership.user)
    page = page_of(twice)

    assert response["Location"].startswith(reverse("account_login"))
    assert ("Your words are back" in page, "I was tired then." in page) == (True, True)
    assert AddedLine.objects.count() == 0
    add(twice, "I was tired then.", slip=slip[1])
    assert "Your words are back" not in page_of(twice)


def test_neither_title_nor_address_tells_of_it(twice):
    page = page_of(twice)

    title = page.split("<title>")[1].split("</title>")[0]
    assert title.startswith("Then and now")
    assert "noticed" not in reverse("worksheets:then_and_now_part", args=[twice.assignment.pk, 1])


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(
    ("name", "args", "queries"), [("then_and_now", (), 7), ("then_and_now_part", (1,), 11)]
)
def test_it_costs_the_same_with_one_answer_and_with_thirty(
    browser, maya, rows, name, args, queries
):
    version = make_version()
    for number in range(rows):
        given = make_assignment(maya, version, round={"opened_at": NOW})
        answer(given, f"Words {number}.", number)
    browser.force_login(maya.membership.user)
    hers = Hers(browser, given)
    hers.get(name, *args)

    with CaptureQueriesContext(connection) as found:
        hers.get(name, *args)

    assert len(found) == queries
