"""Before a reminder goes out, and what it says (E-15, M-01)."""

from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clients.emails import addresses_of
from clients.models import Client, Contact, TenderDate
from practice import deliveries
from practice.emails import sign_in_url
from practice.models import ChannelStop, Delivery
from practice.vault import keys
from tests.factories import NOW, make_counselor, make_practice, make_submission
from tests.worksheets.reminders.people import (
    DAY,
    HOUR,
    agree,
    give,
    ledger,
    make_reachable,
    sent_before,
)
from worksheets.models import Assignment
from worksheets.reminders import letters, stopping

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

    letter, links = mail.outbox[0], stopping.links(Delivery.objects.get(state="sent").pk)
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


def test_who_shares_a_mailbox_gets_it_where_her_letter_was_answered(ana):
    maya = make_reachable(ana)
    user = maya.membership.user
    user.email, user.sign_in_name = None, "maya.r"
    user.save()
    EmailAddress.objects.all().delete()
    maya.contact_email = "both@example.org"
    maya.save()
    give(maya, None)
    keys.forget()

    deliveries.dispatch(now=DUE)

    assert [letter.to for letter in mail.outbox] == [["both@example.org"]]
    assert keys._cache.get() is None  # no key outlives the batch that needed it


def test_only_who_has_no_address_of_her_own_costs_a_look_at_what_is_sealed(ana):
    people = [make_reachable(ana, f"Client {n}") for n in range(6)]
    for maya in people[3:]:
        user = maya.membership.user
        user.email, user.sign_in_name = None, f"maya{user.pk.hex[:6]}"
        user.save()
    keys.forget()

    with CaptureQueriesContext(connection) as made:
        found = addresses_of([maya.pk for maya in people])

    assert found == {maya.pk: maya.contact_email for maya in people}
    assert len(made) == 3


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
