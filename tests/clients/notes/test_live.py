"""Whether something is new in an open thread: one query, and nothing for whom it is not theirs."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from clients.actions import noting
from clients.middleware import LIVE
from clients.models import CareLink, Note
from clients.notes import live
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


def test_it_is_answered_before_anything_of_a_session(browser, people, asked):
    browser.force_login(people.maya.membership.user)

    answer = browser.get(LIVE, headers=asked)

    assert reverse("clients:live") == LIVE
    assert (answer.status_code, answer.cookies, "Vary" in answer) == (204, {}, False)


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
