"""The last look before a mail about a note goes out, in the claiming transaction (E-15)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress

from clients.actions import caring
from clients.models import Client, Contact, Note, TenderDate
from practice import deliveries
from practice.models import ChannelStop, Delivery, NotePolicy
from tests.factories import NOW, actor_for, make_thread
from tests.worksheets.reminders.people import (
    DAY,
    HOUR,
    agree,
    fall_silent,
    make_reachable,
    noted,
    open_notes,
    send,
    sent_before,
)
from worksheets.reminders import noted as mails

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
DUE = NOW + 15 * MINUTE  # Tuesday, a quarter past eleven in New York
TODAY = date(2026, 3, 10)
NOTHING, NOT_THAT_DAY = "Nothing is waiting any more.", "That day is not one for messages."
# Half past eight in New York.
MORNING = {day: datetime(2026, 3, day, 12, 30, tzinfo=UTC) for day in range(9, 32)}


def read(maya):
    open_notes(maya.threads.get(), NOW + 2 * MINUTE)


def read_unseen(maya):
    """As `read`, with nobody who heard of it."""
    maya.threads.get().reads.create(client=maya, membership=maya.membership, upto=DUE, at=DUE)


def younger(_maya):
    """It has waited for less than a quarter of an hour, and nobody moved the mail."""
    Note.objects.update(sent_at=NOW + MINUTE)


def discharged(maya):
    caring.discharge(
        by=actor_for(Client.objects.get(pk=maya.pk).care_links.get().membership), client=maya
    )


def said_no(maya):
    agree(maya, given=False, at=NOW + MINUTE)


def unproved(_maya):
    EmailAddress.objects.update(verified=False)


def bounced(maya):
    deliveries.stop(person=maya.pk, kind=ChannelStop.Kind.BOUNCED, now=NOW)


def off(maya):
    Client.objects.filter(pk=maya.pk).update(note_policy=NotePolicy.OFF)


def off_everywhere(maya):
    maya.practice.note_policy = NotePolicy.OFF
    maya.practice.save()


def hard_day_since(maya):
    TenderDate.objects.create(client=maya, on_date=TODAY, label="", created_by=maya.membership.user)


def paused_since(maya):
    Contact.objects.create(client=maya, paused_until=TODAY + DAY)


def told_since(maya):
    sent_before(maya, NOW + 5 * MINUTE)


@pytest.mark.parametrize(
    ("happened", "reason"),
    [
        (read, NOTHING),
        (read_unseen, NOTHING),
        (younger, NOTHING),
        (discharged, NOTHING),
        (said_no, "Reminders are off."),
        (unproved, "The address is not confirmed."),
        (bounced, "Mail to this address came back."),
        (off, "Notes are off."),
        (off_everywhere, "Notes are off."),
        (hard_day_since, NOT_THAT_DAY),
        (paused_since, "Reminders are paused."),
        (fall_silent, "Two messages went out without a sign-in."),
        (told_since, "One message a day is the most, and one had gone out that day."),
    ],
)
def test_what_happened_meanwhile_is_seen(ana, maya, thread, mailoutbox, happened, reason):
    send(thread, ana)
    happened(maya)

    deliveries.dispatch(now=DUE)

    assert (noted(), mailoutbox) == ([(DUE, "skipped", reason)], [])


def test_a_worker_who_comes_at_night_leaves_it_for_the_morning(ana, thread, mailoutbox):
    evening = datetime(2026, 3, 11, 0, 40, tzinfo=UTC)
    send(thread, ana, evening)

    deliveries.dispatch(now=evening + HOUR)

    assert (noted(), mailoutbox) == ([(MORNING[11], "planned", "")], [])


def test_after_six_hours_it_is_too_late(ana, thread):
    send(thread, ana)

    deliveries.dispatch(now=DUE + 6 * HOUR + MINUTE)

    assert noted() == [(DUE, "expired", "It would have come too late.")]


def test_many_cost_no_more_looks(ana, maya, thread, django_assert_num_queries):
    send(thread, ana)
    for number in range(29):
        one = make_reachable(ana, f"Client {number}")
        send(make_thread(one), ana, NOW + timedelta(seconds=number + 1))
    every = list(Delivery.objects.filter(purpose="note"))
    assert len(every) == 30

    for some in (every[:1], every):
        with django_assert_num_queries(12):
            assert mails.check(some, DUE + MINUTE) == {}
