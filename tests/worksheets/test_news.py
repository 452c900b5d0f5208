"""What is new for a colleague: whatever came to her Today since an instant, and nothing else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clients.actions import contact
from practice import audit, deliveries, facts
from tests.factories import (
    NOW,
    actor_for,
    link,
    make_assignment,
    make_client,
    make_counselor,
    make_practice,
    make_reply,
    make_submission,
    make_version,
)
from tests.worksheets.reminders.people import DAY, HOUR, make_reachable, sent_before
from worksheets.models import TalkRequest
from worksheets.news import of_colleagues

pytestmark = pytest.mark.django_db

SINCE = NOW - DAY
AT = NOW - HOUR


@pytest.fixture
def ana():
    return make_counselor(make_practice())


@pytest.fixture
def maya(ana):
    return make_reachable(ana)


def is_new(who, since=SINCE, now=NOW) -> bool:
    return of_colleagues(since={who: since}, now=now) == {who.pk}


def ask(client, **fields) -> TalkRequest:
    return TalkRequest.objects.create(client=client, kind="safety", at=AT, **fields)


def put_aside(client, **fields):
    return make_assignment(client, declined_at=AT, decline_reason="long", **fields)


def fall_silent(client) -> None:
    """The second message without a sign-in went out an hour ago."""
    user = client.membership.user
    user.last_login = NOW - 9 * DAY
    user.save()
    for at in (NOW - 4 * DAY, AT):
        sent_before(client, at)


def wait_long(client) -> None:
    """Half an hour ago her sheet had waited for two weeks, and she has not been there."""
    user = client.membership.user
    user.last_login = NOW - 20 * DAY
    user.save()
    make_assignment(client, assigned_at=NOW - 14 * DAY - HOUR / 2)


NEWS = {
    "a sheet": lambda c: make_submission(make_assignment(c), at=AT),
    "put aside": put_aside,
    "a request": ask,
    "words": lambda c: make_reply(make_assignment(c), at=AT),
    "a message lost": lambda c: sent_before(c, AT, state="unknown"),
    "mail came back": lambda c: deliveries.stop(person=c.pk, kind="bounced", now=AT),
    "two without a sign-in": fall_silent,
    "a long wait": wait_long,
}


@pytest.mark.parametrize("kind", NEWS)
def test_what_came_since_is_new_once(ana, maya, kind):
    before = is_new(ana)
    NEWS[kind](maya)

    assert (before, is_new(ana), is_new(ana, since=NOW, now=NOW + HOUR)) == (False, True, False)


@pytest.mark.parametrize("kind", NEWS)
def test_it_is_new_to_those_who_work_with_her_alone(ana, maya, kind):
    others = [make_counselor(ana.practice, name) for name in ("Ben Okoye", "Sofia Lund", "Di Fry")]
    ben, sofia, gone = others
    make_client(ben, "Noor")
    link(maya, sofia, role="supervisor")
    link(maya, gone, role="second", ends_at=NOW - 2 * DAY)
    second = make_counselor(ana.practice, "Cleo Hart")
    link(maya, second, role="second")

    NEWS[kind](maya)

    since = dict.fromkeys([ana, *others, second], SINCE)
    assert of_colleagues(since=since, now=NOW) == {ana.pk, second.pk}


@pytest.mark.parametrize("kind", NEWS)
def test_after_her_care_nothing_is_new(ana, maya, kind):
    NEWS[kind](maya)
    maya.discharged_at, maya.discharged_by = NOW, ana.user
    maya.save()

    assert not is_new(ana)


OVER = {
    "read": lambda c, ana: make_submission(
        make_assignment(c), at=AT, reviewed_at=NOW, reviewed_by=ana.user, closing="thanks"
    ),
    "seen": lambda c, ana: put_aside(c, decline_seen_at=NOW),
    "taken back": lambda c, ana: put_aside(c, withdrawn_at=NOW, withdrawn_by=ana.user),
    "talked": lambda c, ana: ask(c, seen_at=NOW, seen_by=ana.user),
    "decided": lambda c, ana: sent_before(c, AT, state="unknown", handled_at=NOW),
    "asked": lambda c, ana: (
        fall_silent(c),
        contact.resume(by=actor_for(ana), client=c),
    ),
}


@pytest.mark.parametrize("kind", OVER)
def test_what_is_done_already_is_not_new(ana, maya, kind):
    OVER[kind](maya, ana)

    assert not is_new(ana)


def test_words_that_she_has_read_are_not_new_to_her_but_to_others(ana, maya):
    second = make_counselor(ana.practice, "Cleo Hart")
    link(maya, second, role="second")
    given = make_assignment(maya)
    make_reply(given, at=AT)
    audit.record(by=actor_for(ana), action="review.read", client_id=maya.pk, object_id=given.pk)

    assert (is_new(ana), is_new(second)) == (False, True)


def test_older_words_that_wait_are_not_new_because_newer_ones_were_read(ana, maya):
    make_reply(make_assignment(maya), at=SINCE - HOUR)
    newer = make_assignment(maya)
    make_reply(newer, at=AT)
    audit.record(by=actor_for(ana), action="review.read", client_id=maya.pk, object_id=newer.pk)

    assert not is_new(ana)


def test_a_silence_of_before_is_not_new_again(ana, maya):
    fall_silent(maya)
    wait_long(maya)

    later = NOW + 2 * DAY
    assert not is_new(ana, since=later - HOUR, now=later)


def test_the_apps_ask_it(ana, maya):
    make_submission(make_assignment(maya), at=AT)

    assert {ana.pk} in facts.ask("colleagues.news", since={ana: SINCE}, now=NOW)
    assert of_colleagues(since={make_counselor(make_practice(), "Eva Stein"): SINCE}, now=NOW) == (
        set()
    )


def test_thirty_colleagues_cost_what_one_costs(ana):
    version, since, costs = make_version(), {}, []
    for number in range(30):
        member = make_counselor(ana.practice, f"Colleague {number}")
        make_submission(make_assignment(make_client(member, f"C{number}"), version), at=AT)
        since[member] = SINCE + timedelta(minutes=number)
        if number in (0, 29):
            with CaptureQueriesContext(connection) as queries:
                found = of_colleagues(since=since, now=NOW)
            costs.append(len(queries))

    assert (len(found), costs[0]) == (30, costs[1])
    assert costs[0] <= 8
