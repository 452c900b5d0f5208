"""The saving protocol for one box of words: nothing overwritten unseen, nothing twice."""

from itertools import count
from uuid import UUID

import pytest

from clients.actions import noting
from clients.models import ClientDraft, StaffDraft
from clients.notes import drafts
from tests.factories import actor_for

pytestmark = pytest.mark.django_db

A, B, C, D = (UUID(f"a0000000-0000-4000-8000-00000000000{n}") for n in range(4))


@pytest.fixture
def save(thread, maya):
    """Keeps a text of Maya's; tells revision and key of the text beside."""

    def keep(body, revision, key, after=None):
        kept = noting.keep_draft(
            by=maya, thread=thread, body=body, revision=revision, key=key, after=after
        )
        return kept.revision, kept.other

    return keep


@pytest.fixture
def row(thread, maya):
    """What stands, and what lies beside."""

    def read():
        found = noting.draft_of(maya, thread)
        return found.body, [one.text for one in drafts.others_of(found)]

    return read


def test_an_empty_box_leaves_no_row(save):
    assert save("  \r\n", 0, A) == (0, "")
    assert ClientDraft.objects.count() == 0


def test_saves_follow_each_other(save, row):
    told = [save("One", 0, A), save("One two", 1, B), save("One two", 2, C)]

    assert (told, row()) == ([(1, ""), (2, ""), (2, "")], ("One two", []))


def test_the_same_save_again_gets_its_first_answer(save, row):
    save("One", 0, A)
    save("One two", 1, B)

    assert (save("One", 0, A), row()) == ((1, ""), ("One two", []))


def test_a_known_key_with_newer_words_counts_as_written_on_what_it_made(save, row):
    save("One", 0, A)

    assert (save("One more", 0, A), row()) == ((2, ""), ("One more", []))


def test_a_stale_save_is_kept_beside_and_one_page_makes_one_text(save, row):
    save("Of the phone", 0, A)

    told = [save("Of the desk", 0, B), save("Of the desk, more", 0, C, B), save("x", 1, D)]

    assert told == [(1, B.hex), (1, C.hex), (2, "")]
    assert row() == ("x", ["Of the desk, more"])


def test_an_empty_box_elsewhere_empties_nothing(save, row):
    save("Of the phone", 0, A)

    assert (save("", 0, B), row()) == ((0, ""), ("Of the phone", []))
    assert save("typed after", 0, C) == (1, C.hex)


def test_over_an_empty_draft_every_save_goes(save, row):
    save("One", 0, A)
    save("", 1, B)

    assert (save("From an old page", 1, C), row()) == ((3, ""), ("From an old page", []))


def test_a_save_that_comes_late_is_in_already(save, row):
    save("One two", 0, B, after=A)

    assert (save("One", 0, A), row()) == ((1, ""), ("One two", []))


def test_more_texts_than_can_be_kept_are_refused(save):
    save("Standing", 0, A)
    keys = (UUID(int=n) for n in count(1))
    for n in range(drafts.MOST_OTHERS):
        save(f"Text {n}", 0, next(keys))

    with pytest.raises(drafts.TooManyTexts):
        save("One more", 0, next(keys))


def test_more_than_any_note_could_hold_is_refused(save):
    with pytest.raises(noting.TooLong):
        save("x" * 20_001, 0, A)


@pytest.mark.parametrize(
    ("choice", "body"), [("standing", "One"), ("other", "Two"), ("both", "One\n\nTwo")]
)
def test_she_chooses(save, row, thread, maya, choice, body):
    save("One", 0, A)
    save("Two", 0, B)

    noting.settle_draft(by=maya, thread=thread, other=B.hex, choice=choice, revision=1)

    assert row() == (body, [])


@pytest.mark.parametrize(("other", "revision"), [(B.hex, 7), (C.hex, 1), ("nonsense", 1)])
def test_she_chooses_only_among_what_she_saw(save, thread, maya, other, revision):
    save("One", 0, A)
    save("Two", 0, B)

    with pytest.raises(noting.HasMoved):
        noting.settle_draft(
            by=maya, thread=thread, other=other, choice="standing", revision=revision
        )


def test_each_side_has_drafts_of_its_own(thread, people, maya, ana, save):
    save("Of Maya", 0, A)
    noting.keep_draft(by=ana, thread=thread, body="Of Ana", revision=0, key=B)

    told = (ClientDraft.objects.get().body, StaffDraft.objects.get().body)

    assert told == ("Of Maya", "Of Ana")
    assert noting.draft_of(actor_for(people.ben), thread) is None
