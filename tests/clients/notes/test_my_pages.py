"""Her pages of notes: what stands there, how she writes without script, and who gets nothing."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from clients.actions import noting
from clients.actions.caring import discharge
from clients.models import Client, ClientDraft, Note, NoteRead, Thread
from practice.models import Leave
from tests.clients.notes.mine import at, main_of
from tests.factories import NOW, actor_for, make_note, make_thread

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
JSON = {"Accept": "application/json"}


def test_her_first_page_says_who_reads_and_lets_her_begin(as_maya, people):
    said = main_of(as_maya.get(reverse("clients:my_notes")))

    assert "Ana Ruiz can read them, and nobody else in the practice." in said
    assert "Notes are part of your record." in said
    assert "Write to Ana" in said


def test_she_begins_writes_and_is_told_by_when_it_may_be_seen(as_maya, people):
    began = as_maya.post(reverse("clients:start_notes"))
    thread = Thread.objects.get()
    sent = as_maya.post(
        at("send_my_note", thread), {"note:": "A long week.", "key": uuid4()}, follow=True
    )

    note = Note.objects.get()
    assert (began.url, sent.redirect_chain) == (
        at("my_thread", thread),
        [(f"{at('my_thread', thread)}#n-{note.pk}", 302)],
    )
    said = main_of(sent)
    assert "Sent. Ana may see this by Thursday 12 March." in said
    assert "You · today, 11:00" in said
    assert "A long week." in said
    assert "Undo" in said


def test_above_the_box_stands_what_notes_are_not_for(as_maya, people, thread):
    said = main_of(as_maya.get(at("my_thread", thread)))

    words = (
        "Notes are not for emergencies. Ana usually replies within 2 working days, on "
        "Mon, Tue, Wed, Thu, Fri. If you need help now, use Get help now ."
    )
    assert words in said
    assert "Notes are part of your record." in said


def test_without_script_help_lines_stand_under_the_box(as_maya, people, thread):
    page = text_of(as_maya.get(at("my_thread", thread)))

    box = page[page.index("<noscript>") : page.index("</noscript>")]
    assert ("If today is very hard" in box, "988" in box, " hidden" in box) == (True, True, False)


def test_the_words_come_from_settings(as_maya, people, thread):
    people.practice.reply_days = 1
    people.practice.save()
    people.ana.working_days = [1, 2, 3, 4, 5, 6, 7]
    people.ana.save()

    said = main_of(as_maya.get(at("my_thread", thread)))

    assert "Ana usually replies within 1 day. If you need" in said


def test_who_is_away_is_said_after_sending(as_maya, people, thread):
    leave = Leave(
        membership=people.ana,
        starts_on=NOW.date(),
        ends_on=NOW.date() + timedelta(days=6),
        words="Ring Ben.",
    )
    leave.save()

    sent = as_maya.post(
        at("send_my_note", thread),
        {"note:": "For Thursday.", "key": uuid4(), "for_session": "on"},
        follow=True,
    )

    said = main_of(sent)
    words = (
        "Sent. Ana may see this by Wednesday 18 March. It is marked for your session: no reply is "
        "needed. Ana is away until Monday 16 March."
    )
    assert words in said
    assert Note.objects.get().is_for_session is True


def test_what_was_taken_back_leaves_its_place(as_maya, people, thread):
    make_note(thread, people.ana, body="", recalled_at=NOW)
    make_note(thread, people.maya, body="", recalled_at=NOW)

    said = main_of(as_maya.get(at("my_thread", thread)))

    assert ("Ana took this note back." in said, "You took this note back." in said) == (True, True)


def test_too_long_says_by_how_much_and_cuts_nothing(as_maya, people, thread):
    words = "x" * 2001

    answer = as_maya.post(at("send_my_note", thread), {"note:": words, "key": uuid4()})

    assert answer.status_code == 422
    assert "Please use at most 2000 letters here. You wrote 2001." in main_of(answer)
    assert f"{words}</textarea>" in answer.content.decode()
    assert Note.objects.count() == 0


def test_without_words_nothing_is_sent(as_maya, people, thread):
    answer = as_maya.post(at("send_my_note", thread), {"note:": " \r\n"})

    assert answer.status_code == 422
    assert "Write a word or two first, then send it." in main_of(answer)


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("off", "Notes are not used here at the moment."),
        ("reply_only", "Here you can answer once Ana has written to you."),
        ("discharged", "Your time in care here has ended, so no new notes can be written."),
    ],
)
def test_a_closed_thread_says_why_and_keeps_her_words(as_maya, people, thread, why, words):
    if why == "discharged":
        discharge(by=actor_for(people.ana), client=people.maya)
    else:
        people.maya.note_policy = why
        people.maya.save()

    answer = as_maya.post(at("send_my_note", thread), {"note:": "I typed this.", "key": uuid4()})

    assert answer.status_code == 409
    assert words in main_of(answer)
    assert re.search(r"<textarea[^>]*readonly[^>]*>\s*I typed this\.</textarea>", text_of(answer))


def text_of(answer) -> str:
    return answer.content.decode()


def test_a_draft_is_kept_for_script_and_for_plain_forms(as_maya, people, thread):
    sent = {"note:": "Half a th", "note:_revision": 0, "note:_once": uuid4()}

    told = as_maya.post(at("keep_my_note", thread), sent, headers=JSON)
    plain = as_maya.post(
        at("keep_my_note", thread), sent | {"note:": "Half a thought", "note:_revision": 1}
    )

    assert told.json() == {
        "revision": 1,
        "saved_at": "2026-03-10T15:00:00+00:00",
        "saved_words": "Saved 11:00\N{NO-BREAK SPACE}am",
        "later_words": "Saved 10 March 11:00\N{NO-BREAK SPACE}am",
    }
    assert (plain.status_code, ClientDraft.objects.get().body) == (302, "Half a thought")


def test_two_tabs_lose_nothing(as_maya, people, thread):
    keep, page = at("keep_my_note", thread), at("my_thread", thread)
    as_maya.post(keep, {"note:": "On the phone."}, headers=JSON)

    told = as_maya.post(keep, {"note:": "On the desk.", "note:_revision": 0}, headers=JSON)
    shown = main_of(as_maya.get(page))
    row = ClientDraft.objects.get()
    choice = {"choice": "both", "other": row.others[0]["key"], "revision": row.revision}
    as_maya.post(at("settle_my_note", thread), choice)

    assert (told.status_code, told.json()["choose"]) == (409, f"{page}?texts=both")
    assert "Which words should stay?" in shown
    row.refresh_from_db()
    assert (row.body, row.others) == ("On the phone.\n\nOn the desk.", None)


def test_words_that_come_back_where_notes_are_closed_ask_for_no_press(
    browser, as_maya, people, thread
):
    page = text_of(as_maya.get(at("my_thread", thread)))
    slip = re.search(r'name="slip" value="([^"]+)"', page)[1]
    browser.logout()
    browser.post(at("send_my_note", thread), {"note:": "Typed too slowly.", "slip": slip})
    Client.objects.filter(pk=people.maya.pk).update(note_policy="off")

    browser.force_login(people.maya.membership.user)
    back = browser.get(at("my_thread", thread))

    assert "They were not sent, and nothing can be sent here now." in main_of(back)
    assert "Typed too slowly." in text_of(back)


def test_words_of_an_ended_session_come_back_into_the_box(browser, as_maya, people, thread):
    page = text_of(as_maya.get(at("my_thread", thread)))
    slip = re.search(r'name="slip" value="([^"]+)"', page)[1]
    browser.logout()

    sent = {"note:": "Typed too slowly.", "for_session": "on", "slip": slip}
    gone = browser.post(at("send_my_note", thread), sent)
    browser.force_login(people.maya.membership.user)
    back = browser.get(at("my_thread", thread))

    assert gone.url.startswith("/account/login/")
    assert "Your words are back, and nothing was sent." in main_of(back)
    assert "Typed too slowly.</textarea>" in text_of(back)
    assert re.search(r'name="for_session" value="on" checked', text_of(back))
    assert Note.objects.count() == 0


def test_reading_is_marked_by_a_button_and_by_sending(as_maya, people, thread):
    note = make_note(thread, people.ana)
    mark = {"upto": note.sent_at.isoformat()}

    before = text_of(as_maya.get(at("my_thread", thread)))
    quiet = as_maya.post(at("read_my_notes", thread), mark, headers=JSON)
    after = text_of(as_maya.get(at("my_thread", thread)))

    assert [page.count("data-read-notes hidden") for page in (before, after)] == [0, 1]
    assert ("Mark as read" in before, quiet.status_code) == (True, 204)
    assert NoteRead.objects.get().upto == note.sent_at


def test_a_look_writes_nothing(as_maya, people, thread):
    make_note(thread, people.ana)

    for url in (reverse("clients:my_notes"), at("my_thread", thread)):
        as_maya.get(url)

    assert (NoteRead.objects.count(), ClientDraft.objects.count()) == (0, 0)


def test_read_times_show_only_where_both_sides_see_them(as_maya, people, thread):
    make_note(thread, people.maya)
    noting.mark_read(by=actor_for(people.ana), thread=thread, upto=NOW)

    silent = main_of(as_maya.get(at("my_thread", thread)))
    people.practice.shows_read_times = True
    people.practice.save()
    told = main_of(as_maya.get(at("my_thread", thread)))

    assert ("Read today, 11:00" in silent, "Read today, 11:00" in told) == (False, True)


def test_what_came_since_is_told_once_it_can_be_seen(as_maya, people, thread):
    make_note(thread, people.ana, "Before.", sent_at=NOW - timedelta(seconds=90))
    make_note(thread, people.ana, "Came into sight.", sent_at=NOW - timedelta(seconds=61))
    make_note(thread, people.ana, "Not yet.", sent_at=NOW - timedelta(seconds=59))
    since = {"since": (NOW - timedelta(seconds=15)).isoformat()}

    answer = as_maya.get(at("new_my_notes", thread), since)
    nonsense = as_maya.get(at("new_my_notes", thread), {"since": "yesterday"})

    told = [word in text_of(answer) for word in ("Before.", "Came into sight.", "Not yet.")]
    assert (told, answer["X-Since"]) == ([False, True, False], NOW.isoformat())
    assert (nonsense.status_code, "data-note=" in text_of(nonsense)) == (200, False)


def test_an_open_page_is_told_which_of_hers_still_stand(as_maya, people, thread):
    stands = make_note(thread, people.maya, sent_at=NOW - timedelta(seconds=59))
    make_note(thread, people.maya, sent_at=NOW - timedelta(seconds=200))
    since = {"since": (NOW - timedelta(seconds=15)).isoformat()}

    told = text_of(as_maya.get(at("new_my_notes", thread), since))

    assert f'data-standing="{stands.pk}"' in told
    assert "data-note=" not in told


@pytest.mark.parametrize("who", ["noor", "eva", "ana"])
def test_nobody_else_opens_her_thread(browser, people, thread, who):
    make_note(thread, people.maya, "A word to be kept.")
    member = getattr(people, who)
    browser.force_login((member.membership if who == "noor" else member).user)

    answer = browser.get(at("my_thread", thread))

    assert answer.status_code == (404 if who == "noor" else 403)
    assert "A word to be kept." not in text_of(answer)


@pytest.mark.parametrize("count", [1, 30])
def test_as_many_queries_for_one_note_as_for_thirty(
    as_maya, people, thread, count, django_assert_num_queries
):
    for n in range(count):
        make_note(
            thread, people.maya if n % 2 else people.ana, sent_at=NOW - timedelta(minutes=5 + n)
        )
    as_maya.get(at("my_thread", thread))

    with django_assert_num_queries(10):
        as_maya.get(at("my_thread", thread))


def test_two_thousand_notes_come_by_the_page_for_as_many_queries(
    as_maya, people, thread, django_assert_num_queries
):
    times = [NOW - timedelta(minutes=5 + n) for n in range(2000)]
    Note.objects.bulk_create(
        Note(
            thread=thread, client=people.maya, author=people.ana, body="x", key=uuid4(), sent_at=at
        )
        for at in times
    )
    newest = text_of(as_maya.get(at("my_thread", thread)))
    earlier = re.search(r'href="(\?before=[^"]+)"', newest)[1]

    with django_assert_num_queries(10):
        as_maya.get(at("my_thread", thread))
    with django_assert_num_queries(11):
        before = text_of(as_maya.get(at("my_thread", thread) + earlier))

    assert [page.count("data-note=") for page in (newest, before)] == [30, 30]
    told = [set(re.findall(r'data-note="([^"]+)"', page)) for page in (newest, before)]
    assert told[0] & told[1] == set()


@pytest.mark.parametrize("count", [1, 30])
def test_as_many_queries_for_one_thread_as_for_thirty(
    as_maya, people, thread, count, django_assert_num_queries
):
    for _ in range(count):
        make_note(make_thread(people.maya, is_general=False), people.ana, sent_at=NOW)
    as_maya.get(reverse("clients:my_notes"))

    with django_assert_num_queries(9):
        as_maya.get(reverse("clients:my_notes"))
