"""Truth tables: who may write a note, by role, state, policy and what was written before."""

from datetime import timedelta

import pytest

from clients.actions.caring import discharge
from clients.permissions import may_note, why_no_note
from practice.models import NotePolicy
from tests.clients.people import make_people
from tests.factories import NOW, actor_for, link, make_note, make_thread

pytestmark = pytest.mark.django_db

ROLES = {
    "lead": "ana",
    "second": "ben",
    "cover": "ben",
    "supervisor": "sofia",
    "former": "ben",
    "colleague": "ben",
    "owner": "olga",
    "herself": "maya",
    "other client": "noor",
    "other practice": "eva",
}
WRITES = {"lead", "second", "cover", "herself"}


def actor_as(people, role):
    who = getattr(people, ROLES[role])
    ends = {"cover": NOW + timedelta(days=3), "former": NOW}
    parts = {"second": "second", "cover": "cover", "former": "second", "supervisor": "supervisor"}
    if role in parts:
        link(people.maya, who, parts[role], ends_at=ends.get(role))
    return actor_for(who)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("policy", NotePolicy.values)
@pytest.mark.parametrize("has_ended", [False, True])
def test_who_may_begin(role, policy, has_ended):
    people = make_people()
    actor = actor_as(people, role)
    people.maya.note_policy = policy
    people.maya.save()
    if has_ended:
        discharge(by=actor_for(people.ana), client=people.maya)
        people.maya.refresh_from_db()

    if role not in WRITES:
        expected = "not_theirs"
    elif has_ended:
        expected = "discharged"
    elif policy == "off":
        expected = "off"
    elif policy == "reply_only" and role == "herself":
        expected = "reply_only"
    else:
        expected = ""
    told = (why_no_note(actor, people.maya), may_note(actor, people.maya))
    assert told == (expected, expected == "")


WRITTEN = {
    "nothing": [],
    "only hers": [("maya", 60, False)],
    "a word of Ana": [("ana", 60, False)],
    "one that can still be undone": [("ana", 0, False)],
    "one that was taken back": [("ana", 60, True)],
    "one taken back and one that stands": [("ana", 60, True), ("ana", 30, False)],
}


@pytest.mark.parametrize(
    ("written", "expected"),
    list(zip(WRITTEN, [False, False, True, False, False, True], strict=True)),
)
def test_where_only_replies_are_wanted_she_writes_where_she_was_written_to(written, expected):
    people = make_people()
    people.practice.note_policy = "reply_only"
    people.practice.save()
    people.maya.refresh_from_db()
    thread, other = make_thread(people.maya), make_thread(people.maya, is_general=False)
    for who, minutes, is_recalled in WRITTEN[written]:
        make_note(
            thread,
            getattr(people, who),
            sent_at=NOW - timedelta(minutes=minutes),
            recalled_at=NOW if is_recalled else None,
        )

    actor = actor_for(people.maya)
    told = (may_note(actor, people.maya, thread), may_note(actor, people.maya, other))

    assert told == (expected, False)


@pytest.mark.parametrize(
    ("practice", "client", "expected"),
    [("off", "", "off"), ("off", "open", ""), ("open", "off", "off"), ("open", "", "")],
)
def test_her_own_policy_goes_before_the_practices(practice, client, expected):
    people = make_people()
    people.practice.note_policy = practice
    people.practice.save()
    people.maya.note_policy = client
    people.maya.save()
    people.maya.refresh_from_db()

    assert why_no_note(actor_for(people.ana), people.maya) == expected
