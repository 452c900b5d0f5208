"""A thread as each reader sees it: names, what is hers, what was taken back, and since when."""

from datetime import timedelta
from uuid import uuid4

import pytest

from clients.actions import noting
from clients.actions.caring import discharge
from clients.models import Note, Thread
from clients.notes.threads import Standing, page_of, page_since, threads_of
from tests.factories import NOW, actor_for, link, make_note, make_thread

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def seen(thread, who, now=NOW) -> list:
    """Name, words, and what she may do, oldest first."""
    page = page_of(thread, actor_for(who, now))
    return [(one.name, one.body, one.may_undo, one.may_recall) for one in page.notes]


def test_each_reader_sees_names_and_what_is_hers(people, thread):
    make_note(thread, people.ana, "From Ana.", sent_at=NOW - 300 * SECOND)
    make_note(thread, people.maya, "From Maya.", sent_at=NOW - 200 * SECOND)
    make_note(thread, people.ana, "", sent_at=NOW - 100 * SECOND, recalled_at=NOW)

    assert seen(thread, people.maya) == [
        ("Ana", "From Ana.", False, False),
        ("Maya", "From Maya.", False, True),
        ("Ana", "", False, False),
    ]
    assert seen(thread, people.ana) == [
        ("Ana Ruiz", "From Ana.", False, True),
        ("Maya", "From Maya.", False, False),
        ("Ana Ruiz", "", False, False),
    ]


@pytest.mark.parametrize(("age", "is_there"), [(0, False), (59, False), (60, True)])
def test_for_a_minute_a_note_is_its_authors_alone(people, thread, age, is_there):
    make_note(thread, people.maya, "Just now.", sent_at=NOW - age * SECOND)

    assert seen(thread, people.maya) == [("Maya", "Just now.", not is_there, is_there)]
    assert [one[1] for one in seen(thread, people.ana)] == (["Just now."] if is_there else [])


def test_after_the_end_of_care_she_reads_and_takes_nothing_back(people, thread):
    make_note(thread, people.maya, "What was said.")
    discharge(by=actor_for(people.ana), client=people.maya)
    thread = Thread.objects.select_related("client").get()

    assert seen(thread, people.maya) == [("Maya", "What was said.", False, False)]


@pytest.mark.parametrize(
    ("who", "is_there"),
    [
        ("maya", True),
        ("ana", True),
        ("sofia", True),
        ("ben", False),
        ("olga", False),
        ("noor", False),
        ("eva", False),
    ],
)
def test_who_finds_a_thread_and_its_notes(people, thread, who, is_there):
    link(people.maya, people.sofia, "supervisor")
    note = make_note(thread, people.maya)
    actor = actor_for(getattr(people, who))

    found = (list(Thread.objects.visible_to(actor)), list(Note.objects.visible_to(actor)))

    assert found == (([thread], [note]) if is_there else ([], []))


def test_a_former_counselor_finds_nothing_from_the_hour_on(people, thread):
    link(people.maya, people.ben, "cover", ends_at=NOW)
    make_note(thread, people.maya)

    found = [
        Thread.objects.visible_to(actor_for(people.ben, NOW + n * SECOND)).count() for n in (-1, 0)
    ]

    assert found == [1, 0]


def test_pages_follow_each_other_without_a_gap(people, thread):
    for n in range(65):
        make_note(thread, people.maya, f"{n}", sent_at=NOW - (100 + n // 2) * SECOND)
    actor, cursor, met = actor_for(people.ana), None, []

    for _ in range(3):
        page = page_of(thread, actor, cursor)
        met = [*(one.note.pk for one in page.notes), *met]
        cursor = page.earlier

    in_order = Note.objects.order_by("sent_at", "pk").values_list("pk", flat=True)
    assert (met, cursor) == (list(in_order), None)


def test_a_cursor_that_is_not_there_shows_the_newest(people, thread):
    note = make_note(thread, people.maya)
    other = make_note(make_thread(people.noor), people.noor)

    pages = [page_of(thread, actor_for(people.ana), cursor) for cursor in (uuid4(), other.pk)]

    assert [[one.note for one in page.notes] for page in pages] == [[note], [note]]


def test_what_was_taken_back_since_is_told_again(people, thread):
    make_note(thread, people.ana, "Old.", sent_at=NOW - 900 * SECOND)
    gone = make_note(
        thread, people.ana, "", sent_at=NOW - 800 * SECOND, recalled_at=NOW - 5 * SECOND
    )

    page = page_since(thread, actor_for(people.maya), NOW - 15 * SECOND)

    assert [one.note for one in page.notes] == [gone]


def test_which_of_hers_still_stand_is_told_of_all_that_she_could_have_undone(people, thread):
    since = NOW - 15 * SECOND
    make_note(thread, people.ana, sent_at=since - 121 * SECOND)
    undone = make_note(thread, people.ana, sent_at=since - 50 * SECOND)
    stands = make_note(thread, people.ana, sent_at=since - 40 * SECOND)
    make_note(thread, people.maya, sent_at=since - 30 * SECOND)
    noting.undo(by=actor_for(people.ana, since), note=undone)

    page = page_since(thread, actor_for(people.ana), since)

    assert page.standing == Standing(since - 120 * SECOND, [stands.pk])


def test_what_is_more_than_a_page_comes_with_the_next_ones(people, thread):
    since, reader = NOW - 600 * SECOND, actor_for(people.maya)
    made = [
        make_note(thread, who, f"{n}", sent_at=since + n * 5 * SECOND)
        for n in range(1, 36)
        for who in (people.ana, people.maya)
    ]
    pages, told = [], since

    while told:
        pages.append(page_since(thread, reader, told))
        told = pages[-1].told_until

    met = [one.note.pk for page in pages for one in page.notes]
    assert (len(met), set(met)) == (70, {note.pk for note in made})
    assert [len(page.notes) for page in pages] == [30, 30, 10]


def test_all_of_one_instant_come_together(people, thread):
    for _ in range(33):
        make_note(thread, people.ana, sent_at=NOW - 100 * SECOND)

    page = page_since(thread, actor_for(people.maya), NOW - 60 * SECOND)
    rest = page_since(thread, actor_for(people.maya), page.told_until or NOW)

    assert [len(one.notes) for one in (page, rest)] == [33, 0]


def test_while_more_comes_it_is_read_up_to_what_is_there(people, thread):
    since = NOW - 600 * SECOND
    for n in range(29):
        make_note(thread, people.ana, sent_at=since - (59 - n) * SECOND)
    make_note(thread, people.maya, sent_at=since + 40 * SECOND)
    last = make_note(thread, people.ana, sent_at=since - 10 * SECOND)

    first = page_since(thread, actor_for(people.maya), since)
    rest = page_since(thread, actor_for(people.maya), first.told_until or NOW)

    assert (first.newest, len(first.notes)) == (since - 31 * SECOND, 30)
    assert (rest.newest, [one.note for one in rest.notes]) == (last.sent_at, [last])


def test_an_older_one_that_was_taken_back_is_not_how_far_she_read(people, thread):
    sent = {"sent_at": NOW - 800 * SECOND, "recalled_at": NOW - 5 * SECOND}
    make_note(thread, people.ana, "", **sent)
    make_note(thread, people.ana, sent_at=NOW - 300 * SECOND)

    page = page_since(thread, actor_for(people.maya), NOW - 15 * SECOND)

    assert (len(page.notes), page.newest) == (1, None)


def test_her_threads_stand_with_the_newest_first(people, thread):
    sheet = make_thread(people.maya, is_general=False)
    make_note(thread, people.ana, sent_at=NOW - 900 * SECOND)
    make_note(sheet, people.ana, sent_at=NOW - 700 * SECOND)
    make_note(thread, people.ana, sent_at=NOW - 10 * SECOND)

    listed = threads_of(people.maya, actor_for(people.maya))

    assert [(one.thread, one.unread, one.newest) for one in listed] == [
        (sheet, 1, NOW - 700 * SECOND),
        (thread, 1, NOW - 900 * SECOND),
    ]


def test_those_without_any_note_stand_last(people, thread):
    fields = {"is_general": False}
    late = make_thread(people.maya, opened_at=NOW, **fields)
    later = make_thread(people.maya, opened_at=NOW + SECOND, **fields)
    make_note(thread, people.ana, sent_at=NOW - 900 * SECOND)

    listed = threads_of(people.maya, actor_for(people.maya))

    assert [one.thread for one in listed] == [thread, later, late]


@pytest.mark.parametrize("age", [None, 59, 60])
def test_staff_find_one_about_a_sheet_by_what_they_can_read_there(people, age):
    sheet = make_thread(people.maya, is_general=False)
    if age:
        make_note(sheet, people.maya, sent_at=NOW - age * SECOND)

    found = [threads_of(people.maya, actor_for(who)) for who in (people.maya, people.ana)]

    assert [[one.thread for one in listed] for listed in found] == [
        [sheet],
        [sheet] if age == 60 else [],
    ]


def test_staff_find_one_about_a_sheet_by_their_own_draft(people, thread, ana):
    link(people.maya, people.ben, "second")
    sheet = make_thread(people.maya, is_general=False, opened_at=NOW)
    typed = {"body": "About Sunday", "revision": 0, "key": uuid4()}
    noting.keep_draft(by=ana, thread=sheet, **typed)

    found = [threads_of(people.maya, actor_for(who)) for who in (people.ana, people.ben)]

    assert [[one.thread for one in listed] for listed in found] == [[sheet, thread], [thread]]
