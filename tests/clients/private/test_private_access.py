"""Who reads a private note: its author, and a supervisor whom she named. Nobody else (PN-01)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from clients.actions import private_noting, teaming
from clients.models import PrivateNote, PrivateNoteReader
from practice.models import AuditIntake, Membership
from tests.clients.private.writing import write
from tests.factories import NOW, actor_for, link
from tests.web import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = timedelta(days=1)
# Audience first, then row (architecture 5): an owner has no business on pages of counselors.
ANSWERS = {
    "ana": 200,
    "sofia": 200,
    "ben": 404,
    "cleo": 404,
    "eva": 404,
    "olga": 403,
    "maya": 403,
    "noor": 403,
}


def reads(who: Membership, note: PrivateNote, now=NOW) -> bool:
    """Whether the note exists for her."""
    return PrivateNote.objects.visible_to(actor_for(who, now)).filter(pk=note.pk).exists()


def name(team, now=NOW) -> PrivateNoteReader:
    """Ana names Sofia."""
    return private_noting.name_reader(
        by=actor_for(team.ana, now), client=team.maya, supervisor=team.sofia
    )


def member(team, who: str) -> Membership:
    found = getattr(team, who, None) or getattr(team.people, who)
    return found if isinstance(found, Membership) else found.membership


def opened(who: Membership, note: PrivateNote) -> int:
    """What her browser is answered at the note's address."""
    browser = Browser()
    browser.sign_in(who.user)
    address = reverse("clients:private_note", args=[note.client_id, note.pk])
    return browser.get(address).status_code


@pytest.mark.parametrize("who", ANSWERS)
def test_the_truth_table(team, who):
    note = write(team.ana, team.maya)
    name(team)

    answer = opened(member(team, who), note)

    assert answer == ANSWERS[who]
    assert reads(member(team, who), note) == (answer == 200)


def test_a_supervisor_who_is_not_named_reads_nothing(team):
    note = write(team.ana, team.maya)

    assert (reads(team.sofia, note), opened(team.sofia, note)) == (False, 404)


def test_a_naming_is_for_one_client_and_one_author(team):
    name(team)
    link(team.people.noor, team.ana, "second")
    link(team.people.noor, team.sofia, "supervisor")
    of_ben, of_noor = write(team.ben, team.maya), write(team.ana, team.people.noor)

    assert [reads(team.sofia, one) for one in (of_ben, of_noor)] == [False, False]


def test_reading_ends_when_its_author_ends_it(team):
    note, reader = write(team.ana, team.maya), name(team)

    for _ in range(2):
        private_noting.end_reader(by=actor_for(team.ana), reader=reader)

    assert (reads(team.sofia, note), reads(team.ana, note)) == (False, True)
    told = AuditIntake.objects.filter(action__startswith="private_note.reader").order_by("pk")
    assert [(row.action, row.client_id, row.details) for row in told] == [
        ("private_note.reader_named", team.maya.pk, {"member": str(team.sofia.pk)}),
        ("private_note.reader_ended", team.maya.pk, {"member": str(team.sofia.pk)}),
    ]


def test_reading_ends_with_the_supervisors_part_and_does_not_come_back_with_a_new_one(team):
    note = write(team.ana, team.maya)
    name(team)
    part = team.maya.care_links.get(membership=team.sofia)
    teaming.end_care_link(by=actor_for(team.ana, NOW + DAY), link=part)
    link(team.maya, team.sofia, "supervisor", starts_at=NOW + 2 * DAY)

    told = [reads(team.sofia, note, NOW + days * DAY) for days in (0.5, 1, 3)]
    name(team, NOW + 4 * DAY)

    assert told == [True, False, False]
    assert reads(team.sofia, note, NOW + 4 * DAY)
    assert PrivateNoteReader.objects.standing().count() == 1


def test_reading_ends_with_its_authors_part(team):
    of_ben = write(team.ben, team.maya)
    private_noting.name_reader(by=actor_for(team.ben), client=team.maya, supervisor=team.sofia)
    part = team.maya.care_links.get(membership=team.ben)

    teaming.end_care_link(by=actor_for(team.ben, NOW + DAY), link=part)

    told = [(reads(team.sofia, of_ben, at), reads(team.ben, of_ben, at)) for at in (NOW, NOW + DAY)]
    assert told == [(True, True), (False, False)]


def test_who_hands_over_loses_it_at_the_hour_and_who_takes_over_does_not_get_it(team):
    note = write(team.ana, team.maya)
    teaming.hand_over(by=actor_for(team.ana), client=team.maya, to=team.ben, at=NOW + DAY)

    told = [(reads(team.ana, note, at), reads(team.ben, note, at)) for at in (NOW, NOW + DAY)]

    assert told == [(True, False), (False, False)]


def test_it_opens_again_with_a_new_part_in_the_care(team):
    note = write(team.ana, team.maya)
    teaming.hand_over(by=actor_for(team.ana), client=team.maya, to=team.ben, at=NOW)

    link(team.maya, team.ana, "second", starts_at=NOW + DAY)

    assert [reads(team.ana, note, NOW + days * DAY) for days in (0.5, 1)] == [False, True]


@pytest.mark.parametrize("who", ["ben", "cleo", "olga", "eva", "ana"])
def test_only_a_supervisor_of_this_client_is_named(team, who):
    with pytest.raises(private_noting.NotHerSupervisor):
        private_noting.name_reader(
            by=actor_for(team.ana), client=team.maya, supervisor=member(team, who)
        )

    assert PrivateNoteReader.objects.count() == 0


def test_named_twice_is_named_once(team):
    assert name(team) == name(team)
    assert AuditIntake.objects.filter(action="private_note.reader_named").count() == 1


def test_nobody_ends_what_another_named(team):
    reader = name(team)

    with pytest.raises(private_noting.NotHers):
        private_noting.end_reader(by=actor_for(team.ben), reader=reader)
    with pytest.raises(private_noting.MayNotKeep):
        private_noting.end_reader(by=actor_for(team.sofia), reader=reader)

    assert PrivateNoteReader.objects.standing().get() == reader


def test_who_was_named_changes_nothing(team):
    note = write(team.ana, team.maya)
    name(team)
    browser = Browser()
    browser.sign_in(team.sofia.user)
    page = browser.get(reverse("clients:private_note", args=[team.maya.pk, note.pk]))

    posts = {
        "keep_private_note": ([], {"note": note.pk, "body": "Mine.", "revision": 1}),
        "choose_private_text": ([note.pk], {"pick": "other", "other": "x", "revision": 1}),
        "remove_private_note": ([note.pk], {"is_sure": "on"}),
        "name_private_reader": ([], {"supervisor": team.sofia.pk}),
        "release_private_notes": ([], {}),
    }
    told = {
        said: browser.post(reverse(f"clients:{said}", args=[team.maya.pk, *more]), data).status_code
        for said, (more, data) in posts.items()
    }

    assert "<textarea" not in page.content.decode()
    assert "She looked away." in page.content.decode()
    assert told == {
        "keep_private_note": 403,
        "choose_private_text": 404,
        "remove_private_note": 404,
        "name_private_reader": 403,
        "release_private_notes": 403,
    }
    assert PrivateNote.objects.get().body == "She looked away."
