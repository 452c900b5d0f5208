"""Private notes go out only with an authorisation that is written down first (PN-04, AD-03)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from clients.actions import private_noting, releasing
from clients.models import NoteRelease, ReleasedNote
from practice.models import AuditIntake
from tests.clients.private.writing import DAY, keep, write
from tests.factories import NOW, actor_for, link
from tests.web import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SIGNED = releasing.Authorisation(DAY, "Dr. Lena Ortiz", "4 Mill Lane, Albany", "Second opinion")


def release(team, **fields) -> NoteRelease:
    """Ana hands out what she has written about Maya."""
    given = {"by": actor_for(team.ana), "client": team.maya, "signed": SIGNED, "key": uuid4()}
    return releasing.release(**given | fields)


def url(name: str, team, *more) -> str:
    return reverse(f"clients:{name}", args=[team.maya.pk, *more])


def posted(**changes) -> dict[str, str]:
    return {
        "signed_on": "2026-03-09",
        "to_whom": "Dr. Lena Ortiz",
        "address": "4 Mill Lane, Albany",
        "reason": "Second opinion",
        "has_it": "on",
        "key": str(uuid4()),
    } | changes


def events(action: str) -> list[dict]:
    """What the record says."""
    rows = AuditIntake.objects.filter(action=action).order_by("pk")
    return [(row.client_id, row.object_id, row.details) for row in rows]


def test_a_release_is_written_down_and_opens_what_stood_then(team, as_ana):
    note = write(team.ana, team.maya, "She looked away.")
    write(team.ben, team.maya, "What Ben thinks.")
    made = as_ana.post(url("release_private_notes", team), posted())
    keep(team.ana, team.maya, note.pk, "Other words.", 1)
    write(team.ana, team.maya, "Written later.")

    page = as_ana.get(made.headers["Location"]).content.decode()

    row = NoteRelease.objects.get()
    assert made.headers["Location"] == url("print_private_notes", team, row.pk)
    assert "She looked away." in page
    assert [words in page for words in ("What Ben", "Other words.", "Written later.")] == [
        False
    ] * 3
    said = ("Dr. Lena Ortiz", "4 Mill Lane", "Second opinion", "9 March 2026", "Ana Ruiz", "Maya")
    assert [words for words in said if words not in page] == []


def test_the_release_and_every_opening_are_on_record_as_disclosure(team, as_ana):
    write(team.ana, team.maya)
    row = release(team)

    for _ in range(2):
        as_ana.get(url("print_private_notes", team, row.pk))

    told = {"type": "authorised_release", "notes": 1}
    assert events("private_note.released") == [
        (team.maya.pk, row.pk, told | {"signed_on": "2026-03-10"})
    ]
    assert events("disclosure.opened") == [(team.maya.pk, row.pk, told)] * 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"signed_on": "2026-03-11"}, "signed_on"),
        ({"signed_on": ""}, "signed_on"),
        ({"signed_on": "2026-02-31"}, "signed_on"),
        ({"signed_on": "0001-01-01"}, "signed_on"),
        ({"to_whom": ""}, "to_whom"),
        ({"to_whom": "x" * 201}, "to_whom"),
        ({"address": "a\x00b"}, "address"),
        ({"address": ""}, "address"),
        ({"reason": "x" * 1001}, "reason"),
        ({"reason": ""}, "reason"),
        ({"has_it": ""}, "has_it"),
        ({"key": "forged"}, "key"),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_opens(team, as_ana, changes, field):
    write(team.ana, team.maya)

    answer = as_ana.post(url("release_private_notes", team), posted(**changes))

    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])
    assert "Second opinion" in answer.content.decode() or field == "reason"
    assert NoteRelease.objects.count() == 0


def test_pressed_twice_is_released_once(team, as_ana):
    write(team.ana, team.maya)
    data = posted()

    told = [as_ana.post(url("release_private_notes", team), data).status_code for _ in range(2)]

    assert (told, NoteRelease.objects.count(), ReleasedNote.objects.count()) == ([302, 302], 1, 1)


def test_nothing_written_is_nothing_to_release(team, as_ana):
    write(team.ben, team.maya)

    answer = as_ana.post(url("release_private_notes", team), posted())

    assert "You have written no private notes about her" in answer.content.decode()
    assert NoteRelease.objects.count() == 0


def test_a_key_of_anothers_release_opens_nothing(team):
    write(team.ana, team.maya)
    write(team.ben, team.maya)
    row = release(team)

    with pytest.raises(releasing.NotHers):
        release(team, by=actor_for(team.ben), key=row.pk)


def test_an_authorisation_is_signed_before(team):
    write(team.ana, team.maya)
    ahead = releasing.Authorisation(DAY + timedelta(days=1), "A", "B", "C")

    with pytest.raises(releasing.NotSignedYet):
        release(team, signed=ahead)


@pytest.mark.parametrize("who", ["sofia", "eva", "olga"])
def test_nobody_else_hands_out(team, who):
    write(team.ana, team.maya)
    by = getattr(team, who, None) or getattr(team.people, who)

    with pytest.raises(releasing.MayNotRelease):
        release(team, by=actor_for(by))


def test_another_counselor_does_not_find_it(team):
    write(team.ana, team.maya)
    row, browser = release(team), Browser()
    browser.sign_in(team.ben.user)

    told = browser.get(url("print_private_notes", team, row.pk))
    listed = browser.get(url("release_private_notes", team)).content.decode()

    assert (told.status_code, "Dr. Lena Ortiz" in listed) == (404, False)


def test_what_was_released_stays_when_the_note_is_removed(team, as_ana):
    note = write(team.ana, team.maya)
    row = release(team)
    private_noting.remove(by=actor_for(team.ana), note=note)

    page = as_ana.get(url("print_private_notes", team, row.pk)).content.decode()

    assert "She looked away." in page


def test_nothing_changes_a_release(team):
    write(team.ana, team.maya)
    release(team)

    for change in (
        lambda: NoteRelease.objects.update(client=team.people.noor),
        lambda: ReleasedNote.objects.update(client=team.people.noor),
        ReleasedNote.objects.all().delete,
    ):
        with pytest.raises(IntegrityError, match="refuses"), transaction.atomic():
            change()


def test_the_list_tells_what_went_out_and_the_newest_first(team, as_ana):
    write(team.ana, team.maya)
    before = releasing.Authorisation(DAY - timedelta(days=9), "Dr. Lena Ortiz", "Albany", "Opinion")
    release(team, by=actor_for(team.ana, NOW - timedelta(days=3)), signed=before)
    release(team, signed=releasing.Authorisation(DAY, "The court", "Main Street", "Order 12"))

    page = as_ana.get(url("release_private_notes", team))

    assert [row.to_whom for row in page.context["releases"]] == ["The court", "Dr. Lena Ortiz"]
    assert "Order 12" in page.content.decode()


def test_notes_about_another_client_do_not_go_with_it(team):
    link(team.people.noor, team.ana, "second")
    write(team.ana, team.maya, "About Maya.")
    write(team.ana, team.people.noor, "About Noor.")

    row = release(team)

    assert [note.body for note in row.notes.all()] == ["About Maya."]
