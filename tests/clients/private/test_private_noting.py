"""Private notes are saved by the protocol: nothing overwritten unseen, lost or doubled."""

from uuid import uuid4

import pytest

from clients.actions import caring, private_noting
from clients.models import PrivateNote
from practice.models import AuditIntake
from tests.clients.private.writing import DAY, keep, save, texts, write
from tests.factories import NOW, actor_for, link

pytestmark = pytest.mark.django_db


def recorded() -> list[tuple[str, dict]]:
    """What the record says of private notes."""
    rows = AuditIntake.objects.filter(action__startswith="private_note.").order_by("pk")
    return [(row.action, row.details) for row in rows]


def test_the_first_save_makes_the_note_and_the_next_ones_go_on(team):
    note = write(team.ana, team.maya, "One.")
    keep(team.ana, team.maya, note.pk, "One. Two.", 1, session_on=None)

    fresh = PrivateNote.objects.get()
    assert (fresh.body, fresh.revision, fresh.session_on) == ("One. Two.", 2, None)
    assert (fresh.author, fresh.client, fresh.created_at) == (team.ana, team.maya, NOW)
    assert recorded() == [("private_note.added", {})]


@pytest.mark.parametrize("body", ["", " \n\t"])
def test_no_words_leave_no_row(team, body):
    kept = keep(team.ana, team.maya, uuid4(), body)

    assert (kept.note, PrivateNote.objects.count(), recorded()) == (None, 0, [])


def test_the_same_press_again_changes_nothing(team):
    once = {"key": uuid4(), "note_id": uuid4()}

    for _ in range(2):
        note = keep(team.ana, team.maya, body="One.", **once).note

    assert (texts(note), len(recorded())) == (("One.", 1, []), 1)


def test_a_save_that_comes_late_twice_puts_nothing_beside(team):
    key, note = uuid4(), write(team.ana, team.maya, "One.")
    keep(team.ana, team.maya, note.pk, "One. Two.", 1, key=key)
    keep(team.ana, team.maya, note.pk, "Three.", 2)

    keep(team.ana, team.maya, note.pk, "One. Two.", 1, key=key)

    assert texts(note) == ("Three.", 3, [])


def test_a_used_key_with_other_words_counts_as_written_on_what_it_made(team):
    key, note = uuid4(), write(team.ana, team.maya, "One.")
    keep(team.ana, team.maya, note.pk, "Two.", 1, key=key)

    keep(team.ana, team.maya, note.pk, "Two, from the page's own cache.", 1, key=key)

    assert texts(note) == ("Two, from the page's own cache.", 3, [])


def test_after_stands_in_for_a_revision_that_the_page_has_not_heard_of(team):
    first, note = uuid4(), write(team.ana, team.maya, "One.")
    keep(team.ana, team.maya, note.pk, "Two.", 1, key=first)

    keep(team.ana, team.maya, note.pk, "Two, and more.", 1, after=first)

    assert texts(note) == ("Two, and more.", 3, [])


@pytest.mark.parametrize("revision", [0, 7, -1])
def test_an_old_or_made_up_revision_is_kept_beside(team, revision):
    note = write(team.ana, team.maya, "One.")
    keep(team.ana, team.maya, note.pk, "Two.", 1)

    kept = keep(team.ana, team.maya, note.pk, "From another page.", revision)

    assert (kept.is_beside, texts(note)) == (True, ("Two.", 2, ["From another page."]))


def test_the_same_words_on_an_old_revision_are_no_second_text(team):
    note = write(team.ana, team.maya, "One.")
    keep(team.ana, team.maya, note.pk, "Two.", 1)

    keep(team.ana, team.maya, note.pk, "Two.", 1)

    assert texts(note) == ("Two.", 2, [])


def test_a_page_that_writes_on_beside_keeps_one_text(team):
    first, note = uuid4(), write(team.ana, team.maya, "One.")
    keep(team.ana, team.maya, note.pk, "Two.", 1)
    keep(team.ana, team.maya, note.pk, "Other", 0, key=first)

    keep(team.ana, team.maya, note.pk, "Other words.", 0, after=first)

    assert texts(note) == ("Two.", 2, ["Other words."])


def test_so_many_texts_wait_and_then_she_chooses_first(team):
    note = write(team.ana, team.maya, "One.")
    for number in range(private_noting.MOST):
        keep(team.ana, team.maya, note.pk, f"Other {number}.", 9)

    with pytest.raises(private_noting.ChooseFirst):
        keep(team.ana, team.maya, note.pk, "One too many.", 9)

    assert len(texts(note)[2]) == private_noting.MOST


@pytest.mark.parametrize(
    ("pick", "stands"),
    [("standing", ("One.", 1)), ("other", ("Two.", 2)), ("both", ("One.\n\nTwo.", 2))],
)
def test_she_chooses_which_text_stays(team, pick, stands):
    note, key = write(team.ana, team.maya, "One."), uuid4()
    keep(team.ana, team.maya, note.pk, "Two.", 9, key=key)

    private_noting.settle(by=actor_for(team.ana), note=note, other=key.hex, pick=pick, revision=1)

    assert texts(note) == (*stands, [])
    assert PrivateNote.objects.get().session_on == DAY


@pytest.mark.parametrize(("other", "revision"), [("nothing", 1), (None, 0)])
def test_what_moved_while_she_chose_is_looked_at_again(team, other, revision):
    note, key = write(team.ana, team.maya, "One."), uuid4()
    keep(team.ana, team.maya, note.pk, "Two.", 9, key=key)
    pick = {"other": other or key.hex, "pick": "other", "revision": revision}

    with pytest.raises(private_noting.MovedOn):
        private_noting.settle(by=actor_for(team.ana), note=note, **pick)

    assert texts(note) == ("One.", 1, ["Two."])


def test_both_together_are_no_longer_than_a_note(team):
    note, key = write(team.ana, team.maya, "x" * 15_000), uuid4()
    keep(team.ana, team.maya, note.pk, "y" * 15_000, 9, key=key)
    pick = {"other": key.hex, "pick": "both", "revision": 1}

    with pytest.raises(private_noting.TooLong):
        private_noting.settle(by=actor_for(team.ana), note=note, **pick)


@pytest.mark.parametrize("who", ["sofia", "olga", "eva", "maya"])
def test_who_does_not_carry_the_care_writes_none(team, who):
    by = getattr(team, who, None) or getattr(team.people, who)

    with pytest.raises(private_noting.MayNotKeep):
        private_noting.keep(by=actor_for(by), client=team.maya, note_id=uuid4(), save=save("Mine."))

    assert PrivateNote.objects.count() == 0


def test_nobody_writes_on_anothers_note_or_on_another_client(team):
    note = write(team.ana, team.maya)
    link(team.people.noor, team.ana, "second")

    for by, client in ((team.ben, team.maya), (team.ana, team.people.noor)):
        with pytest.raises(private_noting.NotHers):
            keep(by, client, note.pk, "Mine.", 1)

    assert texts(note) == ("She looked away.", 1, [])


def test_a_last_note_after_the_care_has_ended(team):
    caring.discharge(by=actor_for(team.ana), client=team.maya)

    note = write(team.ana, team.maya, "How it ended.")

    assert texts(note) == ("How it ended.", 1, [])


def test_removed_is_gone_and_on_record_without_a_word(team):
    note = write(team.ana, team.maya)

    private_noting.remove(by=actor_for(team.ana), note=note)

    assert PrivateNote.objects.count() == 0
    assert recorded() == [("private_note.added", {}), ("private_note.removed", {})]


def test_an_open_page_does_not_bring_a_removed_note_back(team):
    note = write(team.ana, team.maya)
    private_noting.remove(by=actor_for(team.ana), note=note)

    for again in (
        lambda: keep(team.ana, team.maya, note.pk, "More.", 1),
        lambda: private_noting.remove(by=actor_for(team.ana), note=note),
    ):
        with pytest.raises(private_noting.WasRemoved):
            again()

    assert PrivateNote.objects.count() == 0


def test_nothing_is_removed_while_a_court_is_involved(team):
    note = write(team.ana, team.maya)
    flag = caring.set_flag(by=actor_for(team.ana), client=team.maya, kind="court")

    with pytest.raises(private_noting.HeldByCourt):
        private_noting.remove(by=actor_for(team.ana), note=note)
    caring.clear_flag(by=actor_for(team.ana), flag=flag)
    private_noting.remove(by=actor_for(team.ana), note=note)

    assert PrivateNote.objects.count() == 0


def test_only_its_author_removes_or_chooses(team):
    note, key = write(team.ana, team.maya, "One."), uuid4()
    keep(team.ana, team.maya, note.pk, "Two.", 9, key=key)

    for by, refusal in (
        (team.ben, private_noting.NotHers),
        (team.cleo, private_noting.NotHers),
        (team.sofia, private_noting.MayNotKeep),
    ):
        pick = {"other": key.hex, "pick": "other", "revision": 1}
        with pytest.raises(refusal):
            private_noting.remove(by=actor_for(by), note=note)
        with pytest.raises(refusal):
            private_noting.settle(by=actor_for(by), note=note, **pick)

    assert texts(note) == ("One.", 1, ["Two."])
