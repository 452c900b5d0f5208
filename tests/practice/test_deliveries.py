"""Deliveries: claimed first, sent once, told in plain words (E-14 to E-17, rulings 24)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from uuid import uuid4

import pytest
from django.utils import timezone
from kombu.exceptions import OperationalError

from practice import channels, deliveries
from practice.emails import Letter
from practice.models import Delivery
from tests.factories import NOW, make_practice

State = Delivery.State

pytestmark = pytest.mark.django_db


@dataclass
class Post:
    """A channel of the test's own: what went out, and what it answers."""

    sent: list[str] = field(default_factory=list)
    answer: Exception | None = None

    def __call__(self, letter: Letter) -> None:
        if self.answer is not None:
            raise self.answer
        self.sent.append(letter.to)


@pytest.fixture
def post() -> Iterator[Post]:
    """Deliveries over the channel `post` end here; the purpose `note` is registered."""
    post = channels.CHANNELS["post"] = Post()
    deliveries.register(
        "note",
        check=lambda row, now: "She has said stop." if row.step == "unwanted" else None,
        compose=lambda row, now: Letter(row.step, "note"),
    )
    yield post
    del channels.CHANNELS["post"], deliveries._purposes["note"]


def plan(step: str = "a@example.org", *, late: timedelta = timedelta(), **fields) -> Delivery:
    return deliveries.plan(
        practice=fields.pop("practice", None) or make_practice(),
        purpose="note",
        subject=fields.pop("subject", uuid4()),
        person=uuid4(),
        due_at=NOW - late,
        zone="America/New_York",
        step=step,
        channel="post",
        **fields,
    )


def ends(row: Delivery) -> tuple[str, str]:
    row.refresh_from_db()
    return row.state, row.reason


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

    version = deliveries.next_version(purpose="note", subject=subject)
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
    deliveries.register(
        "note",
        check=lambda row, now: None,
        compose=lambda row, now: Letter(row.step, "note"),
        late_after=timedelta(days=3),
    )
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
        return Letter(row.step, "note")

    deliveries.register("note", check=lambda row, now: None, compose=compose)
    broken, fine = plan("broken", late=timedelta(minutes=1)), plan()

    deliveries.dispatch(now=NOW)

    assert [ends(broken), ends(fine)] == [
        (State.FAILED, "It could not be made ready."),
        (State.SENT, ""),
    ]
    assert (str(broken.pk) in caplog.text, "her words" in caplog.text) == (True, False)


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
    first, second = plan(late=timedelta(minutes=2)), plan("b@example.org")
    post.answer = channels.Away()

    told = deliveries.dispatch(now=NOW)

    assert (told, ends(first)[0], ends(second)) == (
        {State.PLANNED: 1},
        State.PLANNED,
        (State.PLANNED, ""),
    )


def test_a_claim_that_nobody_finished_becomes_unknown_and_is_never_sent(post):
    row = plan()
    deliveries.claim_next(now=NOW, seen=set())  # and then the process was killed

    before = deliveries.dispatch(now=NOW + deliveries.STALE)
    after = deliveries.dispatch(now=NOW + deliveries.STALE + timedelta(seconds=1))

    assert (before, after, post.sent, ends(row)[0]) == (
        {},
        {State.UNKNOWN: 1},
        [],
        State.UNKNOWN,
    )


def test_a_row_is_claimed_by_one_alone(post):
    row = plan()

    first = deliveries.claim_next(now=NOW, seen=set())
    second = deliveries.claim_next(now=NOW, seen=set())

    assert (first[0].pk, second) == (row.pk, None)


def test_a_swept_row_is_not_called_sent_afterwards(post):
    plan()
    row, _letter = deliveries.claim_next(now=NOW, seen=set())
    deliveries.sweep(now=NOW + timedelta(minutes=11))

    deliveries.settle(row, State.SENT, "", now=NOW + timedelta(minutes=11))

    assert ends(row)[0] == State.UNKNOWN


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


def test_one_round_ends_at_its_limit(post, monkeypatch):
    monkeypatch.setattr(deliveries, "ROUND", 2)
    for number in range(3):
        plan(f"{number}@example.org")

    told = deliveries.dispatch(now=NOW)

    assert told == {State.SENT: 2}


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
        (SMTPRecipientsRefused({"a": (550, b"no")}), channels.Refused),
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
