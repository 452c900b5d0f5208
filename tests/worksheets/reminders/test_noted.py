"""A mail to her about a note: soon, once, never at night, as she agreed to (product G, M-01)."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from clients.actions import caring, contact, dates, noting
from clients.models import Client, Consent, Layer, TenderDate
from practice import deliveries
from practice.deliveries import label_of
from practice.models import ChannelStop, Delivery
from tests.factories import (
    NOW,
    actor_for,
    link,
    make_counselor,
)
from tests.worksheets.reminders.people import (
    DAY,
    HOUR,
    agree,
    fall_silent,
    give,
    mark,
    noted,
    open_notes,
    prefer,
    send,
    sent_before,
)
from worksheets.reminders import listing
from worksheets.reminders.stopping import NOTE_LINKS

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
DUE = NOW + 15 * MINUTE  # Tuesday, a quarter past eleven in New York
TODAY = date(2026, 3, 10)
NOTHING, NOT_THAT_DAY = "Nothing is waiting any more.", "That day is not one for messages."
# Half past eight in New York.
MORNING = {day: datetime(2026, 3, day, 12, 30, tzinfo=UTC) for day in range(9, 32)}


# --- when ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "sent", "due"),
    [
        ("America/New_York", (2026, 3, 10, 15, 0), (2026, 3, 10, 15, 15)),
        # Until nine in the evening, and from eight in the morning on.
        ("America/New_York", (2026, 3, 11, 0, 44), (2026, 3, 11, 0, 59)),
        ("America/New_York", (2026, 3, 11, 0, 45), (2026, 3, 11, 12, 30)),
        ("America/New_York", (2026, 3, 11, 7, 0), (2026, 3, 11, 12, 30)),
        ("America/New_York", (2026, 3, 11, 11, 45), (2026, 3, 11, 12, 0)),
        # The nights in which the clock goes forward and back.
        ("America/New_York", (2026, 3, 8, 4, 0), (2026, 3, 8, 12, 30)),
        ("America/New_York", (2026, 11, 1, 3, 0), (2026, 11, 1, 13, 30)),
        ("Europe/Lisbon", (2026, 3, 28, 22, 0), (2026, 3, 29, 7, 30)),
        ("Europe/Lisbon", (2026, 10, 24, 22, 0), (2026, 10, 25, 8, 30)),
        # Where she is it is tomorrow already; and a quarter to five in the morning.
        ("Pacific/Auckland", (2026, 3, 10, 15, 0), (2026, 3, 10, 19, 30)),
        ("Asia/Kathmandu", (2026, 3, 10, 23, 0), (2026, 3, 11, 2, 45)),
    ],
)
def test_a_quarter_of_an_hour_later_and_never_at_night(ana, maya, thread, zone, sent, due):
    Client.objects.filter(pk=maya.pk).update(time_zone=zone)

    send(thread, ana, datetime(*sent, tzinfo=UTC))

    assert noted() == [(datetime(*due, tzinfo=UTC), "planned", "")]


def hard_day(maya):
    mark(maya, TODAY + DAY)


def hard_day_kept(maya):
    mark(maya, TODAY, quiet=TenderDate.Quiet.KEEP)


def paused(maya):
    prefer(maya, paused_until=TODAY + 3 * DAY)


def off_for_good(maya):
    agree(maya, given=False, at=NOW - HOUR)


def thursdays(maya):
    prefer(maya, days=[4])


def practices_thursdays(maya):
    maya.practice.reminder_days = [4]
    maya.practice.save()


def one_today(maya):
    sent_before(maya, NOW - HOUR)


def three_lately(maya):
    for days in (5, 3, 1):
        sent_before(maya, NOW - days * DAY)
    maya.membership.user.last_login = NOW - HOUR
    maya.membership.user.save()


@pytest.mark.parametrize(
    ("happened", "due"),
    [
        (hard_day, MORNING[12]),
        (hard_day_kept, DUE),
        (paused, MORNING[13]),
        (off_for_good, None),
        (thursdays, MORNING[12]),
        (practices_thursdays, DUE),
        (one_today, MORNING[11]),
        # The first of the three was sent on Thursday at eleven.
        (three_lately, MORNING[13]),
        (fall_silent, None),
    ],
)
def test_what_she_chose_moves_it(ana, maya, thread, happened, due):
    happened(maya)

    send(thread, ana)

    assert noted() == ([(due, "planned", "")] if due else [])


def test_what_she_chooses_later_moves_it_too(ana, maya, thread):
    send(thread, ana)
    by, due = actor_for(maya), []

    hers = caring.set_preferences
    hers(by=by, client=maya, time_zone="Pacific/Auckland", country="NZ", hides_opened=False)
    due += noted()
    maya.refresh_from_db()
    contact.pause(by=by, client=maya, until=TODAY + 4 * DAY)
    due += noted()
    contact.stop_by_link(delivery=Delivery.objects.get(purpose="note"), now=NOW)
    gone = noted()
    agree(maya, at=NOW + MINUTE)

    assert due == [
        (datetime(2026, 3, 10, 19, 30, tzinfo=UTC), "planned", ""),
        (datetime(2026, 3, 13, 19, 30, tzinfo=UTC), "planned", ""),
    ]
    assert [state for _at, state, _reason in gone] == ["skipped"]


# --- once ----------------------------------------------------------------------------------------


def test_the_letter_is_that_of_a_reminder(ana, maya, thread, mailoutbox):
    send(thread, ana)
    deliveries.dispatch(now=DUE - MINUTE)
    before = len(mailoutbox)
    deliveries.dispatch(now=DUE)

    (mail,) = mailoutbox
    said = f"{mail.body}{mail.alternatives[0].content}".casefold()
    assert (before, noted()) == (0, [(DUE, "sent", "")])
    assert (mail.to, mail.subject) == ([maya.membership.user.email], "You have something waiting")
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [word for word in ("kind words", "ana", "maya", "note", "counsel") if word in said] == []


def test_many_notes_are_one_mail_until_she_has_opened_them(ana, maya, thread, mailoutbox):
    ben = make_counselor(ana.practice, "Ben Okoye")
    link(maya, ben, "second")
    for minutes, who in ((0, ana), (4, ben), (9, ana)):
        send(thread, who, NOW + minutes * MINUTE)
    planned = noted()
    deliveries.dispatch(now=DUE)
    send(thread, ana, NOW + 26 * HOUR)
    deliveries.dispatch(now=NOW + 27 * HOUR)
    once = len(mailoutbox)
    open_notes(thread, NOW + 28 * HOUR)
    send(thread, ana, NOW + 29 * HOUR)
    deliveries.dispatch(now=NOW + 30 * HOUR)

    assert planned == [(DUE, "planned", "")]
    assert (once, len(mailoutbox), len(noted())) == (1, 2, 2)


def test_what_she_has_read_or_was_taken_back_is_no_mail(ana, maya, thread, mailoutbox):
    send(thread, ana)
    open_notes(thread, NOW + 5 * MINUTE)
    later = NOW + HOUR
    note = send(thread, ana, later)
    noting.recall(by=actor_for(ana, later + 2 * MINUTE), note=note)
    undone = send(thread, ana, later + HOUR)
    noting.undo(by=actor_for(ana, later + HOUR), note=undone)
    deliveries.dispatch(now=later + 2 * HOUR)

    assert [(state, reason) for _at, state, reason in noted()] == [("skipped", NOTHING)] * 3
    assert mailoutbox == []


def test_one_note_taken_back_leaves_the_mail_for_the_other(ana, thread):
    first = send(thread, ana)
    send(thread, ana, NOW + 5 * MINUTE)
    noting.recall(by=actor_for(ana, NOW + 6 * MINUTE), note=first)

    assert noted() == [(DUE + 5 * MINUTE, "planned", "")]


def test_her_own_notes_are_no_mail_to_her(ana, maya, thread):
    send(thread, maya)

    assert noted() == []


def test_with_a_reminder_it_is_one_message(ana, maya, thread, mailoutbox):
    give(maya, NOW.date() + 7 * DAY)
    reminder = Delivery.objects.filter(purpose="reminder", state="planned").earliest("due_at")
    send(thread, ana, reminder.due_at - 15 * MINUTE)

    deliveries.dispatch(now=reminder.due_at)

    states = Delivery.objects.filter(due_at=reminder.due_at).values_list("state", flat=True)
    assert (len(mailoutbox), list(states)) == (1, ["sent", "sent"])


# --- what she can do about it --------------------------------------------------------------------


def test_its_links_stop_what_she_agreed_to(ana, maya, thread, browser):
    send(thread, ana)
    deliveries.dispatch(now=DUE)
    row = Delivery.objects.get(purpose="note")
    signed = NOTE_LINKS.sign(row.pk, maya.membership.user.email)

    with time_machine.travel(DUE, tick=False):
        answers = [
            browser.get(reverse(f"worksheets:{name}", args=[signed])).status_code
            for name in ("stop_reminders", "why_reminder", "not_for_me")
        ]
        still = Consent.objects.latest_word(maya, Layer.EMAIL).given
        browser.post(reverse("worksheets:stop_reminders", args=[signed]))
    send(thread, ana, NOW + 3 * DAY)

    assert (answers, still) == ([200, 200, 200], True)
    assert Consent.objects.latest_word(maya, Layer.EMAIL).given is False
    assert noted() == [(DUE, "sent", "")]


def test_who_holds_a_strangers_mail_can_say_so(ana, maya, thread, browser):
    send(thread, ana)
    deliveries.dispatch(now=DUE)
    row = Delivery.objects.get(purpose="note")
    signed = NOTE_LINKS.sign(row.pk, maya.membership.user.email)

    with time_machine.travel(DUE, tick=False):
        browser.post(reverse("worksheets:not_for_me", args=[signed]))

    assert ChannelStop.objects.get().kind == ChannelStop.Kind.WRONG_PERSON


def test_she_finds_it_among_what_came_to_her(ana, maya, thread):
    send(thread, ana)
    deliveries.dispatch(now=DUE)

    assert [row.purpose for row in listing.behind(maya, DUE + HOUR)] == ["note"]


def test_an_owner_reads_what_it_is_and_not_about_whom():
    assert label_of("note") == "That a note waits"


def test_a_hard_day_taken_off_brings_it_back(ana, maya, thread):
    day = mark(maya, TODAY)
    send(thread, ana)
    before = noted()

    dates.remove_date(by=actor_for(maya), marked=day)

    assert (before, noted()) == ([(MORNING[11], "planned", "")], [(DUE, "planned", "")])
