"""What becomes known of a reminder after it went out, and what follows from it (M-07)."""

from dataclasses import replace
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress

from clients.actions import contact, inviting
from practice import channels, deliveries
from practice.deliveries import News, What
from practice.models import ChannelStop, Delivery
from tests.factories import NOW, actor_for, make_counselor, make_practice
from tests.practice.posting import Post, ends
from tests.worksheets.reminders.people import DAY, HOUR, give, make_reachable, planned, sent_before

pytestmark = pytest.mark.django_db
CAME_BACK = "Mail to this address came back."
UNWANTED = "The reader marked our mail as unwanted."
WAITS = "It is not there yet. The mail service goes on trying."


@pytest.fixture
def ana():
    return make_counselor(make_practice())


@pytest.fixture
def maya(ana):
    return make_reachable(ana)


@pytest.fixture
def row(maya) -> Delivery:
    return sent_before(maya, NOW - HOUR)


def hers(maya) -> str:
    return maya.membership.user.email


def hear(what: What, row: Delivery | None, address: str = "", now=NOW) -> int:
    """The news, as the provider tells it."""
    return deliveries.take(News(what, now, row.pk if row else uuid4(), address), now=now)


def stops() -> list[tuple]:
    """Whom a stop stands for, of which kind, from which row."""
    standing = ChannelStop.objects.filter(lifted_at__isnull=True)
    return list(standing.order_by("kind").values_list("person", "kind", "delivery"))


@pytest.mark.parametrize(
    ("what", "end", "kind"),
    [
        (What.GONE, ("bounced", CAME_BACK), "bounced"),
        (What.UNWANTED, ("sent", UNWANTED), "complaint"),
        (What.NOT_TAKEN, ("failed", "The mailbox did not take it this time."), ""),
        (What.WAITS, ("sent", WAITS), ""),
        (What.ARRIVED, ("sent", ""), ""),
    ],
)
@pytest.mark.parametrize("state", ["sent", "unknown", "claimed"])
def test_the_row_is_told_and_only_the_address_stops_the_channel(maya, row, state, what, end, kind):
    Delivery.objects.filter(pk=row.pk).update(state=state)

    count = hear(what, row, hers(maya).upper())

    assert (ends(row), stops()) == (end, [(maya.pk, kind, row.pk)] if kind else [])
    assert count == len(stops())


def test_what_went_with_it_came_back_with_it(maya, row):
    beside = sent_before(maya, NOW - HOUR, subject=uuid4(), merged_into=row)

    hear(What.GONE, beside, hers(maya))

    assert [ends(row), ends(beside)] == [("bounced", CAME_BACK)] * 2
    assert stops() == [(maya.pk, "bounced", row.pk)]


def test_said_again_it_counts_once(maya, row):
    counts = [hear(What.GONE, row, hers(maya)) for _ in range(3)]

    assert (counts, ChannelStop.objects.count(), ends(row)[0]) == ([1, 1, 1], 1, "bounced")


def test_said_again_after_somebody_put_it_right_it_stops_nothing(ana, maya, row):
    hear(What.GONE, row, hers(maya))
    contact.mail_again(by=actor_for(ana), client=maya)

    again = hear(What.GONE, row, hers(maya), NOW + HOUR)
    without_row = deliveries.take(News(What.GONE, NOW, None, hers(maya)), now=NOW + HOUR)

    assert (again, without_row, stops()) == (0, 0, [])


def test_a_later_mail_that_comes_back_stops_it_again(ana, maya, row):
    hear(What.GONE, row, hers(maya))
    contact.mail_again(by=actor_for(ana), client=maya)
    later = sent_before(maya, NOW + DAY)

    assert hear(What.GONE, later, hers(maya), NOW + 2 * DAY) == 1


def test_mail_to_an_address_of_before_stops_nothing(maya, row):
    count = hear(What.GONE, row, "before@example.org")

    assert (count, stops(), ends(row)) == (0, [], ("failed", CAME_BACK))


def test_what_was_put_off_and_then_arrived_is_told_no_more(maya, row):
    hear(What.WAITS, row)
    waits = ends(row)
    hear(What.ARRIVED, row)

    assert (waits, ends(row)) == (("sent", WAITS), ("sent", ""))


def test_an_unwanted_mail_that_arrived_stays_told(maya, row):
    hear(What.UNWANTED, row, hers(maya))
    hear(What.ARRIVED, row, hers(maya))

    assert ends(row) == ("sent", UNWANTED)


def test_a_mailbox_that_was_full_and_then_is_gone(maya, row):
    hear(What.NOT_TAKEN, row, hers(maya))

    assert (hear(What.GONE, row, hers(maya)), ends(row)[0]) == (1, "bounced")


@pytest.mark.parametrize(("what", "kind"), [(What.GONE, "bounced"), (What.UNWANTED, "complaint")])
def test_of_a_mail_that_nobody_knows_the_address_tells(maya, what, kind):
    hear(what, None, hers(maya).upper())

    assert stops() == [(maya.pk, kind, None)]


def test_a_colleagues_address_tells_too(ana):
    EmailAddress.objects.create(user=ana.user, email=ana.user.email, verified=True, primary=True)

    hear(What.GONE, None, ana.user.email)

    assert stops() == [(ana.user_id, "bounced", None)]


@pytest.mark.parametrize("address", ["", "nobody@example.org"])
def test_of_an_address_that_nobody_has_nothing_follows(maya, address):
    assert (hear(What.GONE, None, address), stops()) == (0, [])


def test_an_address_that_was_never_confirmed_is_nobodys(maya):
    maya.membership.user.emailaddress_set.update(verified=False)

    assert hear(What.GONE, None, hers(maya)) == 0


def test_a_mail_that_waits_says_nothing_of_whose_address_it_is(maya):
    assert (hear(What.WAITS, None, hers(maya)), stops()) == (0, [])


def test_news_show_no_address():
    assert "@" not in repr(News(What.GONE, NOW, None, "maya@example.org"))


@pytest.mark.parametrize(
    ("answer", "end", "is_stopped"),
    [
        (channels.NobodyThere(), ("bounced", CAME_BACK), True),
        (channels.Refused(), ("failed", "The address did not accept it."), False),
    ],
)
def test_a_server_that_knows_no_such_address_stops_it(monkeypatch, maya, answer, end, is_stopped):
    monkeypatch.setitem(channels.CHANNELS, "email", lambda: Post(answer=answer))
    give(maya, None)
    row = Delivery.objects.get(person=maya.pk, state="planned")

    deliveries.dispatch(now=NOW + 23 * HOUR)

    assert ends(row) == end
    assert stops() == ([(maya.pk, "bounced", row.pk)] if is_stopped else [])


def test_a_way_back_passes_by_a_stop_of_her_lost_address(ana, maya, mailoutbox):
    deliveries.stop(person=maya.pk, kind="bounced", now=NOW)

    inviting.give_way_back(by=actor_for(ana), client=maya, email="new@example.org")
    deliveries.dispatch(now=NOW)
    deliveries.dispatch(now=NOW + DAY)

    assert [mail.to[0] for mail in mailoutbox] == [hers(maya), "new@example.org"]


def test_a_way_back_that_comes_back_does_not_stop_her_own_address(ana, maya):
    letter = inviting.give_way_back(by=actor_for(ana), client=maya, email="new@example.org")
    deliveries.dispatch(now=NOW + DAY)
    row = Delivery.objects.get(subject=letter.pk, purpose="way_back")

    count = hear(What.GONE, row, "new@example.org", NOW + DAY)

    assert (count, stops(), ends(row)) == (0, [], ("failed", CAME_BACK))


def test_after_it_is_lifted_her_plan_is_made_anew(ana, maya):
    give(maya, None)
    deliveries.stop(person=maya.pk, kind="bounced", now=NOW)
    deliveries.dispatch(now=NOW + 23 * HOUR)
    skipped = planned(maya)
    give(maya, (NOW + 20 * DAY).date(), NOW + DAY)
    ahead = planned(maya)
    Delivery.objects.filter(person=maya.pk, state="planned").delete()

    contact.mail_again(by=replace(actor_for(ana), now=NOW + DAY), client=maya)

    assert (skipped, planned(maya)) == ([], ahead)
    assert ahead
