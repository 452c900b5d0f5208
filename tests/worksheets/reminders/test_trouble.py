"""What did not arrive, in words and with what to do; one query however many clients."""

import pytest

from practice import deliveries
from practice.models import ChannelStop, Delivery
from tests.factories import NOW, actor_for, make_counselor, make_practice
from tests.worksheets.reminders.people import DAY, HOUR, make_reachable, sent_before
from worksheets.reminders.trouble import ORDER, Trouble, troubles

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return make_counselor(make_practice())


@pytest.fixture
def maya(ana):
    return make_reachable(ana)


def kinds(*clients) -> list[list[str]]:
    """The kinds that are told of each."""
    found = troubles([client.pk for client in clients], NOW)
    return [[one.kind for one in found.get(client.pk, [])] for client in clients]


@pytest.mark.parametrize("state", Delivery.State.values)
def test_what_did_not_go_out_or_may_not_have_is_trouble(maya, state):
    sent_before(maya, NOW - DAY, state=state)

    is_trouble = state in {"failed", "bounced", "unknown"}
    assert kinds(maya) == [[state] if is_trouble else []]


@pytest.mark.parametrize(
    ("ago", "fields", "is_told"),
    [
        (14 * DAY - HOUR, {}, True),
        (14 * DAY, {}, False),
        (DAY, {"handled_at": NOW}, False),
        (DAY, {"purpose": "invitation"}, True),
    ],
)
def test_it_is_told_for_two_weeks_or_until_somebody_decides(maya, ago, fields, is_told):
    sent_before(maya, NOW - ago, state="unknown", **fields)

    assert kinds(maya) == [["unknown"] if is_told else []]


def test_a_stop_is_told_until_it_is_lifted_with_the_mail_that_came_back(ana, maya):
    row = sent_before(maya, NOW - 20 * DAY)
    late = sent_before(maya, NOW - DAY)
    for each in (row, late):
        deliveries.stop(person=maya.pk, kind="bounced", now=NOW - HOUR, delivery=each)
    before = kinds(maya)

    deliveries.lift(person=maya.pk, now=NOW, by=actor_for(ana))

    assert (before, kinds(maya)) == ([["bounced"]], [[]])


def test_mail_that_comes_back_after_a_stop_was_lifted_is_told_again(maya):
    deliveries.stop(person=maya.pk, kind="bounced", now=NOW - 3 * DAY)
    deliveries.lift(person=maya.pk, now=NOW - 2 * DAY)

    sent_before(maya, NOW - DAY, state="bounced")

    assert kinds(maya) == [["bounced"]]


def test_each_kind_once_with_its_last_instant_the_gravest_first(maya):
    for days in (3, 1, 2):
        sent_before(maya, NOW - days * DAY, state="failed")
    sent_before(maya, NOW - DAY, state="unknown")
    for kind in ChannelStop.Kind.values:
        deliveries.stop(person=maya.pk, kind=kind, now=NOW - 5 * DAY)

    told = troubles([maya.pk], NOW)[maya.pk]

    assert [one.kind for one in told] == ORDER
    assert told[3] == Trouble("failed", NOW - DAY)
    assert all(one.words and one.to_do for one in told)


def test_others_are_not_hers_and_one_query_asks_about_all(ana, maya, django_assert_num_queries):
    rosa, noor = make_reachable(ana, "Rosa"), make_reachable(ana, "Noor")
    sent_before(rosa, NOW - DAY, state="failed")
    deliveries.stop(person=noor.pk, kind="complaint", now=NOW)

    with django_assert_num_queries(1):
        found = troubles([maya.pk, rosa.pk], NOW)

    assert (list(found), kinds(maya, rosa, noor)) == ([rosa.pk], [[], ["failed"], ["complaint"]])
