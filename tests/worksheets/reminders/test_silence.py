"""Two messages in a row without a sign-in (E-12)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clients.models import Contact
from tests.factories import NOW, make_counselor, make_practice
from tests.worksheets.reminders.people import DAY, HOUR, make_reachable, sent_before
from worksheets.reminders.silence import silent_clients

pytestmark = pytest.mark.django_db

FIRST, SECOND = NOW + DAY, NOW + 3 * DAY
LATER = NOW + 5 * DAY


@pytest.fixture
def ana():
    return make_counselor(make_practice())


@pytest.fixture
def maya(ana):
    """Her last sign-in was an hour before NOW."""
    return make_reachable(ana)


def signed_in(client, at):
    client.membership.user.last_login = at
    client.membership.user.save()


def test_two_in_a_row_are_silence(maya):
    sent_before(maya, FIRST)
    one = silent_clients([maya.pk], LATER)
    sent_before(maya, SECOND)

    assert (one, silent_clients([maya.pk], LATER)) == (set(), {maya.pk})


@pytest.mark.parametrize(("at", "is_silent"), [(FIRST + HOUR, False), (FIRST - HOUR, True)])
def test_a_sign_in_begins_a_new_count(maya, at, is_silent):
    sent_before(maya, FIRST)
    sent_before(maya, SECOND)

    signed_in(maya, at)

    assert silent_clients([maya.pk], LATER) == ({maya.pk} if is_silent else set())


def test_resuming_begins_a_new_count(maya):
    sent_before(maya, FIRST)
    sent_before(maya, SECOND)

    Contact.objects.create(client=maya, resumed_at=SECOND + HOUR)

    assert silent_clients([maya.pk], LATER) == set()


def test_who_never_signed_in_is_silent_after_two(maya):
    signed_in(maya, None)
    sent_before(maya, FIRST)
    sent_before(maya, SECOND)

    assert silent_clients([maya.pk], LATER) == {maya.pk}


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "bounced"},
        {"state": "failed"},
        {"state": "skipped"},
        {"state": "expired"},
        {"purpose": "invitation"},
        {"step": "after", "merged": True},
    ],
)
def test_what_did_not_reach_her_or_was_no_message_of_its_own_does_not_count(maya, fields):
    first = sent_before(maya, FIRST)
    if fields.pop("merged", False):
        fields["merged_into"] = first

    sent_before(maya, SECOND, **fields)

    assert silent_clients([maya.pk], LATER) == set()


def test_others_messages_are_not_hers_and_one_query_asks_about_all(ana, maya):
    rosa = make_reachable(ana, "Rosa")
    for at in (FIRST, SECOND):
        sent_before(rosa, at)

    with CaptureQueriesContext(connection) as queries:
        found = silent_clients([maya.pk, rosa.pk], LATER)

    assert (found, len(queries)) == ({rosa.pk}, 1)
