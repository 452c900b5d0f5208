"""Before a reminder goes out, and what it says (E-15, M-01)."""

from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clients.emails import addresses_of
from clients.models import Client, Contact, TenderDate
from practice import deliveries, facts
from practice.emails import sign_in_url
from practice.models import ChannelStop, Delivery
from practice.vault import keys
from tests.factories import NOW, actor_for, make_counselor, make_practice, make_submission
from tests.worksheets.reminders.people import (
    DAY,
    HOUR,
    agree,
    give,
    ledger,
    make_reachable,
    planned,
    sent_before,
)
from worksheets.models import Assignment
from worksheets.reminders import letters
from worksheets.reminders.stopping import LINKS

pytestmark = pytest.mark.django_db

DUE = NOW + 23 * HOUR  # Wednesday 11 March, 10:00 in New York
TODAY = date(2026, 3, 11)
NOT_THAT_DAY = "That day is not one for messages."


@pytest.fixture
def ana():
    return make_counselor(make_practice(app_name="Harbour"))


@pytest.fixture
def maya(ana):
    client = make_reachable(ana)
    give(client, date(2026, 3, 17))
    return client


def closed(maya):
    Assignment.objects.update(withdrawn_at=NOW, withdrawn_by=maya.created_by)


def done(maya):
    make_submission(Assignment.objects.get())


def moved(maya):
    Assignment.objects.update(due_version=2)


def discharged(maya):
    Client.objects.update(discharged_at=NOW, discharged_by=maya.created_by)


def left(maya):
    maya.membership.ended_at = NOW
    maya.membership.save()


def took_it_back(maya):
    agree(maya, given=False, at=NOW)


def never_asked_about_these_words(maya):
    text = maya.consents.get().text
    type(text).objects.create(
        practice=maya.practice, layer=4, number=2, title="", body="", published_at=NOW
    )


def unproved(maya):
    EmailAddress.objects.update(verified=False)


def paused(maya):
    Contact.objects.create(client=maya, paused_until=TODAY + DAY)


def other_days(maya):
    Contact.objects.create(client=maya, days=[1, 2])


def hard_day(maya):
    TenderDate.objects.create(client=maya, on_date=TODAY, label="", created_by=maya.membership.user)


def day_before_a_hard_one(maya):
    TenderDate.objects.create(
        client=maya, on_date=TODAY + DAY, label="", created_by=maya.membership.user
    )


def silent(maya):
    for number in range(2):
        sent_before(maya, NOW - HOUR / 2 + number * HOUR / 9)


def stopped(maya):
    ChannelStop.objects.create(person=maya.pk, kind="bounced", at=NOW)


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (closed, "The sheet is not open any more."),
        (done, "The sheet is not open any more."),
        (moved, "Its day was moved."),
        (discharged, "Care has ended."),
        (left, "There is no account to sign in with."),
        (took_it_back, "Reminders are off."),
        (never_asked_about_these_words, "Reminders are off."),
        (unproved, "The address is not confirmed."),
        (paused, "Reminders are paused."),
        (other_days, NOT_THAT_DAY),
        (hard_day, NOT_THAT_DAY),
        (day_before_a_hard_one, NOT_THAT_DAY),
        (silent, "Two messages went out without a sign-in."),
    ],
)
def test_each_of_these_keeps_it_back(maya, happens, reason):
    """Nobody planned again after it happened: the last look, in the claiming transaction."""
    happens(maya)
    row = Delivery.objects.get(step="chosen")

    told = letters.check([row], DUE)
    deliveries.dispatch(now=DUE)

    assert told == {row.pk: reason}
    assert ("chosen", "11 Mar 10:00", "skipped", reason) in ledger(maya)
    assert mail.outbox == []


def test_a_stopped_channel_keeps_it_back(maya):
    stopped(maya)

    deliveries.dispatch(now=DUE)

    assert (mail.outbox, Delivery.objects.get(step="chosen").state) == ([], "skipped")


def test_what_comes_after_a_session_stays_back(maya):
    Client.objects.update(last_session_at=NOW + 8 * DAY)
    row = Delivery.objects.get(step="after")

    told = letters.check([row], row.due_at)

    assert told == {row.pk: "A session comes first."}


def test_the_letter_says_nothing_but_that_something_waits(maya):
    deliveries.dispatch(now=DUE)

    letter, links = (
        mail.outbox[0],
        LINKS.of_one(Delivery.objects.get(state="sent").pk, maya.membership.user.email),
    )
    assert (letter.to, letter.subject) == (
        [maya.membership.user.email],
        "You have something waiting",
    )
    assert letter.from_email.startswith("Harbour <")
    assert letter.body == (
        "You have something waiting. When it suits you, sign in here:\n\n"
        f"{sign_in_url()}\n\nHarbour\n\n"
        f"Why did I get this?\n{links['why_reminder_url']}\n\n"
        f"Stop these messages\n{links['stop_reminders_url']}\n"
    )


def by_name(maya) -> None:
    """She signs in with a name, because somebody else reads the mailbox of her letter."""
    user = maya.membership.user
    user.email, user.sign_in_name = None, f"maya.{user.pk.hex[:6]}"
    user.save()
    EmailAddress.objects.filter(user=user).delete()


def test_nothing_goes_to_the_mailbox_of_her_letter_that_others_may_read(ana):
    maya = make_reachable(ana)
    give(maya, None)
    by_name(maya)

    deliveries.dispatch(now=DUE)

    row = Delivery.objects.get()
    assert mail.outbox == []
    assert (row.state, row.reason) == ("skipped", "The account has no e-mail address.")


def test_without_an_address_the_plan_waits_and_says_why(ana):
    maya = make_reachable(ana)
    by_name(maya)
    give(maya, None)
    held = ledger(maya)
    user = maya.membership.user
    user.email = "maya@example.org"
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)

    facts.tell("account.address_changed", by=actor_for(maya), user=user)

    assert held == [("chosen", "11 Mar 10:00", "held", "The account has no e-mail address.")]
    assert planned(maya) == ["chosen 11 Mar 10:00"]


def test_addresses_are_those_of_accounts_alone(ana):
    own, shared = make_reachable(ana), make_reachable(ana, "Rosa")
    by_name(shared)
    keys.forget()

    with CaptureQueriesContext(connection) as made:
        found = addresses_of([own.pk, shared.pk])

    assert (found, len(made)) == ({own.pk: own.membership.user.email}, 1)
    assert keys._cache.get() is None


@pytest.mark.parametrize("number", [1, 12])
def test_many_rows_are_asked_about_as_one_is(ana, number):
    for n in range(number):
        give(make_reachable(ana, f"Client {n}"), date(2026, 3, 17))
    rows = list(Delivery.objects.filter(step="chosen"))

    with CaptureQueriesContext(connection) as checking:
        reasons = letters.check(rows, DUE)
    with CaptureQueriesContext(connection) as composing:
        made = letters.compose(rows, DUE)

    assert (reasons, len(made), len(checking), len(composing)) == ({}, number, 7, 2)
