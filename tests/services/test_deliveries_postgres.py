"""Claiming on PostgreSQL: nobody waits for a locked row, no failed check takes others along (E-14).

That many dispatchers send each row once is asked in test_at_once.py, on either database.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Thread
from uuid import uuid4

import pytest
from django.db import connection, transaction

from practice import channels, deliveries
from practice.emails import Letter
from practice.models import Delivery
from tests.factories import make_practice

# So far ahead that planning wakes no worker, which these tests would meet at work.
DUE = datetime(2100, 3, 10, 15, 0, tzinfo=UTC)
LATER = DUE + timedelta(minutes=1)


@pytest.fixture
def sent() -> Iterator[list[str]]:
    """What went out over the channel `post`, in the order of sending."""
    out: list[str] = []
    channels.CHANNELS["post"] = lambda letter: out.append(letter.to)
    deliveries.register(
        "note", check=lambda row, now: None, compose=lambda row, now: Letter(row.step, "note")
    )
    yield out
    del channels.CHANNELS["post"], deliveries._purposes["note"]


def plan(count: int) -> list[Delivery]:
    practice, subject = make_practice(), uuid4()
    return [
        deliveries.plan(
            practice=practice,
            purpose="note",
            subject=subject,
            person=uuid4(),
            due_at=DUE + timedelta(seconds=number),
            zone="UTC",
            step=f"{number:02}",
            channel="post",
        )
        for number in range(count)
    ]


def in_a_thread(work: object) -> Thread:
    """Runs on a connection of its own, which is closed behind it."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


def test_nobody_waits_for_a_row_that_another_is_claiming(on_postgres, sent):
    first, second = plan(2)
    claimed: list[Delivery] = []

    def claim() -> None:
        claimed.append(deliveries.claim_next(now=LATER, seen=set())[0])

    with transaction.atomic():
        Delivery.objects.select_for_update().get(pk=first.pk)
        thread = in_a_thread(claim)
        thread.join(timeout=5)
        is_done = not thread.is_alive()

    assert (is_done, [row.pk for row in claimed]) == (True, [second.pk])


def test_a_broken_letter_leaves_the_claiming_transaction_usable(on_postgres, sent):
    def broken_check(row: Delivery, now: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT no_such_column")

    deliveries.register(
        "note", check=broken_check, compose=lambda row, now: Letter(row.step, "note")
    )
    plan(1)

    deliveries.dispatch(now=LATER)

    assert Delivery.objects.get().state == Delivery.State.FAILED
