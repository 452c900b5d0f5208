"""From a sheet to the notes about it; what she was writing is saved on the way."""

import pytest
from django.urls import reverse

from tests.factories import (
    NOW,
    SMALL_SHEET,
    make_assignment,
    make_note,
    make_thread,
    make_version,
)
from worksheets.models import Answer, ThreadSheet

pytestmark = pytest.mark.django_db


def test_from_the_page_before_a_sheet_she_comes_to_its_notes(hers):
    answer = hers.post("notes_about", follow=True)

    link = ThreadSheet.objects.get()
    page = answer.content.decode()
    assert answer.redirect_chain == [(reverse("clients:my_thread", args=[link.thread_id]), 302)]
    assert (link.prompt_key, "Notes about Naming what I miss" in page) == ("", True)


def test_from_a_part_her_words_are_saved_first(hers):
    words = {"noticed:": "She rang.", "noticed:_revision": 0, "place": "1", "go": "note"}

    answer = hers.post("save", words)

    link = ThreadSheet.objects.get()
    assert answer.url == reverse("clients:my_thread", args=[link.thread_id])
    assert (link.prompt_key, Answer.objects.get().value) == ("noticed", "She rang.")


def test_from_a_part_with_a_passage_it_is_about_what_is_asked(browser, maya):
    passage = {"key": "told", "type": "passage", "text": "Some words first."}
    version = make_version({"prompts": [passage, *SMALL_SHEET["prompts"]]})
    given = make_assignment(maya, version, round={"opened_at": NOW})
    browser.force_login(maya.membership.user)

    browser.post(reverse("worksheets:save", args=[given.pk]), {"place": "1", "go": "note"})

    assert ThreadSheet.objects.get().prompt_key == "noticed"


def test_one_that_she_only_opened_stands_in_no_list_of_staff(hers, browser, maya, ana):
    hers.post("notes_about")
    browser.force_login(ana.user)
    pages = [
        ("clients:client_notes", [maya.pk]),
        ("worksheets:assignment", [maya.pk, hers.assignment.pk]),
    ]

    found = [browser.get(reverse(name, args=args)).content.decode() for name, args in pages]

    link = ThreadSheet.objects.get()
    assert [str(link.thread_id) in page for page in found] == [False, False]
    assert ("Naming what I miss" in found[0], "No notes yet." in found[0]) == (False, True)


def test_where_notes_are_off_she_is_told_on_the_sheet(hers, maya):
    maya.note_policy = "off"
    maya.save()

    answer = hers.post("notes_about", follow=True)

    assert "Notes cannot be begun here just now." in answer.content.decode()
    assert ThreadSheet.objects.count() == 0


def test_the_home_page_says_that_a_note_is_new(hers, maya, ana):
    thread = make_thread(maya)
    make_note(thread, ana)

    page = hers.http.get(reverse("worksheets:home")).content.decode()

    assert "1 new note for you" in page
