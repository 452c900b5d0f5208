"""Two presses at the same instant, on real connections: nothing twice, nothing lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection

from clients.actions import noting, resting
from clients.models import ClientDraft, Note, NoteRead, Thread, ThreadRest
from practice.models import AuditIntake
from tests.factories import NOW, actor_for, make_note

pytestmark = pytest.mark.django_db(transaction=True)
KEY = UUID("10000000-0000-4000-8000-000000000001")


def both(what) -> list:
    """What each of two presses came to; `what` is told which it is."""
    start = Barrier(2)

    def press(number: int):
        start.wait()
        try:
            return what(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(press, range(2)))


def test_two_presses_send_once(thread, maya):
    sent = both(lambda _: noting.send(by=maya, thread=thread, body="A long week.", key=KEY).pk)

    assert (sent[0], Note.objects.count()) == (sent[1], 1)
    assert AuditIntake.objects.filter(action="note.sent").count() == 1


def test_two_pages_keep_both_texts(thread, maya):
    words = ["On the phone.", "At the desk."]

    both(
        lambda n: noting.keep_draft(by=maya, thread=thread, body=words[n], revision=0, key=uuid4())
    )

    row = ClientDraft.objects.get()
    assert sorted([row.body, row.others[0]["text"]]) == sorted(words)


def test_an_undo_pressed_twice_gives_the_words_back_once(thread, maya):
    note = noting.send(by=maya, thread=thread, body="Too early.", key=KEY)

    def undo(_number: int) -> str:
        try:
            noting.undo(by=maya, note=note)
        except noting.TooLateToUndo:
            return "gone"
        return "undone"

    assert sorted(both(undo)) == ["gone", "undone"]
    row = ClientDraft.objects.get()
    assert (row.body, row.others, Note.objects.count()) == ("Too early.", None, 0)


def test_one_general_thread_and_one_mark(people, maya, ana):
    both(lambda n: noting.open_general(by=(maya, ana)[n], client=people.maya))
    thread = Thread.objects.get()
    make_note(thread, people.ana)

    both(lambda _: noting.mark_read(by=actor_for(people.maya), thread=thread, upto=NOW))

    assert NoteRead.objects.count() == 1


def test_two_presses_that_no_answer_is_needed_are_one(thread, people, ana):
    note = make_note(thread, people.maya)

    both(lambda _: resting.let_rest(by=ana, thread=thread, upto=note.sent_at))

    assert ThreadRest.objects.get().upto == note.sent_at
    assert AuditIntake.objects.filter(action="thread.rests").count() == 1
