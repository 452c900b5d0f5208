"""Claiming on PostgreSQL: nobody waits, nobody counts a person's messages twice (E-11, E-14).

That many dispatchers send each row once is asked in test_at_once.py, on either database.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event, Thread
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from practice import channels, deliveries
from practice.emails import Letter
from practice.models import Delivery
from tests.factories import make_practice
from tests.practice.posting import Post

# So far ahead that planning wakes no worker, which these tests would meet at work. Noon in UTC.
DUE = datetime(2100, 3, 10, 12, 0, tzinfo=UTC)
LATER = DUE + timedelta(minutes=1)

State = Delivery.State

pytestmark = pytest.mark.usefixtures("on_postgres")


def note(**fields) -> None:
    """The purpose `note`: its letters go to the row's step."""
    defaults = {
        "check": lambda rows, now: {},
        "compose": lambda rows, now: {row.pk: Letter(row.step, "card") for row in rows},
    }
    deliveries.register("card", **defaults | fields)


@pytest.fixture
def sent() -> Iterator[list[str]]:
    """What went out over the channel `post`, in the order of sending."""
    post = Post()
    channels.CHANNELS["post"] = lambda: post
    note()
    yield post.sent
    del channels.CHANNELS["post"], deliveries.purposes["card"]


def plan(count: int, person: UUID | None = None) -> list[Delivery]:
    practice, subject = make_practice(), uuid4()
    return [
        deliveries.plan(
            practice=practice,
            purpose="card",
            subject=subject,
            person=person or uuid4(),
            due_at=DUE + timedelta(seconds=number),
            zone="UTC",
            step=f"{number:02}",
            channel="post",
        )
        for number in range(count)
    ]


def in_a_thread(work: Callable[[], object]) -> Thread:
    """Runs on a connection of its own, which is closed behind it."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


def claimed_by_another() -> list[UUID] | None:
    """What a dispatcher beside us claims; None where it had to wait."""
    found: list[list[UUID]] = []

    def claim() -> None:
        batch = deliveries.claim_batch(now=LATER)
        found.append(batch.rows() if batch else [])

    thread = in_a_thread(claim)
    thread.join(timeout=5)
    return found[0] if found else None


def test_nobody_waits_for_a_row_that_another_is_changing(sent):
    first, second = plan(2)

    with transaction.atomic():
        Delivery.objects.select_for_update().get(pk=first.pk)
        claimed = claimed_by_another()

    assert claimed == [second.pk]


def test_nobody_waits_for_a_person_whom_another_holds(sent):
    person = uuid4()
    hers, also_hers = plan(2, person)
    (other,) = plan(1)

    with transaction.atomic():
        mine = deliveries.claim_batch(now=DUE)
        beside = claimed_by_another()

    # also_hers fell due while she was held: it waits for the next look, and nobody waits for it.
    assert (set(mine.rows()), beside) == ({hers.pk, other.pk}, [])
    assert claimed_by_another() == [also_hers.pk]


def test_dispatchers_at_once_send_each_person_one_message(sent):
    note(counts=True)
    people = [uuid4() for _ in range(40)]
    for person in people:
        plan(3, person)
    start = Barrier(4)

    def dispatch() -> None:
        start.wait()
        deliveries.dispatch(now=LATER)

    for thread in [in_a_thread(dispatch) for _ in range(4)]:
        thread.join()
    deliveries.dispatch(now=LATER)

    messages = Delivery.objects.filter(merged_into__isnull=True, state=State.SENT)
    assert len(sent) == len(people)
    assert Counter(messages.values_list("person", flat=True)) == dict.fromkeys(people, 1)
    assert Delivery.objects.filter(state=State.PLANNED).count() == 0


def test_a_row_dropped_while_it_is_being_claimed_ends_as_it_went(sent):
    (row,) = plan(1)
    dropped: list[int] = []
    begun = Event()

    def submit() -> None:
        begun.set()
        dropped.append(deliveries.drop(subject=row.subject, reason="It was done already."))

    with transaction.atomic():
        batch = deliveries.claim_batch(now=LATER)
        thread = in_a_thread(submit)
        begun.wait(5)
        thread.join(0.3)
    thread.join()
    deliveries.record(batch, {row.pk: (State.SENT, "")}, now=LATER)

    row.refresh_from_db()
    assert (dropped, row.state) == ([0], State.SENT)


def test_a_row_that_is_being_dropped_is_not_claimed(sent):
    (row,) = plan(1)

    with transaction.atomic():
        deliveries.drop(subject=row.subject, reason="It was done already.")
        claimed = claimed_by_another()

    row.refresh_from_db()
    assert (claimed, row.state) == ([], State.SKIPPED)


def test_a_claim_is_never_left_to_a_careless_commit(sent):
    plan(1)
    seen = []

    def compose(rows, now) -> dict:
        with connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            seen.append(cursor.fetchone()[0])
        return {}

    note(compose=compose)

    deliveries.dispatch(now=LATER)

    assert seen == ["on"]


def test_a_broken_check_leaves_the_claiming_transaction_usable(sent):
    def broken_check(rows: list[Delivery], now: object) -> dict:
        if any(row.step == "01" for row in rows):
            with connection.cursor() as cursor:
                cursor.execute("SELECT no_such_column")
        return {}

    note(check=broken_check)
    plan(3)

    deliveries.dispatch(now=LATER)

    assert sent == ["00", "02"]
    assert Delivery.objects.get(step="01").state == State.FAILED
