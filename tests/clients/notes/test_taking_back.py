"""She takes a note back: within its minute it was never sent, later its place stays."""

from datetime import timedelta
from uuid import uuid4

import pytest

from clients.models import Note
from tests.clients.notes.mine import at, main_of
from tests.factories import NOW, make_note

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_undo_puts_her_words_back_without_script(as_maya, people, thread):
    as_maya.post(at("send_my_note", thread), {"note:": "Too early.", "key": uuid4()})
    note = Note.objects.get()

    back = as_maya.post(at("undo_my_note", thread, note.pk), follow=True)

    assert "Nothing was sent. Your words are in the box again." in main_of(back)
    assert "Too early.</textarea>" in back.content.decode()
    assert Note.objects.count() == 0


def test_after_a_minute_undo_says_so_and_recall_takes_the_words(as_maya, people, thread):
    note = make_note(thread, people.maya, sent_at=NOW - timedelta(minutes=2))

    late = as_maya.post(at("undo_my_note", thread, note.pk), follow=True)
    taken = as_maya.post(at("recall_my_note", thread, note.pk), follow=True)

    assert "The minute was over, so the note has gone." in main_of(late)
    assert "You took this note back." in main_of(taken)


def test_she_is_asked_before_her_words_go(as_maya, people, thread):
    note = make_note(thread, people.maya, "Not like this.", sent_at=NOW - timedelta(minutes=2))

    asked = main_of(as_maya.get(at("recall_my_note", thread, note.pk)))
    there = Note.objects.get()
    Note.objects.update(recalled_at=NOW)
    again = as_maya.get(at("recall_my_note", thread, note.pk))

    assert ("Take this note back?" in asked, "Not like this." in asked) == (True, True)
    assert (there.body, there.recalled_at, again.status_code) == ("Not like this.", None, 302)


@pytest.mark.parametrize("name", ["undo_my_note", "recall_my_note"])
def test_anothers_note_is_not_there_to_be_taken_back(as_maya, people, thread, name):
    note = make_note(thread, people.ana)

    assert as_maya.post(at(name, thread, note.pk)).status_code == 404
    assert Note.objects.filter(recalled_at__isnull=True).count() == 1
