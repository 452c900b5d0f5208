"""The pages of private notes: written with and without script, kept whatever comes, and proven."""

import json
import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.urls import reverse

from clients.models import PrivateNote, PrivateNoteReader
from practice.models import AuditIntake
from practice.sealed_sessions import unseal
from tests.clients.private.writing import keep, texts, write
from tests.factories import NOW, link
from tests.journeys.page import Form, Page
from tests.test_not_recorded import without_audit
from tests.web import Browser

pytestmark = pytest.mark.django_db
PROMISE = "Not shown in Tend. The law may require release."
SCRIPT = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOW, tick=False):
        yield


def url(name: str, team, *more) -> str:
    return reverse(f"clients:{name}", args=[team.maya.pk, *more])


def messages(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def posted(**changes) -> dict[str, object]:
    """What the form of a new note sends."""
    base = {"note": uuid4(), "revision": 0, "key": uuid4(), "after": "", "session_on": "2026-03-10"}
    return base | {"body": "She looked away."} | changes


def save(browser, team, **changes):
    """She presses the button."""
    return browser.post(url("keep_private_note", team), posted(**changes))


def writing_form(answer) -> Form:
    """The form of a note on this page."""
    forms = Page(answer.content.decode(), "").forms
    return next(form for form in forms if form.action.endswith("/keep/"))


def test_every_page_says_what_is_promised_and_where_else_things_belong(team, as_ana):
    note = write(team.ana, team.maya)
    pages = {
        name: as_ana.get(url(name, team, *more)).content.decode()
        for name, more in (
            ("private_notes", []),
            ("new_private_note", []),
            ("private_note", [note.pk]),
            ("release_private_notes", []),
        )
    }

    assert [name for name, page in pages.items() if PROMISE not in page] == []
    belongs = "Her record is the place for: medication, session times"
    assert [belongs in pages[name] for name in ("new_private_note", "private_note")] == [True] * 2


def test_a_note_is_written_and_read_again_without_script(team, as_ana):
    form = writing_form(as_ana.get(url("new_private_note", team)))
    sent = form.filled({"Your note": "She looked away.\r\nTwice."}, {"id_body": "Your note"})

    answer = as_ana.post(form.action, sent, follow=True)

    note = PrivateNote.objects.get()
    assert (note.body, note.session_on) == ("She looked away.\nTwice.", date(2026, 3, 10))
    assert messages(answer) == ["Saved. Only you read it, and whom you name."]
    assert "She looked away. Twice." in answer.content.decode()


def test_the_list_begins_with_the_newest_session(team, as_ana):
    for day, body in ((3, "Third."), (9, "Ninth."), (None, "Begun today."), (1, "First.")):
        write(team.ana, team.maya, body, session_on=day and date(2026, 3, day))

    rows = as_ana.get(url("private_notes", team)).context["rows"]

    assert [begins for _note, begins in rows] == ["Begun today.", "Ninth.", "Third.", "First."]


def test_the_list_is_paged_and_long_notes_are_cut(team, as_ana):
    for number in range(21):
        write(team.ana, team.maya, f"{number} " + "word " * 100)

    first, second = (
        as_ana.get(url("private_notes", team), {"page": page}).context["rows"] for page in (1, 2)
    )

    assert (len(first), len(second)) == (20, 1)
    assert all(len(begins) <= 161 and begins.endswith("…") for _note, begins in first)


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_for_one_and_for_thirty(
    team, as_ana, django_assert_num_queries, count
):
    for number in range(count):
        write((team.ana, team.ben)[number % 2], team.maya, f"Note {number}.")
    PrivateNoteReader.objects.create(
        client=team.maya, author=team.ben, supervisor=team.ana, since=NOW
    )
    as_ana.get(url("private_notes", team))

    # Session, account, memberships; client, keys, count, notes, the record in its own transaction,
    # part in the care, readers, supervisors, what is unread for the rail.
    with django_assert_num_queries(14):
        as_ana.get(url("private_notes", team))


def test_what_is_opened_is_on_record_without_a_word(team, as_ana):
    note = write(team.ana, team.maya)
    before = AuditIntake.objects.count()

    as_ana.get(url("private_notes", team))
    as_ana.get(url("private_note", team, note.pk))

    rows = AuditIntake.objects.order_by("pk")[before:]
    assert [(row.action, row.client_id, row.object_id, row.details) for row in rows] == [
        ("private_notes.read", team.maya.pk, None, {}),
        ("private_note.read", team.maya.pk, note.pk, {}),
    ]


def test_what_cannot_be_written_down_is_not_shown(team, as_ana):
    note, looked_for = write(team.ana, team.maya), reverse("clients:search_private_notes")
    addresses = [url("private_notes", team), url("private_note", team, note.pk)]

    with connection.execute_wrapper(without_audit):
        answers = [as_ana.get(address) for address in addresses]
        answers.append(as_ana.post(looked_for, {"words": "looked"}))

    assert [answer.status_code for answer in answers] == [503] * 3
    assert [answer for answer in answers if "looked away" in answer.content.decode()] == []


def test_opening_asks_for_a_proof_and_saving_does_not(team, as_ana):
    note = write(team.ana, team.maya)
    for minutes in (14, 28):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            as_ana.get(url("private_notes", team))
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        told = {
            name: as_ana.get(url(name, team, *more)).headers.get("Location", "")
            for name, more in (
                ("private_notes", []),
                ("new_private_note", []),
                ("private_note", [note.pk]),
                ("remove_private_note", [note.pk]),
                ("release_private_notes", []),
            )
        }
        saved = save(as_ana, team, note=note.pk, revision=1, body="And more.")

    proof = reverse("practice:confirm")
    assert {name: to.split("?")[0] for name, to in told.items()} == dict.fromkeys(told, proof)
    assert (saved.status_code, texts(note)) == (302, ("And more.", 2, []))


def test_handing_out_asks_for_a_fresher_proof_than_reading(team, as_ana):
    write(team.ana, team.maya)
    with time_machine.travel(NOW + timedelta(minutes=6), tick=False):
        told = [
            as_ana.get(url(name, team)).status_code
            for name in ("private_notes", "release_private_notes")
        ]

    assert told == [200, 302]


def test_two_tabs_keep_both_texts_until_she_chooses(team, as_ana):
    note = write(team.ana, team.maya, "One.")
    keep(team.ana, team.maya, note.pk, "One, and the first tab.", 1)

    answer = as_ana.post(
        url("keep_private_note", team),
        posted(note=note.pk, revision=1, body="One, and the second tab."),
        follow=True,
    )
    page = Page(answer.content.decode(), "")
    form = next(form for form in page.forms if form.action.endswith("/choose/"))
    chosen = as_ana.post(form.action, form.filled({}, {}) | {"pick": "both"}, follow=True)

    assert messages(answer)[0].startswith("This note was changed on another page.")
    both = ["One, and the first tab.", "One, and the second tab."]
    assert [words in page.html for words in both] == [True, True]
    assert texts(note) == ("\n\n".join(both), 3, [])
    assert messages(chosen) == ["Saved."]


@pytest.mark.parametrize(
    "data", [{}, {"pick": "mine"}, {"pick": "other", "other": "\x00", "revision": "x"}]
)
def test_a_choice_that_is_none_is_asked_again(team, as_ana, data):
    note = write(team.ana, team.maya, "One.")
    keep(team.ana, team.maya, note.pk, "Two.", 9)

    answer = as_ana.post(url("choose_private_text", team, note.pk), data, follow=True)

    assert messages(answer) == ["Please choose which text should stay."]
    assert texts(note) == ("One.", 1, ["Two."])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"body": "à" * 20_001}, "body"),
        ({"body": "She looked\x00away."}, "body"),
        ({"session_on": "2026-02-31"}, "session_on"),
        ({"session_on": "0001-01-01"}, "session_on"),
        ({"session_on": "99999-12-31"}, "session_on"),
        ({"note": "no-id"}, "note"),
        ({"note": ""}, "note"),
    ],
)
def test_what_does_not_fit_comes_back_in_its_box(team, as_ana, changes, field):
    sent = posted(**changes)

    answer = as_ana.post(url("keep_private_note", team), sent)
    told = as_ana.post(url("keep_private_note", team), sent, headers=SCRIPT)

    said = answer.content.decode()
    assert (answer.status_code, told.status_code) == (422, 422)
    assert said.count('role="alert"') == 1 or field in answer.context["form"].errors
    assert str(sent["body"]).replace("\x00", "")[:9] in said.replace("\x00", "")
    assert json.loads(told.content)["message"]
    assert PrivateNote.objects.count() == 0


def test_pressed_again_after_a_lost_id_it_is_kept(team, as_ana):
    answer = save(as_ana, team, note="no-id")
    form = writing_form(answer)

    as_ana.post(form.action, form.filled({}, {}))

    assert PrivateNote.objects.get().body == "She looked away."


@pytest.mark.parametrize("odd", ["no-key", "", "x" * 400, "NaN"])
def test_odd_marks_of_the_protocol_lose_nothing(team, as_ana, odd):
    answer = save(as_ana, team, key=odd, after=odd, revision=odd)

    assert (answer.status_code, PrivateNote.objects.get().body) == (302, "She looked away.")


def test_pressed_twice_is_one_note(team, as_ana):
    data = posted()

    told = [as_ana.post(url("keep_private_note", team), data).status_code for _ in range(2)]

    assert (told, PrivateNote.objects.get().revision) == ([302, 302], 1)


def test_a_page_of_a_note_that_was_removed_keeps_its_words_as_a_new_one(team, as_ana):
    gone = uuid4()

    answer = save(as_ana, team, note=gone, revision=3)
    form = writing_form(answer)
    as_ana.post(form.action, form.filled({}, {}))

    assert (answer.status_code, "removed on another page" in answer.content.decode()) == (409, True)
    note = PrivateNote.objects.get()
    assert (note.body, note.pk == gone) == ("She looked away.", False)


def test_nothing_written_is_nothing_kept(team, as_ana):
    answer = as_ana.post(url("keep_private_note", team), posted(body=" "), follow=True)

    assert messages(answer) == ["Nothing was written, so nothing was kept."]
    assert PrivateNote.objects.count() == 0


def test_what_a_script_is_told(team, as_ana):
    data = posted()

    def told(**changes) -> tuple[int, dict]:
        answer = as_ana.post(url("keep_private_note", team), data | changes, headers=SCRIPT)
        return answer.status_code, json.loads(answer.content)

    address = url("private_note", team, data["note"])
    saved = {"words": "Saved 11:00\xa0am", "revision": 1, "address": address}
    assert told() == (200, saved)
    assert told() == (200, saved)
    status, beside = told(key=uuid4(), body="Other words.")
    assert (status, beside["choose"], "Other" in str(beside)) == (409, address, False)
    empty = {"note": uuid4(), "key": uuid4(), "body": ""}
    assert told(**empty) == (200, {"words": "", "revision": 0, "address": ""})


def test_words_of_an_ended_session_wait_under_the_clinicians_key_and_come_back(team, as_ana):
    form = writing_form(as_ana.get(url("new_private_note", team)))
    sent = form.filled({"Your note": "She looked away."}, {"id_body": "Your note"})
    as_ana.session.flush()

    answer = as_ana.post(form.action, sent)
    box = str([unseal(row.session_data) for row in Session.objects.all()])
    as_ana.sign_in(team.ana.user)
    back = as_ana.get(url("new_private_note", team))
    again = writing_form(back)
    as_ana.post(again.action, again.filled({}, {}))

    assert "kept=yes" in answer.headers["Location"]
    assert (re.search(r"'purpose': '(\w+)'", box)[1], "looked" in box) == ("clinician", False)
    assert PrivateNote.objects.get().body == "She looked away."
    assert str(PrivateNote.objects.get().pk) == sent["note"][0]


def test_readers_are_named_and_ended_on_the_page(team, as_ana):
    named = as_ana.post(
        url("name_private_reader", team), {"supervisor": team.sofia.pk}, follow=True
    )
    reader = PrivateNoteReader.objects.get()
    ended = as_ana.post(url("end_private_reader", team, reader.pk), follow=True)

    assert messages(named) == ["Sofia Lund may read your notes about her now, and change nothing."]
    assert "Sofia Lund, since today" in named.content.decode()
    assert PrivateNoteReader.objects.standing().count() == 0
    assert "Nobody but you." in ended.content.decode()


@pytest.mark.parametrize(
    "who", ["ben", "", "\x00", "no-id", "00000000-0000-0000-0000-000000000000"]
)
def test_nobody_else_can_be_named(team, as_ana, who):
    chosen = team.ben.pk if who == "ben" else who

    answer = as_ana.post(url("name_private_reader", team), {"supervisor": chosen}, follow=True)

    assert messages(answer) == ["Choose a supervisor from the list."]
    assert PrivateNoteReader.objects.count() == 0


def test_removing_asks_first(team, as_ana):
    note = write(team.ana, team.maya)

    unsure = as_ana.post(url("remove_private_note", team, note.pk), {})
    there = PrivateNote.objects.count()
    sure = as_ana.post(url("remove_private_note", team, note.pk), {"is_sure": "on"}, follow=True)

    assert ("by chance" in unsure.content.decode(), there) == (True, 1)
    assert (messages(sure), PrivateNote.objects.count()) == (["Removed."], 0)


def test_a_counselor_who_shares_the_care_has_a_list_of_her_own(team):
    write(team.ana, team.maya, "Ana's.")
    write(team.ben, team.maya, "Ben's.")
    browser = Browser()
    browser.sign_in(team.ben.user)

    page = browser.get(url("private_notes", team)).content.decode()

    assert ("Ana&#x27;s." in page, "Ben&#x27;s." in page) == (False, True)


def test_her_page_leads_to_them(team, as_ana):
    link(team.people.noor, team.ana, "second")

    page = Page(as_ana.get(reverse("worksheets:client", args=[team.maya.pk])).content.decode(), "")

    assert url("private_notes", team) in str(page.links)
