"""Whether something is new in an open thread: one query, and nothing for whom it is not theirs."""

from datetime import timedelta

import pytest
import time_machine
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection
from django.urls import reverse

from clients.actions import noting
from clients.middleware import LIVE, live_first
from clients.models import CareLink, Note
from clients.notes import live
from practice.wsgi import application
from tests.factories import NOW, actor_for, link, make_note

pytestmark = pytest.mark.django_db
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def mark(who, thread, now=NOW) -> str | None:
    """What an open page of hers is told."""
    return live.mark_of(live.ticket_of(live.ticket_for(actor_for(who), thread)), now)


def test_nothing_new_is_the_same_mark(people, thread):
    make_note(thread, people.ana)

    assert mark(people.maya, thread) == mark(people.maya, thread, NOW + HOUR)


def test_a_note_is_new_to_the_other_side_after_its_minute(people, thread):
    before = {who: mark(getattr(people, who), thread) for who in ("maya", "ana")}
    make_note(thread, people.ana, sent_at=NOW)

    at_once = {who: mark(getattr(people, who), thread) for who in ("maya", "ana")}
    later = mark(people.maya, thread, NOW + 60 * SECOND)

    assert at_once["maya"] == before["maya"]
    assert at_once["ana"] != before["ana"]
    assert later != before["maya"]


def test_a_note_from_before_hers_is_new_once_it_comes_into_sight(people, thread):
    make_note(thread, people.ana, sent_at=NOW)
    make_note(thread, people.maya, sent_at=NOW + 30 * SECOND)

    marks = [mark(people.maya, thread, NOW + after * SECOND) for after in (59, 60, 61, 200)]

    assert [one == marks[1] for one in marks] == [False, True, True, True]


def test_taken_back_is_news_too(people, thread):
    note = make_note(thread, people.ana)
    before = mark(people.maya, thread)
    Note.objects.filter(pk=note.pk).update(recalled_at=NOW)

    assert mark(people.maya, thread) != before


def test_undone_on_another_device_is_as_before(people, thread, ana):
    before = mark(people.ana, thread)
    note = noting.send(by=ana, thread=thread, body="One moment.", key=thread.pk)
    between = mark(people.ana, thread)
    noting.undo(by=ana, note=note)

    assert (before != between, mark(people.ana, thread)) == (True, before)


def test_whose_it_is_not_is_told_nothing(people, thread):
    make_note(thread, people.ana)
    cover = link(people.maya, people.ben, "cover", starts_at=NOW - HOUR, ends_at=NOW + HOUR)

    told = {who: mark(getattr(people, who), thread) is None for who in ("maya", "ana", "ben")}
    others = {who: mark(getattr(people, who), thread) is None for who in ("noor", "eva")}
    over = mark(people.ben, thread, cover.ends_at)

    assert told == {"maya": False, "ana": False, "ben": False}
    assert others == {"noor": True, "eva": True}
    assert over is None


def test_it_is_one_query(people, thread, django_assert_num_queries):
    ticket = live.ticket_of(live.ticket_for(actor_for(people.ana), thread))

    with django_assert_num_queries(1):
        live.mark_of(ticket, NOW)


# --- asked by a page ----------------------------------------------------------------------------


@pytest.fixture
def asked(people, thread):
    """The header of Maya's open page, made at NOW."""
    with time_machine.travel(NOW, tick=False):
        yield {"X-Tend-Live": live.ticket_for(actor_for(people.maya), thread)}


def test_a_page_is_told_once(browser, people, thread, asked, django_assert_num_queries):
    make_note(thread, people.ana)
    url = reverse("clients:live")

    with django_assert_num_queries(1):
        first = browser.get(url, headers=asked)
    again = browser.get(url, headers=asked | {"If-None-Match": first["ETag"]})

    assert (first.status_code, first.content, first["Cache-Control"]) == (204, b"", "no-store")
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert (first.cookies, again.cookies) == ({}, {})


def told_first(**environ) -> tuple[str, dict[str, str]]:
    """What is told before Django is asked at all."""
    said: list = []
    first = live_first(lambda _environ, _start: said.append(("Django's", [])) or [])
    given = {"REQUEST_METHOD": "GET", "PATH_INFO": LIVE} | environ
    assert list(first(given, lambda *told: said.append(told))) == []
    return said[0][0], dict(said[0][1])


def test_it_is_answered_before_django_makes_a_request_of_it(browser, asked):
    ticket = {"HTTP_X_TEND_LIVE": asked["X-Tend-Live"]}
    through = browser.get(LIVE, headers=asked)
    mark = through["ETag"]

    told = [told_first(), told_first(**ticket), told_first(**ticket, HTTP_IF_NONE_MATCH=mark)]
    others = [told_first(PATH_INFO="/live/x"), told_first(REQUEST_METHOD="POST")]

    headers = {"ETag": mark, "Cache-Control": "no-store"}
    assert reverse("clients:live") == LIVE
    assert told == [
        ("404 Not Found", {}),
        ("204 No Content", headers),
        ("304 Not Modified", headers),
    ]
    assert others == [("Django's", {})] * 2


def test_the_server_asks_it_first():
    assert application.__qualname__ == live_first(get_wsgi_application()).__qualname__


def breaks(times: int):
    """A connection that breaks so many times, and what it was asked."""
    asked: list[str] = []

    def execute(execute, sql, *rest):
        asked.append(sql)
        if len(asked) <= times:
            raise OperationalError
        return execute(sql, *rest)

    return execute, asked


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("times", "status"), [(0, 204), (1, 204), (2, 503)])
def test_a_broken_connection_is_made_anew_and_asked_once_more(asked, times, status):
    wrapper, tries = breaks(times)

    with connection.execute_wrapper(wrapper):
        told, _headers = live.answer({"HTTP_X_TEND_LIVE": asked["X-Tend-Live"]}, NOW)

    assert (told, len(tries)) == (status, min(times + 1, 2))


def test_without_a_good_ticket_a_page_stops_asking(browser, people, thread, asked):
    url, good = reverse("clients:live"), asked["X-Tend-Live"]
    tickets = ["", "x", good[:-1], f"{good}x", "\u00e9" * 400]

    told = [browser.get(url, headers={"X-Tend-Live": one}).status_code for one in tickets]
    CareLink.objects.all().delete()
    thread.client.membership = None
    thread.client.save(update_fields=["membership"])
    told.append(browser.get(url, headers=asked).status_code)

    assert told == [404] * 6


def test_a_ticket_lasts_an_hour(browser, asked):
    url = reverse("clients:live")

    with time_machine.travel(NOW + HOUR - SECOND, tick=False):
        before = browser.get(url, headers=asked).status_code
    with time_machine.travel(NOW + HOUR + 2 * SECOND, tick=False):
        after = browser.get(url, headers=asked).status_code

    assert (before, after) == (204, 404)


def test_the_rows_say_how_to_ask_on_and_whether_at_once(browser, people, thread, asked):
    since = NOW - 300 * SECOND
    for second in range(1, 32):
        make_note(thread, people.ana, sent_at=since + second * SECOND)
    browser.force_login(people.maya.membership.user)
    url = reverse("clients:new_my_notes", args=[thread.pk])

    first = browser.get(url, {"since": since.isoformat()})
    rest = browser.get(url, {"since": first["X-Since"]})

    told = [(one.content.decode().count("data-note="), one["X-More"]) for one in (first, rest)]
    marks = [first["X-Since"], rest["X-Since"]]
    assert (told, marks) == (
        [(30, "1"), (1, "")],
        [(since + 90 * SECOND).isoformat(), NOW.isoformat()],
    )
