"""Today and the client's page as they are read."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from clients.models import TenderDate
from practice import vault
from tests.factories import (
    NOW,
    make_assignment,
    make_client,
    make_reply,
    make_submission,
    make_version,
)
from tests.worksheets.reminders.people import agree
from tests.worksheets.views.desk.conftest import of_sheet, url
from worksheets.models import TalkRequest

pytestmark = pytest.mark.django_db


def words(response) -> str:
    """The text of the page without its tags, one space between."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", text)


def test_an_empty_today_says_what_will_stand_there(ana):
    page = words(ana.get(url("today")))

    assert "Nothing waits" in page
    assert "0 sheets to read." in page


def test_today_tells_who_and_what_and_leads_to_it(ana, people, maya):
    done = make_submission(make_assignment(maya), {"noticed": "The quiet."}).assignment
    declined = make_assignment(maya, declined_at=NOW, decline_reason="no_privacy")
    asked = TalkRequest.objects.create(client=maya, kind="safety", at=NOW, assignment=done)

    page = ana.get(url("today"))

    text = words(page)
    assert "1 sheet to read." in text
    assert "Please raise safety with me Naming what I miss" in text
    assert "She put it aside: no private moment." in text
    assert "The quiet." not in text
    html = page.content.decode()
    for address in (
        of_sheet("review", done),
        of_sheet("kind_word", declined),
        of_sheet("decline_seen", declined),
        url("request_seen", maya, asked),
    ):
        assert f'"{address}"' in html


def test_what_is_seen_leaves_today(ana, maya):
    declined = make_assignment(maya, declined_at=NOW, decline_reason="long")
    asked = TalkRequest.objects.create(client=maya, kind="talk_first", at=NOW)

    for address in (of_sheet("decline_seen", declined), url("request_seen", maya, asked)):
        response = ana.post(address, follow=True)
        assert response.redirect_chain == [(url("today"), 302)]
        assert "Marked as seen." in words(response)

    assert "Nothing waits" in words(ana.get(url("today")))


@pytest.fixture
def replied(maya):
    """A sheet under whose comment she has written."""
    given = make_submission(make_assignment(maya), {"noticed": "The quiet."}).assignment
    make_reply(given)
    return given


def rows_of(response, heading: str) -> str:
    """The text of the list under this heading."""
    page = response.content.decode()
    return words_of(page.partition(f'<h2 id="{heading}">')[2].partition("</section>")[0])


def words_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def test_a_reply_stands_on_today_and_on_her_page_until_it_was_read(ana, maya, replied):
    today, hers = ana.get(url("today")), ana.get(url("client", maya))

    told = "I had not seen it so. Naming what I miss · today, 10:59 am"
    assert told in rows_of(today, "replies")
    assert f'"{of_sheet("review", replied)}#p-noticed"' in today.content.decode()
    assert "She wrote back Naming what I miss today" in rows_of(hers, "back")
    assert "done wrote back" in rows_of(hers, "all")

    ana.get(of_sheet("review", replied))

    pages = ana.get(url("today")), ana.get(url("client", maya))
    assert ["wrote back" in words(page) for page in pages] == [False, False]


def test_a_reply_is_seen_by_a_press_alone(ana, replied):
    before = words(ana.get(url("today")))

    response = ana.post(of_sheet("replies_seen", replied), follow=True)

    assert response.redirect_chain == [(url("today"), 302)]
    assert "Marked as seen." in words(response)
    assert ["They wrote back" in page for page in (before, words(response))] == [True, False]


def test_a_reply_about_a_sheet_put_aside_is_read_on_its_own_page(ana, maya):
    aside = make_assignment(maya, declined_at=NOW, decline_reason="painful")
    make_reply(aside, prompt_key="")

    today = ana.get(url("today"))
    ana.get(of_sheet("kind_word", aside))
    still = ana.get(url("today"))
    ana.get(of_sheet("assignment", aside))

    assert f'data-row href="{of_sheet("assignment", aside)}"' in today.content.decode()
    assert "They wrote back" in words(still)
    assert "They wrote back" not in words(ana.get(url("today")))


def test_what_comes_first_is_said_and_marked_only_where_it_is_near(ana, people):
    for name, ago, session_in in [("A", 1, 1), ("B", 1, 9), ("C", 0, 9), ("D", 0, 2), ("E", 6, 9)]:
        client = make_client(people.ana, name, next_session_at=NOW + timedelta(days=session_in))
        make_submission(make_assignment(client), at=NOW - timedelta(days=ago))

    page = ana.get(url("today")).content.decode()

    found = re.findall(r'<td><span class="(pill sand|soft)">([^<]+)</span></td>', page)
    assert [(kind, re.sub(r"\s", " ", said)) for kind, said in found] == [
        ("pill sand", "Was to be read by Friday 6 March"),
        ("pill sand", "Session tomorrow, 11:00 am"),
        ("pill sand", "To be read by tomorrow"),
        ("soft", "Session Thursday 12 March, 11:00 am"),
        ("soft", "To be read by Thursday 12 March"),
    ]


def test_silence_is_told_without_a_date(ana, people):
    irene = make_client(people.ana, "Irene")
    irene.membership.user.last_login = NOW - timedelta(days=21)
    irene.membership.user.save()
    make_assignment(irene, assigned_at=NOW - timedelta(days=20))

    page = words(ana.get(url("today")))

    assert "Irene not here for two weeks or more, with a sheet open" in page
    assert "17 February" not in page


@pytest.mark.parametrize("hides", [False, True])
def test_her_page_never_says_that_she_began(ana, people, hides):
    client = make_client(people.ana, "Rosa", hides_opened=hides)
    untouched = make_assignment(client)
    page_of = [("client", url("client", client)), ("sheet", of_sheet("assignment", untouched))]
    before = {name: plain(ana.get(address)) for name, address in page_of}

    # What she does while she answers, short of sending.
    untouched.rounds.update(
        opened_at=NOW if hides else None, last_prompt="noticed", begun_at=NOW - timedelta(days=1)
    )

    assert {name: plain(ana.get(address)) for name, address in page_of} == before


def plain(response) -> str:
    """The page without the form's token."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "TOKEN", response.content.decode())


def test_where_nothing_was_due_no_figure_stands(ana, maya):
    make_assignment(maya, due_on=date(2026, 4, 9))

    page = words(ana.get(url("client", maya)))

    assert ("Nothing was due yet." in page, "with a day" in page) == (True, False)


def test_the_page_shows_figures_states_and_hard_days(ana, people, maya):
    make_submission(make_assignment(maya, due_on=date(2026, 3, 9)), done_as="could")
    make_assignment(maya, due_on=date(2026, 3, 9), round={"opened_at": NOW})
    make_assignment(maya, due_on=None, declined_at=NOW, decline_reason="none")
    mark = {"client": maya, "created_by": maya.membership.user}
    TenderDate.objects.create(
        on_date=date(2019, 5, 2), is_yearly=True, label="Her birthday", is_private=False, **mark
    )
    TenderDate.objects.create(on_date=date(2026, 2, 2), is_private=False, label="Over", **mark)
    TenderDate.objects.create(on_date=date(2026, 4, 4), own_label="Mine alone", **mark)

    page = words(ana.get(url("client", maya)))

    assert "1 of 2 with a day 1 of them: did what she could" in page
    assert "0 of 1 without a day 1 put aside" in page
    assert "Saturday 2 May: Her birthday" in page
    assert ("Over" in page, "Mine alone" in page, "4 April" in page) == (False, False, False)
    assert "good to have by yesterday" in page


def test_her_page_turns_over_after_twenty_sheets(ana, maya):
    version = make_version()
    for number in range(21):
        make_assignment(maya, version, assigned_at=NOW - timedelta(days=number))

    first, second, odd = (
        ana.get(url("client", maya), {"page": page}).content.decode() for page in ("1", "2", "x")
    )

    rows = [page.split('aria-labelledby="all"')[-1].count("<tr>") - 1 for page in (first, second)]
    assert rows == [20, 1]
    assert odd == first or plain_text(odd) == plain_text(first)


def plain_text(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|\?page=\w*', "", page)


@pytest.mark.parametrize("rows", [1, 30])
def test_her_page_costs_the_same_for_one_and_for_thirty(
    ana, people, maya, django_assert_num_queries, rows
):
    agree(maya)
    version = make_version()
    for number in range(rows):
        make_submission(make_assignment(maya, version), {"noticed": f"Day {number}."})
        make_assignment(maya, version)
        make_reply(make_assignment(maya, version))
        TalkRequest.objects.create(client=maya, kind="safety", at=NOW)
        TenderDate.objects.create(
            client=maya,
            on_date=date(2026, 4, 4),
            label="L",
            is_private=False,
            created_by=maya.membership.user,
        )
    vault.forget()

    # Five of them about reminders: her word, whether she is silent, whose hours hold, her rows,
    # what did not arrive. One about her account, which she may have closed.
    with django_assert_num_queries(24):
        ana.get(url("client", maya))


@pytest.mark.parametrize("rows", [1, 30])
def test_today_costs_the_same_for_one_and_for_thirty(ana, people, django_assert_num_queries, rows):
    version = make_version()
    for number in range(rows):
        client = make_client(people.ana, f"Client {number}")
        make_submission(make_assignment(client, version))
        make_assignment(client, version, declined_at=NOW, decline_reason="long")
        make_reply(make_assignment(client, version))
        TalkRequest.objects.create(client=client, kind="safety", at=NOW)
    vault.forget()

    # One finds what did not arrive, one when the reader herself is away.
    with django_assert_num_queries(18):
        ana.get(url("today"))


@pytest.mark.parametrize("rows", [1, 30])
def test_a_review_costs_the_same_with_thirty_waiting(
    ana, people, maya, django_assert_num_queries, rows
):
    version = make_version()
    given = make_assignment(maya, version)
    make_submission(given, {"noticed": "The quiet.", "size": 4})
    for number in range(rows):
        make_submission(make_assignment(make_client(people.ana, f"C{number}"), version))
    vault.forget()

    # One of them finds when the reader herself is away: the order hangs on it.
    with django_assert_num_queries(19):
        ana.get(of_sheet("review", given))


@pytest.mark.parametrize("rows", [1, 30])
def test_choosing_a_sheet_costs_the_same_for_one_and_for_thirty(
    ana, maya, django_assert_num_queries, rows
):
    for _ in range(rows):
        make_assignment(maya, make_version())
    vault.forget()

    with django_assert_num_queries(16):
        ana.get(url("pick_sheet", maya))


@pytest.mark.parametrize("rows", [1, 30])
def test_the_library_costs_the_same_for_one_and_for_thirty(ana, django_assert_num_queries, rows):
    for _ in range(rows):
        make_version()

    with django_assert_num_queries(8):
        ana.get(url("library"))


@pytest.mark.parametrize(
    ("zone", "said"),
    [("America/New_York", "today, 9:00 pm"), ("Europe/Lisbon", "tomorrow, 1:00 am")],
)
def test_times_stand_in_the_practices_zone(ana, people, maya, zone, said):
    people.ana.practice.time_zone = zone
    people.ana.practice.save()
    maya.next_session_at = datetime(2026, 3, 11, 1, 0, tzinfo=UTC)
    maya.save()

    assert f"Next session {said}" in words(ana.get(url("client", maya)))
