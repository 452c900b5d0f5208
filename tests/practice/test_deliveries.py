"""Deliveries: claimed first, sent once, told in plain words (E-14 to E-17, rulings 24)."""

from collections import Counter
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from kombu.exceptions import OperationalError

from practice import channels, deliveries
from practice.deliveries.claiming import BATCH
from practice.emails import Letter
from practice.models import Delivery
from tests.factories import NOW, make_practice
from tests.practice.posting import ends, plan, register

State = Delivery.State

pytestmark = pytest.mark.django_db


def test_a_row_says_what_the_persons_own_clock_shows(post):
    row = plan()

    assert (str(row.local_on), str(row.local_time), row.zone) == (
        "2026-03-10",
        "11:00:00",
        "America/New_York",
    )


def test_the_same_plan_twice_is_one_row(post):
    subject, practice = uuid4(), make_practice()

    first = plan(subject=subject, practice=practice)
    again = plan(subject=subject, practice=practice)

    assert (again.pk, Delivery.objects.count()) == (first.pk, 1)


def test_a_new_due_version_is_another_row(post):
    subject = uuid4()
    plan(subject=subject)

    version = deliveries.next_version(purpose="card", subject=subject)
    plan(subject=subject, due_version=version)

    assert (version, Delivery.objects.count()) == (2, 2)


def test_an_unknown_purpose_cannot_be_planned():
    with pytest.raises(deliveries.UnknownPurpose):
        plan()


def test_a_due_row_goes_out_once(post):
    row = plan()

    told = [deliveries.dispatch(now=NOW), deliveries.dispatch(now=NOW + timedelta(minutes=1))]

    assert (told, post.sent, ends(row)) == (
        [{State.SENT: 1}, {}],
        ["a@example.org"],
        (State.SENT, ""),
    )


def test_what_is_not_due_waits(post):
    row = plan(late=-timedelta(seconds=1))

    deliveries.dispatch(now=NOW)

    assert (post.sent, ends(row)) == ([], (State.PLANNED, ""))


@pytest.mark.parametrize(
    ("late", "state"),
    [(timedelta(hours=6), State.SENT), (timedelta(hours=6, seconds=1), State.EXPIRED)],
)
def test_more_than_six_hours_late_expires(post, late, state):
    row = plan(late=late)

    deliveries.dispatch(now=NOW)

    assert ends(row)[0] == state


def test_a_purpose_may_wait_longer(post):
    register(late_after=timedelta(days=3))
    row = plan(late=timedelta(days=2))

    deliveries.dispatch(now=NOW)

    assert ends(row)[0] == State.SENT


def test_the_check_refuses_with_its_reason(post):
    row = plan("unwanted")

    deliveries.dispatch(now=NOW)

    assert (post.sent, ends(row)) == ([], (State.SKIPPED, "She has said stop."))


def test_a_row_that_cannot_be_made_ready_does_not_stop_the_others(post, caplog):
    def compose(row: Delivery, now) -> Letter:
        if row.step == "broken":
            raise LookupError("her words must not be kept")
        return Letter(row.step, "card")

    register(compose=deliveries.one_by_one(compose))
    broken, fine = plan("broken", late=timedelta(minutes=1)), plan()

    deliveries.dispatch(now=NOW)

    assert [ends(broken), ends(fine), post.sent] == [
        (State.FAILED, "It could not be made ready."),
        (State.SENT, ""),
        ["a@example.org"],
    ]
    assert (str(broken.pk) in caplog.text, "her words" in caplog.text) == (True, False)


def test_a_row_without_a_letter_is_told_so(post):
    register(compose=lambda rows, now: {})
    row = plan()

    deliveries.dispatch(now=NOW)

    assert ends(row) == (State.FAILED, "It could not be made ready.")


@pytest.mark.parametrize("field", ["purpose", "zone"])
def test_a_row_that_nobody_can_read_does_not_stop_the_others(post, field):
    strange, fine = plan("strange", late=timedelta(minutes=1)), plan()
    Delivery.objects.filter(pk=strange.pk).update(**{field: "Nowhere/Land"})

    deliveries.dispatch(now=NOW)

    assert [ends(strange), ends(fine)] == [
        (State.FAILED, "It could not be made ready."),
        (State.SENT, ""),
    ]


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        (channels.Refused(), State.FAILED, "The address did not accept it."),
        (channels.Later(), State.PLANNED, "The other side asked us to try again later."),
        (
            channels.Away(),
            State.PLANNED,
            "Mail could not be reached. It is tried again each minute.",
        ),
        (
            ImproperlyConfigured(),
            State.PLANNED,
            "Mail could not be reached. It is tried again each minute.",
        ),
        (
            SMTPServerDisconnected(),
            State.UNKNOWN,
            "The connection broke while it was being sent.",
        ),
        (RuntimeError(), State.UNKNOWN, "The connection broke while it was being sent."),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_answer_has_its_state_and_words(post, answer, state, reason):
    row = plan()
    post.answer = answer

    deliveries.dispatch(now=NOW)

    assert ends(row) == (state, reason)


@pytest.mark.parametrize("answer", [channels.Away(), channels.Later()])
def test_what_certainly_did_not_go_out_goes_out_later(post, answer):
    row = plan()
    post.answer = answer
    deliveries.dispatch(now=NOW)
    post.answer = None

    deliveries.dispatch(now=NOW + timedelta(minutes=1))

    assert (post.sent, ends(row)) == (["a@example.org"], (State.SENT, ""))


def test_an_unreachable_channel_is_not_knocked_at_again_this_minute(post):
    rows = [plan(late=timedelta(minutes=2)), plan("b@example.org")]
    post.answer = channels.Away()

    told = deliveries.dispatch(now=NOW)

    waits = (State.PLANNED, "Mail could not be reached. It is tried again each minute.")
    assert (told, [ends(row) for row in rows]) == ({State.PLANNED: 2}, [waits, waits])


def test_one_answer_of_no_takes_no_other_along(post):
    post.answers = {
        "no@example.org": channels.Refused(),
        "later@example.org": channels.Later(),
        "broken@example.org": SMTPServerDisconnected(),
    }
    rows = [plan(f"{name}@example.org") for name in ("no", "a", "later", "broken", "b")]

    told = deliveries.dispatch(now=NOW)

    assert [ends(row)[0] for row in rows] == [
        State.FAILED,
        State.SENT,
        State.PLANNED,
        State.UNKNOWN,
        State.SENT,
    ]
    assert (told[State.SENT], sorted(post.sent)) == (2, ["a@example.org", "b@example.org"])


def test_a_batch_costs_as_many_queries_as_one_row(post):
    deliveries.dispatch(now=NOW)  # leaves the first mark
    costs = []
    for count in (1, 40):
        practice = make_practice()
        for number in range(count):
            plan(f"{number}@example.org", practice=practice)

        with CaptureQueriesContext(connection) as made:
            deliveries.dispatch(now=NOW)

        costs.append(len(made))

    assert (len(post.sent), costs[1]) == (41, costs[0])


def test_a_slow_server_leaves_nothing_unknown_that_is_known(post, monkeypatch):
    monkeypatch.setattr("practice.deliveries.dispatching.ENTRY", -1)
    first, second = plan(late=timedelta(minutes=1)), plan("killed@example.org")
    post.answers["killed@example.org"] = KeyboardInterrupt()

    with pytest.raises(KeyboardInterrupt):
        deliveries.dispatch(now=NOW)

    assert [ends(first)[0], ends(second)[0]] == [State.SENT, State.CLAIMED]


def test_more_than_a_batch_goes_out_in_one_dispatch(post):
    practice = make_practice()
    for number in range(120):
        plan(f"{number}@example.org", practice=practice)

    told = deliveries.dispatch(now=NOW)

    assert (told, post.calls) == ({State.SENT: 120}, 1)


@pytest.mark.parametrize(("at_once", "sizes"), [(9.0, [50, 50, 100]), (0.0, [50, 50, 50, 50])])
def test_a_batch_grows_only_where_the_last_one_was_out_at_once(post, monkeypatch, at_once, sizes):
    monkeypatch.setattr("practice.deliveries.dispatching.AT_ONCE", at_once)
    practice = make_practice()
    for number in range(200):
        plan(f"{number}@example.org", practice=practice)

    deliveries.dispatch(now=NOW)

    claims = Counter(Delivery.objects.values_list("claim", flat=True))
    assert sorted(claims.values()) == sizes


def test_a_dispatch_leaves_off_when_its_time_is_used(post, monkeypatch):
    monkeypatch.setattr("practice.deliveries.dispatching.wake", lambda: None)
    practice = make_practice()
    for number in range(BATCH + 10):
        plan(f"{number}@example.org", practice=practice)

    told = deliveries.dispatch(now=NOW, budget=0)

    assert told == {State.SENT: BATCH}


def test_a_claim_that_nobody_finished_becomes_unknown_and_is_never_sent(post, settings):
    row = plan()
    deliveries.claim_batch(now=NOW)  # and then the process was killed

    before = deliveries.dispatch(now=NOW + settings.DELIVERY_STALE)
    after = deliveries.dispatch(now=NOW + settings.DELIVERY_STALE + timedelta(seconds=1))

    assert (before, after, post.sent, ends(row)[0]) == (
        {},
        {State.UNKNOWN: 1},
        [],
        State.UNKNOWN,
    )


def test_a_row_is_claimed_by_one_alone(post):
    row = plan()

    first = deliveries.claim_batch(now=NOW)
    second = deliveries.claim_batch(now=NOW)

    assert (first.rows(), second) == ([row.pk], None)


def test_a_swept_row_is_not_called_sent_afterwards(post):
    row = plan()
    batch = deliveries.claim_batch(now=NOW)
    deliveries.sweep(now=NOW + timedelta(minutes=11))

    deliveries.record(batch, {row.pk: (State.SENT, "")}, now=NOW + timedelta(minutes=11))

    assert ends(row)[0] == State.UNKNOWN


def test_what_was_dropped_while_it_is_claimed_ends_as_it_went(post):
    row = plan()
    batch = deliveries.claim_batch(now=NOW)

    dropped = deliveries.drop(subject=row.subject, reason="It was done already.")
    deliveries.record(batch, {row.pk: (State.SENT, "")}, now=NOW)

    assert (dropped, ends(row)) == (0, (State.SENT, ""))


def test_dropped_rows_are_skipped_with_the_reason(post):
    subject = uuid4()
    sent = plan(subject=subject, late=timedelta(minutes=1))
    deliveries.dispatch(now=NOW - timedelta(seconds=30))
    waiting = plan(subject=subject, due_version=2)

    dropped = deliveries.drop(subject=subject, reason="It was done already.")

    assert (dropped, ends(sent)[0], ends(waiting)) == (
        1,
        State.SENT,
        (State.SKIPPED, "It was done already."),
    )


def test_planning_works_without_a_broker(
    post, monkeypatch, django_capture_on_commit_callbacks, caplog
):
    def no_broker(*args: object, **kwargs: object) -> None:
        raise OperationalError("no words of the address")

    monkeypatch.setattr("celery.app.task.Task.apply_async", no_broker)

    with django_capture_on_commit_callbacks(execute=True):
        row = plan()

    lines = [line.getMessage() for line in caplog.records]
    assert (ends(row), lines) == (
        (State.PLANNED, ""),
        ["no broker (OperationalError): deliveries wait for the minute"],
    )


def test_what_is_due_now_wakes_a_worker(post, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        row = plan(late=NOW - timezone.now())

    assert ends(row)[0] == State.SENT


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (SMTPRecipientsRefused({"a": (550, b"no")}), channels.NobodyThere),
        (SMTPRecipientsRefused({"a": (554, b"no")}), channels.Refused),
        (SMTPRecipientsRefused({"a": (450, b"wait")}), channels.Later),
        (SMTPDataError(451, b"wait"), channels.Later),
        (SMTPDataError(554, b"no"), channels.Refused),
        (SMTPServerDisconnected(), type(None)),
    ],
)
def test_a_mail_servers_answer_is_read_rightly(error, kind):
    assert type(channels.refusal(error)) is kind


def test_ids_are_all_that_a_row_knows_of_a_person():
    kept = {field.name for field in Delivery._meta.get_fields()}

    assert {type(Delivery().subject), type(Delivery().person)} == {type(None)}
    assert kept.isdisjoint({"to", "address", "email", "body", "content"})
