"""A mail of its own about a note, to a colleague who wants it: in her hours alone, once (B-02)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.urls import reverse

from clients.actions import noting, teaming
from clients.actions.caring import discharge
from clients.models import CareLink
from practice import deliveries, note_mails
from practice.actions import away, times
from practice.actions.away import Away
from practice.actions.practices import change_profile, change_settings
from practice.actions.times import Times
from practice.deliveries import label_of
from practice.models import AuditIntake, Delivery, Membership
from practice.note_mails import LINKS
from tests.factories import NOW, actor_for, link, make_counselor, make_thread

pytestmark = pytest.mark.django_db
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Eleven in the morning in New York; she works from nine to five.
DUE = NOW + 15 * MINUTE
EVENING = datetime(2026, 3, 10, 22, tzinfo=UTC)  # Tuesday, six in the evening there
MORNING = {day: datetime(2026, 3, day, 13, tzinfo=UTC) for day in range(9, 32)}


@pytest.fixture
def told(people):
    """Ana, who is told of notes by themselves."""
    return wants(people.ana)


def wants(who: Membership) -> Membership:
    who.is_told_of_notes = True
    who.save()
    EmailAddress.objects.create(user=who.user, email=who.user.email, verified=True, primary=True)
    return who


def send(thread, at: datetime = NOW, who=None):
    author = actor_for(who or thread.client, at)
    key = f"00000000-0000-4000-8000-{int(at.timestamp()):012d}"
    return noting.send(by=author, thread=thread, body="Sent.", key=key)


def rows(**which) -> list[tuple]:
    found = Delivery.objects.filter(purpose="note_staff", **which).order_by("due_at", "pk")
    return [(row.due_at, row.state, row.reason) for row in found]


def open_notes(who: Membership, thread, at: datetime) -> None:
    noting.mark_read(by=actor_for(who, at), thread=thread, upto=at)


# --- when ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "due_at"),
    [("", EVENING + 15 * MINUTE), ("America/New_York", MORNING[11])],
)
def test_another_clock_of_the_practice_moves_the_hours_of_who_goes_by_it(
    people, thread, told, own, due_at
):
    told.time_zone = own
    told.save()
    send(thread, EVENING)

    by = actor_for(people.olga, EVENING)
    change_settings(by=by, settings={"time_zone": "America/Los_Angeles"})

    assert rows() == [(due_at, "planned", "")]


# --- who -----------------------------------------------------------------------------------------


def test_who_cares_for_her_and_wants_to_be_told(people, thread, told):
    ben, sofia = wants(people.ben), wants(people.sofia)
    cara = make_counselor(people.practice, "Cara Nunes")
    for who, role in ((ben, "second"), (sofia, "supervisor"), (cara, "second")):
        link(people.maya, who, role)

    send(thread)

    found = Delivery.objects.filter(purpose="note_staff").values_list("subject", "person")
    assert set(found) == {(told.pk, told.user_id), (ben.pk, ben.user_id)}


def test_notes_of_colleagues_are_no_mail(people, thread, told):
    link(people.maya, people.ben, "second")

    send(thread, who=people.ben)

    assert rows() == []


def test_nobody_by_default(people, thread):
    send(thread)

    assert rows() == []


# --- once, and not for nothing -------------------------------------------------------------------


def test_a_quarter_of_an_hour_after_it_a_neutral_mail_goes_out(people, thread, told, mailoutbox):
    send(thread)
    deliveries.dispatch(now=DUE - MINUTE)
    before = list(mailoutbox)
    deliveries.dispatch(now=DUE)

    assert (before, rows()) == ([], [(DUE, "sent", "")])
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == ([told.user.email], "There is something new")
    said = f"{mail.body}{mail.alternatives[0].content}"
    assert [words for words in ("Sent.", "Maya", "note") if words in said] == []


def test_many_notes_are_one_mail_until_she_has_looked(people, thread, told, mailoutbox):
    other = make_thread(people.maya, is_general=False)
    for minutes in (0, 3, 9):
        send(thread, NOW + minutes * MINUTE)
    planned = rows()
    deliveries.dispatch(now=DUE)
    send(other, NOW + HOUR)
    deliveries.dispatch(now=NOW + 2 * HOUR)
    once = (len(mailoutbox), len(rows()))
    open_notes(told, thread, NOW + 2 * HOUR)
    quiet = rows(state="planned")
    send(thread, NOW + 3 * HOUR)
    deliveries.dispatch(now=NOW + 3 * HOUR + 15 * MINUTE)

    assert (planned, quiet) == ([(DUE, "planned", "")], [])
    assert (once, len(mailoutbox)) == ((1, 1), 2)


def test_what_was_read_or_taken_back_in_time_is_no_mail(people, thread, told, mailoutbox):
    send(thread)
    open_notes(told, thread, NOW + 5 * MINUTE)
    read = rows()
    later = NOW + 10 * MINUTE
    note = send(thread, later)
    noting.recall(by=actor_for(people.maya, later + 5 * MINUTE), note=note)
    deliveries.dispatch(now=NOW + HOUR)

    assert read == [(DUE, "skipped", "Nothing is waiting any more.")]
    assert [state for _at, state, _reason in rows()] == ["skipped", "skipped"]
    assert mailoutbox == []


def test_a_note_taken_back_within_its_minute_moves_the_mail_to_the_next(people, thread, told):
    note = send(thread)
    noting.undo(by=actor_for(people.maya, NOW + MINUTE / 2), note=note)
    send(thread, NOW + 10 * MINUTE)

    none = (DUE, "skipped", "Nothing is waiting any more.")
    assert rows() == [none, (DUE + 10 * MINUTE, "planned", "")]


def test_undoing_one_leaves_the_mail_about_the_other(people, thread, told, mailoutbox):
    first = send(thread, NOW)
    send(thread, NOW + 30 * SECOND)

    noting.undo(by=actor_for(people.maya, NOW + 45 * SECOND), note=first)
    deliveries.dispatch(now=DUE)
    deliveries.dispatch(now=DUE + MINUTE)

    assert rows() == [(DUE + 30 * SECOND, "sent", "")]
    assert len(mailoutbox) == 1


def test_after_all_that_she_was_told_of_was_taken_back_she_is_told_again(people, thread, told):
    first = send(thread, NOW)
    deliveries.dispatch(now=DUE)

    noting.recall(by=actor_for(people.maya, NOW + HOUR), note=first)
    send(thread, NOW + 2 * HOUR)

    assert rows() == [(DUE, "sent", ""), (DUE + 2 * HOUR, "planned", "")]


def test_one_who_reads_while_another_comes_is_told_of_the_other(people, thread, told):
    other = make_thread(people.maya, is_general=False)
    send(thread)
    send(other, NOW + 5 * MINUTE)
    open_notes(told, thread, NOW + 5 * MINUTE + timedelta(seconds=20))

    assert rows() == [(DUE + 5 * MINUTE, "planned", "")]


# --- her hours -----------------------------------------------------------------------------------


def test_out_of_hours_it_waits_for_the_morning(people, thread, told, mailoutbox):
    send(thread, EVENING)
    deliveries.dispatch(now=EVENING + HOUR)
    none = list(mailoutbox)
    deliveries.dispatch(now=MORNING[11])

    assert (none, rows()) == ([], [(MORNING[11], "sent", "")])


def test_other_hours_days_and_leave_move_it(people, thread, told):
    send(thread, EVENING)
    by, moved = actor_for(told, EVENING), []

    mine = Times(None, "", None, None, time(8), time(12), is_told_of_notes=True)
    times.change_times(by=by, times=mine)
    moved += rows()
    change_profile(
        by=actor_for(Membership.objects.get(pk=told.pk), EVENING), name="", working_days=[4]
    )
    moved += rows()
    days = Away(date(2026, 3, 12), date(2026, 3, 12), "Away.")
    leave = away.add_leave(by=by, away=days)
    moved += rows()
    away.remove_leave(by=by, leave=leave)

    assert [at for at, *_ in moved] == [
        MORNING[11] - HOUR,
        MORNING[12] - HOUR,
        MORNING[19] - HOUR,
    ]
    assert rows() == [(MORNING[12] - HOUR, "planned", "")]


def test_who_wants_it_no_more_gets_none(people, thread, told):
    send(thread)

    times.change_times(by=actor_for(told), times=Times(None, "", None, None))

    assert rows() == [(DUE, "skipped", "Nothing is waiting any more.")]


def test_who_covers_is_told_and_who_is_away_later(people, thread, told):
    ben = wants(people.ben)
    days = Away(date(2026, 3, 10), date(2026, 3, 12), "Ben is here.", ben)
    away.add_leave(by=actor_for(told, NOW - HOUR), away=days)

    send(thread)

    assert rows(subject=ben.pk) == [(DUE, "planned", "")]
    assert rows(subject=told.pk) == [(MORNING[13], "planned", "")]


# --- the last look, in the claiming transaction --------------------------------------------------


def gone(people):
    Membership.objects.filter(pk=people.ana.pk).update(ended_at=NOW)


def no_counselor(people):
    Membership.objects.filter(pk=people.ana.pk).update(is_counselor=False, is_owner=True)


def off(people):
    Membership.objects.filter(pk=people.ana.pk).update(is_told_of_notes=False)


def unproved(people):
    EmailAddress.objects.update(verified=False)


def lunch(people):
    Membership.objects.filter(pk=people.ana.pk).update(works_from=time(12))


def no_care(people):
    CareLink.objects.filter(membership=people.ana).update(ends_at=NOW)


def over(people):
    discharge(by=actor_for(people.ana), client=people.maya)


@pytest.mark.parametrize(
    ("happened", "reason"),
    [
        (gone, "This person has no caseload here any more."),
        (no_counselor, "This person has no caseload here any more."),
        (off, "This person wants no such mail."),
        (unproved, "The address is not confirmed."),
        (lunch, "That hour is not one of work."),
        (no_care, "Nothing is waiting any more."),
        (over, "Nothing is waiting any more."),
    ],
)
def test_what_happened_meanwhile_is_seen(people, thread, told, mailoutbox, happened, reason):
    send(thread)
    happened(people)

    deliveries.dispatch(now=DUE)

    assert (rows(), mailoutbox) == ([(DUE, "skipped", reason)], [])


def test_a_stopped_channel_and_a_late_hour_end_it(people, thread, told, mailoutbox):
    send(thread)
    deliveries.dispatch(now=DUE + 7 * HOUR)
    late = rows()
    deliveries.stop(person=told.user_id, kind="bounced", now=NOW)
    send(thread, NOW + 8 * HOUR)
    deliveries.dispatch(now=MORNING[11])

    assert late == [(DUE, "expired", "It would have come too late.")]
    assert rows()[1:] == [(MORNING[11], "skipped", "Mail to this address came back.")]
    assert mailoutbox == []


def test_many_cost_no_more_looks(people, thread, django_assert_num_queries):
    others = [make_counselor(people.practice, f"Cara {number}") for number in range(30)]
    for who in others:
        link(people.maya, wants(who), "second")
    send(thread)
    every = list(Delivery.objects.filter(purpose="note_staff"))
    assert len(every) == 30

    for some in (every[:1], every):
        with django_assert_num_queries(7):
            assert note_mails.check(some, DUE) == {}


# --- its links, its label, and the mail of the day -----------------------------------------------


def test_its_link_stops_this_mail_and_not_the_daily_one(people, thread, told, browser, mailoutbox):
    send(thread)
    deliveries.dispatch(now=DUE)
    row = Delivery.objects.get(purpose="note_staff")
    url = reverse("practice:stop_summary", args=[LINKS.sign(row.pk, told.user.email)])

    with time_machine.travel(DUE, tick=False):
        why = browser.get(reverse("practice:why_summary", args=[LINKS.sign(row.pk)]))
        looked = browser.get(url)
        still = Membership.objects.get(pk=told.pk).is_told_of_notes
        stopped = browser.post(url).content.decode()
        browser.post(url)

    mine = Membership.objects.get(pk=told.pk)
    assert f"<{mailoutbox[0].extra_headers['List-Unsubscribe'].strip('<>')}>"
    assert (why.status_code, looked.status_code, still) == (200, 200, True)
    assert "You chose to be told soon." in why.content.decode()
    assert "The one of the day may still come" in stopped
    assert (mine.is_told_of_notes, mine.summary_at) == (False, time(8, 30))
    assert AuditIntake.objects.filter(action="membership.note_mails_stopped").count() == 1


def test_a_link_to_a_mailbox_of_before_stops_nothing(people, thread, told, browser):
    send(thread)
    deliveries.dispatch(now=DUE)
    row = Delivery.objects.get(purpose="note_staff")

    browser.post(reverse("practice:stop_summary", args=[LINKS.sign(row.pk, "old@example.org")]))

    assert Membership.objects.get(pk=told.pk).is_told_of_notes is True


def test_an_owner_reads_what_it_is_and_not_about_whom():
    assert label_of("note_staff") == "That a note waits, to a colleague"


def test_a_part_handed_on_takes_its_mail_along(people, thread, told, mailoutbox):
    send(thread)
    by = actor_for(told, NOW + MINUTE)
    teaming.hand_over(by=by, client=people.maya, to=people.ben, at=NOW + MINUTE)

    deliveries.dispatch(now=DUE)

    assert (rows(), mailoutbox) == ([(DUE, "skipped", "Nothing is waiting any more.")], [])
