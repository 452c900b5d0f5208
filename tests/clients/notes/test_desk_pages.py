"""Her notes as those open and answer them who care for her; everybody else finds nothing."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from clients.actions import caring
from clients.models import CareLink, Client, Note, NoteRead, SessionPoint, StaffDraft, Thread
from practice import vault
from practice.models import AuditIntake, Membership
from tests.factories import NOW, actor_for, link, make_client, make_note, make_thread

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = timedelta(days=1)
BAD = ["\x00", "\u202eabc\u202c", "🙂" * 20, "<b>&\"'"]


@pytest.fixture
def note(people, thread) -> Note:
    """What Maya wrote an hour ago."""
    return make_note(thread, people.maya, "I saw the swing.")


def url(name: str, thread: Thread, *more) -> str:
    return reverse(f"clients:{name}", args=[thread.client_id, thread.pk, *more])


def typed(body: str, **fields) -> dict[str, object]:
    """What the box sends."""
    return {"note:": body, "note:_revision": 0, "note:_once": uuid4(), "key": uuid4()} | fields


def shown(page) -> str:
    """The words of a page without its marks."""
    text = page.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", text.partition("<main")[2]).split())


def box(page) -> str:
    """What stands in the box."""
    return re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", page.content.decode(), re.DOTALL)[1]


def point_of(note: Note, by) -> SessionPoint:
    """The note as a point that waits."""
    return SessionPoint.objects.create(
        client=note.thread.client, note=note, body=note.body, by=by, at=NOW
    )


def told(page) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def test_she_reads_and_the_record_says_so(as_ana, people, note):
    page = as_ana.get(url("client_thread", note.thread))

    assert "I saw the swing." in shown(page)
    assert "I saw the swing." not in page.content.decode().partition("</title>")[0]
    read = AuditIntake.objects.get(action="thread.read")
    assert (read.actor, read.client_id, read.object_id) == (
        people.ana.user_id, people.maya.pk, note.thread_id,
    )  # fmt: skip


def test_opening_marks_nothing_as_read_the_button_does(as_ana, people, note):
    as_ana.get(url("client_thread", note.thread))
    opened = NoteRead.objects.exists()

    as_ana.post(url("read_notes", note.thread), {"upto": note.sent_at.isoformat()})

    assert (opened, NoteRead.objects.get().upto) == (False, note.sent_at)


FAR_OFF = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"]
NO_MOMENTS = ["", "yesterday", "2026-13-45T00:00", "2026-03-10T10:00", *FAR_OFF, *BAD]


@pytest.mark.parametrize("upto", NO_MOMENTS)
def test_a_mark_that_makes_no_sense_marks_nothing(as_ana, note, upto):
    answer = as_ana.post(url("read_notes", note.thread), {"upto": upto})

    assert (answer.status_code, NoteRead.objects.exists()) == (302, False)


@pytest.mark.parametrize("since", NO_MOMENTS)
def test_what_came_since_no_moment_is_nothing(as_ana, note, since):
    answer = as_ana.get(url("new_notes", note.thread), {"since": since})

    assert answer.status_code < 500
    assert "I saw the swing." not in answer.content.decode()


@pytest.mark.parametrize("upto", FAR_OFF)
def test_a_mark_that_makes_no_sense_sends_the_words_all_the_same(as_ana, people, note, upto):
    answer = as_ana.post(url("send_note", note.thread), typed("Thank you.") | {"upto": upto})

    assert (answer.status_code, Note.objects.filter(author=people.ana.pk).count()) == (302, 1)


def test_she_answers_once_however_often_she_presses(as_ana, people, note):
    sent = typed("Thank you, Maya.")

    first = as_ana.post(url("send_note", note.thread), sent, follow=True)
    as_ana.post(url("send_note", note.thread), sent)

    mine = Note.objects.filter(author=people.ana.pk)
    assert [one.body for one in mine] == ["Thank you, Maya."]
    assert told(first) == [
        "Sent. Maya can read it in a minute. Until then you can take it back unseen."
    ]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "Write a word or two first"),
        (" \n ", "Write a word or two first"),
        ("a" * 2001, "Please use at most 2000 letters here. You wrote 2001."),
    ],
)
def test_what_cannot_go_stays_in_the_box(as_ana, people, note, body, said):
    page = as_ana.post(url("send_note", note.thread), typed(body))

    assert (page.status_code, said in shown(page)) == (422, True)
    assert box(page).strip() == body.strip()
    assert not Note.objects.filter(author=people.ana).exists()


@pytest.mark.parametrize("key", ["note:_revision", "note:_once", "note:_after", "key"])
@pytest.mark.parametrize("text", ["", "-1", "9" * 30, "x" * 10_000, *BAD])
def test_odd_marks_keep_the_words(as_ana, note, key, text):
    answer = as_ana.post(url("keep_note", note.thread), typed("Half a thought") | {key: text})

    assert (answer.status_code, StaffDraft.objects.get().body) == (302, "Half a thought")


def test_her_draft_waits_for_her_and_for_nobody_else(as_ana, browser, people, note):
    link(people.maya, people.ben, role="second")
    as_ana.post(url("keep_note", note.thread), typed("Half a thought"))
    mine = box(as_ana.get(url("client_thread", note.thread)))
    browser.force_login(people.ben.user)

    assert (mine, box(browser.get(url("client_thread", note.thread)))) == ("Half a thought", "")


def test_two_pages_keep_both_texts_until_she_chooses(as_ana, note):
    as_ana.post(url("keep_note", note.thread), typed("On the one page"))
    as_ana.post(url("keep_note", note.thread), typed("On the other page"))
    page = as_ana.get(url("client_thread", note.thread))
    other = StaffDraft.objects.get().others[0]["key"]

    as_ana.post(url("settle_note", note.thread), {"other": other, "choice": "both", "revision": 1})

    assert {"On the one page", "On the other page"} <= set(
        re.findall("On the \\w+ page", shown(page))
    )
    draft = StaffDraft.objects.get()
    assert (draft.body, draft.others) == ("On the one page\n\nOn the other page", None)


def test_undo_within_the_minute_and_recall_after_it(as_ana, people, note):
    as_ana.post(url("send_note", note.thread), typed("To be undone"))
    mine = Note.objects.get(author=people.ana)
    as_ana.post(url("undo_note", note.thread, mine.pk))
    undone = (Note.objects.filter(author=people.ana).exists(), StaffDraft.objects.get().body)

    old = make_note(note.thread, people.ana, "To be recalled", sent_at=NOW - DAY)
    as_ana.post(url("recall_note", note.thread, old.pk))
    old.refresh_from_db()

    assert undone == (False, "To be undone")
    assert (old.body, old.recalled_at) == ("", NOW)
    assert "You took this note back." in shown(as_ana.get(url("client_thread", note.thread)))


def test_a_note_of_hers_is_not_the_counselors_to_take_back(as_ana, note):
    assert as_ana.post(url("recall_note", note.thread, note.pk)).status_code == 404


def test_an_opening_goes_into_an_empty_box_and_sends_nothing(as_ana, people, note):
    caring.set_session(by=actor_for(people.ana), client=people.maya, at=NOW + 2 * DAY)

    page = as_ana.get(url("client_thread", note.thread), {"start": "session"})

    assert box(page) == "Thank you for writing, Maya. Let&#x27;s keep this for Thursday."
    assert not StaffDraft.objects.exists()


def test_an_opening_takes_no_room_from_words_that_stand(as_ana, note):
    as_ana.post(url("keep_note", note.thread), typed("Half a thought"))

    page = as_ana.get(url("client_thread", note.thread), {"start": "session"})

    assert box(page) == "Half a thought"
    assert "There are words in the box already" in shown(page)


@pytest.mark.parametrize("start", ["", "nobody", "x" * 5000, *BAD])
def test_an_opening_that_nobody_knows_is_left_out(as_ana, note, start):
    assert box(as_ana.get(url("client_thread", note.thread), {"start": start})) == ""


@pytest.mark.parametrize(
    ("policy", "words"),
    [("off", "Notes are off for her."), ("", "Her care has ended.")],
)
def test_where_notes_are_closed_they_are_read_and_words_are_not_lost(
    as_ana, people, note, policy, words
):
    if policy:
        caring.set_note_policy(by=actor_for(people.ana), client=people.maya, policy=policy)
    else:
        caring.discharge(by=actor_for(people.ana), client=people.maya)

    page = as_ana.get(url("client_thread", note.thread))
    late = as_ana.post(url("send_note", note.thread), typed("Written too late"))

    assert ("I saw the swing." in shown(page), words in shown(page)) == (True, True)
    assert "<textarea" not in page.content.decode()
    assert (late.status_code, "Written too late" in box(late)) == (409, True)
    assert not Note.objects.filter(author=people.ana).exists()


def test_where_only_answers_are_wanted_the_counselor_begins(as_ana, people):
    caring.set_note_policy(by=actor_for(people.ana), client=people.maya, policy="reply_only")

    page = as_ana.post(reverse("clients:start_client_notes", args=[people.maya.pk]), follow=True)

    assert "Write to Maya" in shown(page)
    assert Thread.objects.get().is_general


def test_undo_pressed_twice_leads_to_her_words(as_ana, people, note):
    as_ana.post(url("send_note", note.thread), typed("Too early."))
    mine = Note.objects.get(author=people.ana.pk)

    answers = [
        as_ana.post(url("undo_note", note.thread, mine.pk), follow=True) for _press in range(2)
    ]

    for answer in answers:
        assert told(answer)[-1:] == ["Nothing was sent. Your words are in the box again."]
        assert "Too early.</textarea>" in answer.content.decode()


def test_where_her_account_is_closed_nobody_says_that_she_can_read_it_soon(as_ana, people, note):
    Membership.objects.filter(pk=people.maya.membership_id).update(ended_at=NOW)

    answer = as_ana.post(url("send_note", note.thread), typed("Until later."), follow=True)

    assert told(answer) == [
        "Kept for Maya. She has no open account now, so she reads it once she has."
    ]


def test_a_supervisor_reads_and_writes_nothing(browser, people, note):
    link(people.maya, people.sofia, role="supervisor")
    browser.force_login(people.sofia.user)

    page = browser.get(url("client_thread", note.thread))
    statuses = {
        name: browser.post(url(name, note.thread), typed("Mine")).status_code
        for name in ("send_note", "keep_note", "settle_note")
    }

    assert ("I saw the swing." in shown(page), "You read here" in shown(page)) == (True, True)
    assert set(statuses.values()) == {403}
    assert browser.post(url("make_point", note.thread, note.pk)).status_code == 403


@pytest.mark.parametrize(
    ("who", "status"), [("ben", 404), ("eva", 404), ("olga", 403), ("maya", 403), ("noor", 403)]
)
def test_nobody_else_opens_or_writes(browser, people, note, who, status):
    browser.force_login(actor_for(getattr(people, who)).user)

    opened = browser.get(url("client_thread", note.thread)).status_code
    listed = browser.get(reverse("clients:client_notes", args=[people.maya.pk])).status_code
    sent = browser.post(url("send_note", note.thread), typed("Mine")).status_code

    assert (opened, listed, sent) == (status, status, status)


def test_an_owner_who_counsels_finds_nobody_without_a_link(browser, people, note):
    people.olga.is_counselor = True
    people.olga.save()
    browser.force_login(people.olga.user)

    assert browser.get(url("client_thread", note.thread)).status_code == 404


def test_a_former_counselor_loses_it_at_the_hour(browser, people, note):
    ends_at = NOW + 3 * DAY
    CareLink.objects.filter(client=people.maya, membership=people.ana).update(ends_at=ends_at)
    found = []

    for at in (ends_at - timedelta(seconds=1), ends_at):
        with time_machine.travel(at, tick=False):
            browser.force_login(people.ana.user)
            opened = browser.get(url("client_thread", note.thread)).status_code
            sent = browser.post(url("send_note", note.thread), typed(f"At {at}")).status_code
            found.append((opened, sent))

    assert found == [(200, 302), (404, 404)]


def test_a_thread_of_another_client_is_not_there(as_ana, people, note):
    zoe = make_client(people.ana, "Zoe")

    crossed = reverse("clients:client_thread", args=[zoe.pk, note.thread_id])

    assert as_ana.get(crossed).status_code == 404


@pytest.mark.parametrize(("shows", "is_said"), [(False, False), (True, True)])
def test_when_she_read_it_is_told_only_where_the_practice_wants_it(
    as_ana, people, note, shows, is_said
):
    people.practice.shows_read_times = shows
    people.practice.save()
    make_note(note.thread, people.ana, "An answer", sent_at=NOW - timedelta(minutes=30))
    NoteRead.objects.create(
        client=people.maya, thread=note.thread, membership=people.maya.membership,
        upto=NOW, at=NOW - timedelta(minutes=5),
    )  # fmt: skip

    page = shown(as_ana.get(url("client_thread", note.thread)))

    assert ("Read today" in page) == is_said


def test_the_thread_leads_on_through_the_inbox(as_ana, people, note):
    zoe = make_client(people.ana, "Zoe")
    later = make_note(make_thread(zoe), zoe, sent_at=NOW - timedelta(minutes=5))

    first = as_ana.get(url("client_thread", note.thread)).content.decode()
    second = as_ana.get(url("client_thread", later.thread)).content.decode()

    assert ("1 of 2" in first, "Next: Zoe" in first, 'data-key="k"' in first) == (True, True, False)
    assert ("2 of 2" in second, 'data-key="k"' in second) == (True, True)


@pytest.mark.parametrize("rows", [1, 30])
def test_a_thread_costs_the_same_for_one_and_for_thirty(
    as_ana, people, note, django_assert_num_queries, rows
):
    for number in range(rows):
        client = make_client(people.ana, f"Client {number}")
        make_note(make_thread(client), client)
        point_of(make_note(note.thread, people.maya), people.ana)
    vault.forget()

    with django_assert_num_queries(18):
        as_ana.get(url("client_thread", note.thread))


def test_words_of_an_ended_session_come_back_unsent(browser, people, note):
    browser.force_login(people.ana.user)
    page = browser.get(url("client_thread", note.thread)).content.decode()
    slip = re.search(r'name="slip" value="([^"]+)"', page)[1]
    browser.logout()

    browser.post(url("send_note", note.thread), typed("While the session ended", slip=slip))
    browser.force_login(people.ana.user)
    again = browser.get(url("client_thread", note.thread))

    assert box(again) == "While the session ended"
    assert not Note.objects.filter(author=people.ana).exists()


def test_her_page_names_how_many_are_new(as_ana, people, note):
    page = shown(as_ana.get(reverse("worksheets:client", args=[people.maya.pk])))
    today = shown(as_ana.get(reverse("worksheets:today")))

    assert "Notes 1 new" in page
    assert "1 unread note." in today


def test_an_invited_client_has_a_page_of_notes(as_ana, people):
    rosa = make_client(people.ana, "Rosa", with_account=False)

    page = as_ana.get(reverse("clients:client_notes", args=[rosa.pk]))

    assert (page.status_code, "No notes yet." in shown(page)) == (200, True)
    assert isinstance(rosa, Client)
