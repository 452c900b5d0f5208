"""What waits for whom: a truth table, the same in every browser of one person."""

from datetime import timedelta

import pytest

from clients.actions import noting
from clients.models import Client
from clients.notes.threads import page_of
from clients.notes.unread import Waiting, is_new_to_her, unread, unread_of_hers, unread_of_members
from tests.factories import NOW, actor_for, link, make_note, make_thread

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def counts(people, thread) -> dict:
    """What waits there, by who looks."""
    return {
        name: unread(actor, Client.objects.visible_to(actor)).get(thread.pk, 0)
        for name in ("maya", "ana", "ben", "sofia", "noor")
        if (actor := actor_for(getattr(people, name)))
    }


def test_what_waits_for_whom(people, thread):
    link(people.maya, people.ben, "second", starts_at=NOW - timedelta(days=1))
    link(people.maya, people.sofia, "supervisor")
    make_note(thread, people.maya, sent_at=NOW - timedelta(days=9))
    make_note(thread, people.maya)
    make_note(thread, people.maya, recalled_at=NOW)
    make_note(thread, people.maya, sent_at=NOW - timedelta(seconds=59))
    make_note(thread, people.ana)

    assert counts(people, thread) == {"maya": 1, "ana": 2, "ben": 1, "sofia": 0, "noor": 0}
    assert unread_of_hers(actor_for(people.maya), people.maya.pk) == 1


def test_read_on_one_device_it_is_read_on_all(people, thread):
    first = make_note(thread, people.maya, sent_at=NOW - 3 * HOUR)
    make_note(thread, people.maya, sent_at=NOW - 2 * HOUR)
    phone, desk = actor_for(people.ana), actor_for(people.ana)

    before = unread(desk, [people.maya.pk])
    noting.mark_read(by=phone, thread=thread, upto=first.sent_at)
    between = unread(desk, [people.maya.pk])
    noting.mark_read(by=desk, thread=thread, upto=NOW)
    after = unread(phone, [people.maya.pk])

    assert (before, between, after) == ({thread.pk: 2}, {thread.pk: 1}, {})


def test_what_she_has_read_is_not_counted_on_her_home(people, thread):
    first = make_note(thread, people.ana, sent_at=NOW - 3 * HOUR)
    make_note(thread, people.ana, sent_at=NOW - 2 * HOUR)
    maya = actor_for(people.maya)

    before = unread_of_hers(maya, people.maya.pk)
    noting.mark_read(by=maya, thread=thread, upto=first.sent_at)

    assert (before, unread_of_hers(maya, people.maya.pk)) == (2, 1)
    assert unread_of_hers(actor_for(people.noor), people.noor.pk) == 0


def test_a_thread_is_new_to_her_until_she_has_come_to_its_newest(people, thread):
    first = make_note(thread, people.ana, sent_at=NOW - 3 * HOUR)
    last = make_note(thread, people.ana, sent_at=NOW - 2 * HOUR)
    maya, told = actor_for(people.maya), []

    for upto in (None, first.sent_at, last.sent_at):
        if upto:
            noting.mark_read(by=maya, thread=thread, upto=upto)
        told.append(is_new_to_her(maya, thread))

    assert told == [True, True, False]
    assert not is_new_to_her(maya, make_thread(people.maya, is_general=False))


def test_a_note_that_comes_later_waits_again(people, thread):
    make_note(thread, people.maya, sent_at=NOW - HOUR)
    noting.mark_read(by=actor_for(people.ana), thread=thread, upto=NOW)
    make_note(thread, people.maya, sent_at=NOW)

    later = actor_for(people.ana, NOW + HOUR)

    assert unread(later, [people.maya.pk]) == {thread.pk: 1}


def test_nothing_waits_for_who_only_supervises(people, thread):
    link(people.maya, people.sofia, role="supervisor")
    make_note(thread, people.maya)

    assert unread(actor_for(people.sofia), [people.maya.pk]) == {}


def test_one_query_for_many(people, thread, django_assert_num_queries):
    others = [make_thread(people.maya, is_general=False) for _ in range(29)]
    for each in (thread, *others):
        make_note(each, people.maya)

    with django_assert_num_queries(1):
        found = unread(actor_for(people.ana), [people.maya.pk])

    assert len(found) == 30


def test_what_the_mails_are_told(people, thread, django_assert_num_queries):
    link(people.maya, people.sofia, "supervisor")
    make_note(thread, people.maya, sent_at=NOW - 3 * HOUR)
    make_note(thread, people.maya, sent_at=NOW - HOUR)
    make_note(thread, people.maya, sent_at=NOW - timedelta(minutes=5))
    make_note(thread, people.maya, sent_at=NOW - timedelta(days=61))
    make_note(thread, people.ana, sent_at=NOW - 2 * HOUR)
    ids = [people.ana.pk, people.ben.pk, people.sofia.pk, people.maya.membership_id]

    with django_assert_num_queries(2):
        found = unread_of_members(ids, NOW, until=NOW - timedelta(minutes=15))

    assert found == {
        people.ana.pk: Waiting(2, NOW - 3 * HOUR, NOW - HOUR),
        people.maya.membership_id: Waiting(1, NOW - 2 * HOUR, NOW - 2 * HOUR),
    }


def test_what_was_read_is_no_mail(people, thread):
    make_note(thread, people.maya, sent_at=NOW - 3 * HOUR)
    make_note(thread, people.ana, sent_at=NOW - 3 * HOUR)
    for who in (people.ana, people.maya):
        noting.mark_read(by=actor_for(who), thread=thread, upto=NOW)

    ids = [people.ana.pk, people.maya.membership_id]
    assert unread_of_members(ids, NOW, until=NOW) == {}


@pytest.mark.parametrize(("sent", "is_new"), [(30, False), (11, False), (9, True)])
def test_what_was_there_when_she_looked_is_not_new(people, thread, sent, is_new):
    other = make_thread(people.maya, is_general=False)
    ids, looked = [people.ana.pk, people.maya.membership_id], NOW - timedelta(minutes=10)
    for who in (people.ana, people.maya):
        make_note(thread, who, sent_at=NOW - HOUR)
        make_note(other, who, sent_at=NOW - timedelta(minutes=sent))
    for who in (people.ana, people.maya):
        noting.mark_read(by=actor_for(who, looked), thread=thread, upto=NOW)

    found = unread_of_members(ids, NOW, NOW, is_new=True)

    assert (set(found) == set(ids), set(found) == set()) == (is_new, not is_new)


def test_two_who_write_in_the_same_minute_each_find_the_others_note(people, thread):
    """Hers stands on the page before the one that was sent a little earlier does."""
    second = timedelta(seconds=1)
    make_note(thread, people.ana, sent_at=NOW - 30 * second)
    own = make_note(thread, people.maya, sent_at=NOW - 5 * second)
    maya, later = actor_for(people.maya), actor_for(people.maya, NOW + HOUR)

    page = page_of(thread, maya)
    noting.mark_read(by=maya, thread=thread, upto=page.newest or NOW)
    noting.mark_read(by=later, thread=thread, upto=own.sent_at - 26 * second)

    assert [shown.note for shown in page.notes] == [own]
    assert (page.newest, unread(later, [people.maya.pk])) == (None, {thread.pk: 1})
