"""No answer needed, on the page of a thread and in the inbox; she sees nothing of it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from clients.models import CareLink, Note, NoteRead, ThreadRest
from practice import vault
from tests.clients.notes.test_desk_pages import NO_MOMENTS, shown, told, url
from tests.factories import NOW, actor_for, link, make_client, make_note, make_thread

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
INBOX = reverse("clients:inbox")
PRESS = "Needs no answer"
OVER = "Nothing here waits for an answer any more."


@pytest.fixture
def note(people, thread) -> Note:
    """What Maya wrote an hour ago, read by Ana."""
    note = make_note(thread, people.maya, "Thank you so much.")
    NoteRead.objects.create(
        client=people.maya, thread=thread, membership=people.ana, upto=note.sent_at, at=NOW
    )
    return note


def press(browser, note: Note, **fields):
    """She presses it on a page that showed this note last."""
    sent = {"upto": note.sent_at.isoformat()} | fields
    return browser.post(url("rest_thread", note.thread), sent, follow=True)


def wake(browser, **fields):
    """She presses that it waits after all."""
    rest = ThreadRest.objects.latest("at")
    where = reverse("clients:wake_thread", args=[rest.client_id, rest.thread_id, rest.pk])
    return browser.post(where, fields, follow=True)


def test_from_its_page_and_back(as_ana, note):
    before = shown(as_ana.get(url("client_thread", note.thread)))
    pressed = press(as_ana, note)
    after = shown(as_ana.get(url("client_thread", note.thread)))
    empty = shown(as_ana.get(INBOX))
    woken = wake(as_ana)

    assert "Maya waits for an answer by Thursday 12 March. Needs no answer" in before
    assert pressed.redirect_chain == [(f"{url('client_thread', note.thread)}#rests", 302)]
    assert "No answer is needed, you said today" in after
    assert (PRESS in after, "It waits after all" in after) == (False, True)
    assert "Nobody waits for an answer." in empty
    assert told(woken) == ["It waits for an answer again."]
    assert PRESS in shown(woken)


def test_from_the_inbox_and_back(as_ana, note):
    listed = shown(as_ana.get(INBOX))
    pressed = press(as_ana, note, go="inbox", page="1")
    woken = wake(as_ana, go="inbox")

    rest = ThreadRest.objects.get()
    assert PRESS in listed
    assert pressed.redirect_chain == [(f"{INBOX}?page=1&rest={rest.pk}", 302)]
    assert "Maya: no answer is needed. It waits after all" in shown(pressed)
    assert "Nobody waits for an answer." in shown(pressed)
    assert (woken.redirect_chain, told(woken)) == (
        [(INBOX, 302)],
        ["It waits for an answer again."],
    )
    assert "1 waits for an answer" in shown(woken)


def test_in_the_inbox_it_stands_beside_what_she_has_read(as_ana, people, note):
    make_note(
        note.thread, people.maya, "One thing more.", sent_at=note.sent_at + timedelta(minutes=1)
    )

    listed = shown(as_ana.get(INBOX))

    assert ("1 waits for an answer" in listed, PRESS in listed) == (True, False)


def test_a_note_that_came_meanwhile_still_waits(as_ana, people, note):
    make_note(note.thread, people.maya, "And one thing more.", sent_at=NOW - timedelta(minutes=2))

    page = press(as_ana, note)

    assert "Maya waits for an answer by Thursday 12 March." in shown(page)
    assert ThreadRest.objects.get().upto == note.sent_at


def test_pressed_on_its_page_it_is_read_too(as_ana, people, note):
    NoteRead.objects.all().delete()

    press(as_ana, note, go="inbox")
    unread = NoteRead.objects.exists()
    wake(as_ana)
    press(as_ana, note)

    assert (unread, NoteRead.objects.get().upto) == (False, note.sent_at)


def test_pressed_twice_and_taken_back_twice(as_ana, note):
    twice = [press(as_ana, note) for _press in range(2)]
    backs = [told(wake(as_ana)) for _press in range(2)]

    assert ["you said today" in shown(page) for page in twice] == [True, True]
    assert backs == [["It waits for an answer again."]] * 2
    assert ThreadRest.objects.count() == 1


def test_what_has_an_answer_is_said_so(as_ana, people, note):
    make_note(note.thread, people.ana, "With pleasure.", sent_at=NOW - timedelta(minutes=5))

    page = press(as_ana, note)

    assert (told(page), ThreadRest.objects.exists()) == ([OVER], False)


@pytest.mark.parametrize("go", ["", "inbox"])
@pytest.mark.parametrize("upto", NO_MOMENTS)
def test_a_mark_that_makes_no_sense_settles_nothing(as_ana, note, upto, go):
    page = press(as_ana, note, upto=upto, go=go, page="9" * 4000)

    assert (page.status_code, told(page), ThreadRest.objects.exists()) == (200, [OVER], False)


@pytest.mark.parametrize(
    "rest", ["", "x", "\x00", "9" * 4000, "00000000-0000-4000-8000-000000000000"]
)
def test_the_inbox_says_nothing_of_a_word_that_nobody_said(as_ana, note, rest):
    page = as_ana.get(INBOX, {"rest": rest})

    assert (page.status_code, "It waits after all" in shown(page)) == (200, False)


def test_who_said_so_is_named_to_the_others(browser, people, note):
    link(people.maya, people.ben, role="second")
    browser.force_login(people.ben.user)
    press(browser, note)

    browser.force_login(people.ana.user)
    page = shown(browser.get(url("client_thread", note.thread)))

    assert "No answer is needed, Ben Okoye said today" in page


def test_a_supervisor_sees_it_and_presses_nothing(as_ana, browser, people, note):
    link(people.maya, people.sofia, role="supervisor")
    press(as_ana, note)
    browser.force_login(people.sofia.user)

    page = shown(browser.get(url("client_thread", note.thread)))

    assert ("no answer" in page.lower(), "It waits after all" in page) == (False, False)
    assert (press(browser, note).status_code, wake(browser).status_code) == (403, 403)


@pytest.mark.parametrize(
    ("who", "status"), [("ben", 404), ("eva", 404), ("olga", 403), ("maya", 403), ("noor", 403)]
)
def test_nobody_else_presses(as_ana, browser, people, note, who, status):
    press(as_ana, note)
    rest = ThreadRest.objects.get()
    browser.force_login(actor_for(getattr(people, who)).user)

    assert (press(browser, note).status_code, wake(browser).status_code) == (status, status)
    if status == 404:
        assert "Maya" not in shown(browser.get(INBOX, {"rest": rest.pk}))


def test_after_her_link_has_ended_it_is_not_there(as_ana, people, note):
    press(as_ana, note)
    CareLink.objects.filter(client=people.maya).update(ends_at=NOW)

    assert (press(as_ana, note).status_code, wake(as_ana).status_code) == (404, 404)


def test_a_word_on_another_thread_is_not_there(as_ana, people, note):
    press(as_ana, note)
    zoe = make_client(people.ana, "Zoe")
    theirs = make_thread(zoe)
    rest = ThreadRest.objects.get()

    crossed = reverse("clients:wake_thread", args=[zoe.pk, theirs.pk, rest.pk])

    assert as_ana.post(crossed).status_code == 404


def test_she_sees_nothing_of_it(browser, people, note):
    hers = [reverse("clients:my_thread", args=[note.thread_id]), reverse("clients:my_notes")]
    seen = []

    for pressed in (False, True):
        if pressed:
            browser.force_login(people.ana.user)
            press(browser, note)
        browser.force_login(people.maya.membership.user)
        seen.append([shown(browser.get(page)) for page in hers])

    assert (seen[0], ThreadRest.objects.count()) == (seen[1], 1)


def test_a_resting_thread_costs_no_more_than_one_that_waits(
    as_ana, note, django_assert_num_queries
):
    press(as_ana, note)
    vault.forget()

    with django_assert_num_queries(15):
        as_ana.get(url("client_thread", note.thread))
