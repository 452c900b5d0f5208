"""Beginning, sending, taking back and reading notes: once each, and by whom."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from clients.actions import noting
from clients.actions.caring import discharge
from clients.models import ClientDraft, Note, NoteRead, SessionPoint, Thread
from practice import facts
from practice.models import AuditIntake
from tests.factories import NOW, actor_for, link, make_note, make_thread

pytestmark = pytest.mark.django_db
KEY = UUID("10000000-0000-4000-8000-000000000001")
MINUTE = timedelta(seconds=60)


@pytest.fixture
def told(monkeypatch) -> list:
    """What the other apps were told."""
    heard = []
    for name in ("note.sent", "note.undone", "note.recalled", "note.read"):
        monkeypatch.setitem(facts._listeners, name, [])
        facts.on(name, lambda name=name, **what: heard.append((name, what)))
    return heard


def recorded() -> list:
    """What the record says about notes."""
    rows = AuditIntake.objects.filter(action__startswith="note.").order_by("pk")
    return list(rows.values_list("action", "object_id", "details"))


def send(by, thread, body="It was a long week.", key=KEY, **fields) -> Note:
    return noting.send(by=by, thread=thread, body=body, key=key, **fields)


def test_the_general_thread_is_opened_once(people, maya, ana):
    first = noting.open_general(by=maya, client=people.maya)
    again = noting.open_general(by=ana, client=people.maya)

    assert (again, first.is_general, Thread.objects.count()) == (first, True, 1)


@pytest.mark.parametrize("who", ["ben", "olga", "noor", "eva"])
def test_strangers_open_and_send_and_read_nothing(people, thread, who):
    by = actor_for(getattr(people, who))
    calls = [
        lambda: noting.open_general(by=by, client=people.maya),
        lambda: send(by, thread),
        lambda: noting.keep_draft(by=by, thread=thread, body="a", revision=0, key=KEY),
        lambda: noting.mark_read(by=by, thread=thread, upto=NOW),
    ]

    for call in calls:
        with pytest.raises(noting.MayNotWrite, match="not_theirs"):
            call()


def test_a_note_is_sent_told_and_recorded_without_its_words(thread, maya, told):
    note = send(maya, thread, " It was\r\na long week. \n", is_for_session=True)

    note.refresh_from_db()
    assert (note.body, note.is_for_session, note.sent_at, note.author_id, note.key) == (
        "It was\na long week.",
        True,
        NOW,
        maya.membership.pk,
        KEY,
    )
    assert told == [("note.sent", {"by": maya, "note": note})]
    assert recorded() == [("note.sent", note.pk, {"thread": str(thread.pk)})]


def test_a_second_press_is_the_same_note(thread, maya, told):
    first = send(maya, thread)
    again = send(maya, thread)

    assert (again, Note.objects.count(), len(told)) == (first, 1, 1)


def test_a_second_press_after_her_care_ended_is_still_the_first(people, thread, maya):
    first = send(maya, thread)
    discharge(by=actor_for(people.ana), client=people.maya)

    assert send(maya, thread) == first


def test_other_words_of_a_page_that_came_back_are_a_note_of_their_own(thread, maya):
    send(maya, thread, "One.")
    send(maya, thread, "Two.")
    send(maya, thread, "Two.")

    assert sorted(note.body for note in Note.objects.all()) == ["One.", "Two."]


@pytest.mark.parametrize("body", ["", "  \r\n ", "\x00"])
def test_a_note_without_words_is_not_sent(thread, maya, body):
    with pytest.raises(noting.NothingToSend):
        send(maya, thread, body)

    assert Note.objects.count() == 0


def test_length_is_counted_after_line_ends_are_one(people, thread, maya):
    people.practice.note_limit = 500
    people.practice.save()
    fits = "é\r\n" * 249 + "👩‍"[:1] + "é"

    assert len(send(maya, thread, fits).body) == 500
    with pytest.raises(noting.TooLong) as refused:
        send(maya, thread, "x" * 501, key=uuid4())
    assert (refused.value.count, refused.value.limit, Note.objects.count()) == (501, 500, 1)


@pytest.mark.parametrize("why", ["off", "reply_only", "discharged"])
def test_why_she_may_not_write(people, thread, maya, why):
    if why == "discharged":
        discharge(by=actor_for(people.ana), client=people.maya)
    else:
        people.maya.note_policy = why
        people.maya.save()

    with pytest.raises(noting.MayNotWrite, match=why):
        send(maya, thread)


def test_within_a_minute_it_was_never_sent(thread, maya):
    note = send(maya, thread)

    noting.undo(by=actor_for(maya.membership, NOW + MINUTE - timedelta(seconds=1)), note=note)

    assert (Note.objects.count(), noting.draft_of(maya, thread).body) == (0, note.body)
    assert [row[:2] for row in recorded()] == [("note.sent", note.pk), ("note.undone", note.pk)]
    assert send(maya, thread).key == KEY


def test_words_that_stand_in_the_draft_stay_and_what_was_undone_lies_beside(thread, maya):
    note = send(maya, thread, "Sent too early.")
    noting.keep_draft(by=maya, thread=thread, body="Other words.", revision=0, key=uuid4())

    noting.undo(by=maya, note=note)

    row = noting.draft_of(maya, thread)
    assert (row.body, [one["text"] for one in row.others]) == ("Other words.", ["Sent too early."])


def test_a_point_that_was_made_of_it_stays(people, thread, ana):
    note = send(ana, thread)
    point = SessionPoint(client=people.maya, note=note, by=people.ana, body="Ask her.")
    point.save()

    noting.undo(by=ana, note=note)

    point.refresh_from_db()
    assert (point.note_id, point.body) == (None, "Ask her.")


def test_after_a_minute_and_for_others_there_is_no_undo(people, thread, maya, ana):
    note = send(maya, thread)

    for by in (actor_for(people.maya, NOW + MINUTE), ana):
        with pytest.raises(noting.TooLateToUndo):
            noting.undo(by=by, note=note)
    with pytest.raises(noting.MayNotWrite):
        noting.undo(by=actor_for(people.noor), note=note)


def test_a_recall_leaves_its_place_and_a_line_in_the_record(people, thread, maya, told):
    note = send(maya, thread)
    later = actor_for(people.maya, NOW + timedelta(hours=1))

    noting.recall(by=later, note=note)
    noting.recall(by=later, note=note)

    note.refresh_from_db()
    assert (note.body, note.recalled_at, note.sent_at) == ("", later.now, NOW)
    assert [name for name, _what in told] == ["note.sent", "note.recalled"]
    assert [row[:2] for row in recorded()] == [("note.sent", note.pk), ("note.recalled", note.pk)]


@pytest.mark.parametrize("who", ["ana", "ben", "noor", "eva"])
def test_nobody_takes_back_what_another_wrote(people, thread, maya, who):
    note = send(maya, thread)

    with pytest.raises(noting.MayNotWrite, match="not_theirs"):
        noting.recall(by=actor_for(getattr(people, who)), note=note)


def test_what_a_counselor_wrote_is_not_hers_to_take_back_once_her_part_is_over(people, thread):
    link(people.maya, people.ben, "second", ends_at=NOW)
    note = make_note(thread, people.ben)

    with pytest.raises(noting.MayNotWrite, match="not_theirs"):
        noting.recall(by=actor_for(people.ben), note=note)


def test_after_the_end_of_care_the_record_stays_as_it_is(people, thread, maya):
    note = send(maya, thread)
    discharge(by=actor_for(people.ana), client=people.maya)

    with pytest.raises(noting.MayNotWrite, match="discharged"):
        noting.recall(by=maya, note=note)


def test_reading_only_ever_moves_on(people, thread, maya, told):
    early = make_note(thread, people.ana, sent_at=NOW - timedelta(hours=2))
    late = make_note(thread, people.ana, sent_at=NOW - timedelta(hours=1))

    noting.mark_read(by=maya, thread=thread, upto=late.sent_at)
    noting.mark_read(by=maya, thread=thread, upto=early.sent_at)
    noting.mark_read(by=maya, thread=thread, upto=NOW + timedelta(days=900))

    assert list(NoteRead.objects.values_list("membership", "upto")) == [
        (maya.membership.pk, late.sent_at)
    ]
    assert [name for name, _what in told] == ["note.read"]


def test_what_can_still_be_undone_was_not_read(people, thread, maya):
    make_note(thread, people.ana, sent_at=NOW - timedelta(seconds=59))

    assert noting.mark_read(by=maya, thread=thread, upto=NOW) is None


def test_a_draft_is_gone_once_it_was_sent(thread, maya):
    noting.keep_draft(by=maya, thread=thread, body="Half a th", revision=0, key=uuid4())

    send(maya, thread, "Something else.", revision=1)

    row = ClientDraft.objects.get()
    assert (row.body, row.revision) == ("", 2)


def test_what_another_tab_has_kept_meanwhile_stays_a_draft(thread, maya):
    first = uuid4()
    noting.keep_draft(by=maya, thread=thread, body="One.", revision=0, key=first)
    noting.keep_draft(by=maya, thread=thread, body="Of the other tab.", revision=1, key=uuid4())

    send(maya, thread, "One.", revision=1, saves=[first])

    assert noting.draft_of(maya, thread).body == "Of the other tab."


def test_a_save_that_the_page_had_not_heard_of_is_gone_too(thread, maya):
    unheard = uuid4()
    noting.keep_draft(by=maya, thread=thread, body="One, and more.", revision=0, key=unheard)

    send(maya, thread, "One.", revision=0, saves=[unheard])

    assert noting.draft_of(maya, thread).body == ""


def test_a_save_that_comes_after_the_note_went_out_is_no_draft(thread, maya):
    noting.keep_draft(by=maya, thread=thread, body="It was", revision=0, key=uuid4())
    send(maya, thread, revision=1)

    kept = noting.keep_draft(by=maya, thread=thread, body="It was a", revision=1, key=uuid4())

    assert (kept.is_new, noting.draft_of(maya, thread).body) == (False, "")


def test_other_thread_of_another_client_is_not_there(people, maya):
    thread = make_thread(people.noor)

    with pytest.raises(noting.MayNotWrite, match="not_theirs"):
        send(maya, thread)
