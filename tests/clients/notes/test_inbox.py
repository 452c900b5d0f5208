"""What waits for a counselor: by when she is expected, then what is only new; nobody else's."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from clients.actions import caring, pointing
from clients.models import CareLink, Client, Note, NoteRead, Thread
from clients.notes import inbox
from clients.notes.inbox import unread_by_client, waiting
from practice import vault
from practice.models import Leave
from tests.factories import NOW, actor_for, link, make_client, make_note, make_thread

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = timedelta(days=1)
PAGE = reverse("clients:inbox")


def wrote(client: Client, body: str = "It was a long week.", **fields) -> Note:
    """A note of hers in her general thread."""
    thread = client.threads.filter(is_general=True).first() or make_thread(client)
    return make_note(thread, client, body, **fields)


def answered(note: Note, who, **fields) -> Note:
    """Somebody of her team wrote after it."""
    return make_note(note.thread, who, "I have read it.", **{"sent_at": NOW} | fields)


def read(thread: Thread, who, upto=NOW) -> None:
    """She has read so far."""
    NoteRead.objects.create(client=thread.client, thread=thread, membership=who, upto=upto, at=upto)


def names(actor, now=NOW) -> list[tuple[str, date | None, int]]:
    """The inbox as client, day, how many are new."""
    found = waiting(actor_for(actor, now))
    vault.warm([one.client.pk for one in found], "care")
    return [(one.client.call_name, one.read_by, one.unread) for one in found]


def test_the_soonest_promise_stands_first_then_what_is_only_new(people):
    zoe, rosa = make_client(people.ana, "Zoe"), make_client(people.ana, "Rosa")
    wrote(people.maya, sent_at=NOW - 3 * DAY)
    wrote(rosa, is_for_session=True, sent_at=NOW - 5 * DAY)
    wrote(zoe, sent_at=NOW - DAY)

    # Within two working days of the Saturday and of the Monday.
    assert names(people.ana) == [
        ("Maya", date(2026, 3, 10), 1),
        ("Zoe", date(2026, 3, 11), 1),
        ("Rosa", None, 1),
    ]


def test_the_promise_counts_from_the_first_note_without_an_answer(people):
    first = wrote(people.maya, sent_at=NOW - 3 * DAY)
    wrote(people.maya, sent_at=NOW - timedelta(hours=1))
    before = names(people.ana)
    answered(first, people.ana, sent_at=NOW - 2 * DAY)

    assert before == [("Maya", date(2026, 3, 10), 2)]
    assert names(people.ana) == [("Maya", date(2026, 3, 12), 2)]


@pytest.mark.parametrize("who", ["ana", "ben"])
def test_an_answer_of_anybody_in_her_team_is_one(people, who):
    link(people.maya, people.ben, role="second")
    note = wrote(people.maya)
    read(note.thread, people.ana)
    asked = names(people.ana)
    answered(note, getattr(people, who))

    assert (asked, names(people.ana)) == ([("Maya", date(2026, 3, 12), 0)], [])


def test_a_note_that_became_a_point_waits_no_more(people):
    note = wrote(people.maya)
    read(note.thread, people.ana)

    point = pointing.keep_note(by=actor_for(people.ana), note=note)
    kept = names(people.ana)
    pointing.finish(by=actor_for(people.ana), point=point)

    assert (kept, names(people.ana)) == ([], [])


def test_what_was_taken_back_or_can_still_be_waits_for_nobody(people):
    wrote(people.maya, sent_at=NOW - timedelta(seconds=59))
    wrote(people.maya, "", recalled_at=NOW)

    assert names(people.ana) == []
    assert names(people.ana, NOW + timedelta(seconds=1)) == [("Maya", date(2026, 3, 12), 1)]


def test_she_is_expected_on_the_day_that_was_told_whoever_went_away_since(people):
    wrote(people.maya)
    told = names(people.ana)
    away = {"starts_on": date(2026, 3, 11), "ends_on": date(2026, 3, 20)}
    Leave.objects.create(membership=people.ana, words="Away.", **away)
    people.practice.reply_days = 5
    people.practice.save()

    assert told == names(people.ana) == [("Maya", date(2026, 3, 12), 1)]


def test_where_she_was_away_already_the_day_is_hers_or_that_of_who_covers(people):
    away = {"starts_on": date(2026, 3, 10), "ends_on": date(2026, 3, 20)}
    leave = Leave.objects.create(membership=people.ana, words="Away.", **away)
    noor = make_client(people.ana, "Noa")
    wrote(noor)
    leave.cover = people.ben
    leave.save()
    link(people.maya, people.ben, role="cover", ends_at=NOW + 10 * DAY)
    wrote(people.maya)

    covered = ("Maya", date(2026, 3, 12), 1)
    assert names(people.ana) == [covered, ("Noa", date(2026, 3, 24), 1)]
    assert names(people.ben) == [covered]


def test_after_the_end_of_care_or_with_notes_off_nobody_waits_for_an_answer(people):
    wrote(people.maya)
    caring.set_note_policy(by=actor_for(people.ana), client=people.maya, policy="off")
    off = names(people.ana)
    caring.set_note_policy(by=actor_for(people.ana), client=people.maya, policy="")
    caring.discharge(by=actor_for(people.ana), client=people.maya)

    assert off == names(people.ana) == [("Maya", None, 1)]


def test_after_sixty_days_a_note_is_no_news(people):
    note = wrote(people.maya, sent_at=NOW - 61 * DAY)
    read(note.thread, people.ana)

    assert names(people.ana) == []


@pytest.mark.parametrize("who", ["ben", "sofia", "olga", "eva"])
def test_nobody_elses_inbox_holds_it(people, who):
    wrote(people.maya)
    link(people.maya, people.sofia, role="supervisor")

    actor = actor_for(getattr(people, who))

    assert (waiting(actor), unread_by_client(actor)) == ([], {})


def test_at_the_hour_her_link_ends_it_is_empty(people, browser):
    wrote(people.maya, "Kanarienvogel")
    CareLink.objects.filter(client=people.maya).update(ends_at=NOW + DAY)
    told = {}

    for seconds in (-1, 0):
        with time_machine.travel(NOW + DAY + timedelta(seconds=seconds), tick=False):
            browser.force_login(people.ana.user)
            told[seconds] = "Kanarienvogel" in browser.get(PAGE).content.decode()

    assert told == {-1: True, 0: False}


def test_the_rail_says_how_many_are_new(as_ana, people):
    for number in range(3):
        wrote(people.maya, sent_at=NOW - timedelta(hours=number + 1))
    wrote(people.noor)

    page = as_ana.get(reverse("clients:caseload")).content.decode()

    rail = page.partition('<header class="rail">')[2].partition("</header>")[0]
    assert '<span>Notes</span> <span class="count">3</span>' in rail
    assert unread_by_client(actor_for(people.ana)) == {people.maya.pk: 3}


def test_in_the_inbox_only_the_notes_are_marked_in_the_rail(as_ana):
    page = as_ana.get(PAGE).content.decode()

    rail = page.partition('<header class="rail">')[2].partition("</header>")[0]
    assert rail.count("aria-current") == 1
    assert f'href="{PAGE}" aria-current="page"' in rail


def test_a_row_says_who_what_and_by_when(as_ana, people):
    wrote(people.maya, "\n I saw the swing.\nAnd more of it.")

    page = as_ana.get(PAGE).content.decode()

    assert "1 waits for an answer, the soonest first." in page
    assert "I saw the swing." in page
    assert "And more of it." not in page
    assert "by Thursday 12 March" in page
    assert f'data-row href="/caseload/{people.maya.pk}/notes/' in page


def test_an_empty_inbox_says_so(as_ana):
    page = as_ana.get(PAGE).content.decode()

    assert ("Nothing waits" in page, "Nobody waits for an answer." in page) == (True, True)


def test_the_inbox_turns_over(as_ana, people, monkeypatch):
    monkeypatch.setattr(inbox, "ROWS_A_PAGE", 2)
    for number in range(3):
        wrote(make_client(people.ana, f"Client {number}"), sent_at=NOW - (number + 1) * DAY)

    first, second, odd = (
        as_ana.get(PAGE, {"page": page}).content.decode() for page in ("1", "2", "\x00")
    )

    assert [page.count("data-row") for page in (first, second, odd)] == [2, 1, 2]


@pytest.mark.parametrize("rows", [1, 30])
def test_the_inbox_costs_the_same_for_one_and_for_thirty(
    as_ana, people, django_assert_num_queries, rows
):
    for number in range(rows):
        client = make_client(people.ana, f"Client {number}")
        wrote(client)
        wrote(client, is_for_session=True)
        make_note(make_thread(client, is_general=False), client)
    Leave.objects.create(
        membership=people.ana, words="Away.", starts_on=date(2026, 3, 20), ends_on=date(2026, 3, 21)
    )
    vault.forget()

    with django_assert_num_queries(14):
        as_ana.get(PAGE)


@pytest.mark.parametrize("who", ["olga", "maya"])
def test_the_inbox_is_counselors(browser, people, who):
    browser.force_login(actor_for(getattr(people, who)).user)

    assert browser.get(PAGE).status_code == 403
