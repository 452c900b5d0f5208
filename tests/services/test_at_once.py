"""Many at once on the database of this run: nothing is refused, nothing is done twice."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection, transaction

from practice import deliveries
from practice.emails import Letter
from practice.models import Delivery, Practice
from tests.factories import NOW, make_practice
from tests.repository.source import write

THREADS = 8
# In the future, or planning alone would already wake a dispatcher.
DUE = NOW.replace(year=2126)


def together(work, times=THREADS):
    """Run it in that many threads that begin at the same moment; what each returned."""
    start = Barrier(times)

    def one(number):
        start.wait()
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


@pytest.mark.django_db(transaction=True)
def test_concurrent_saves_are_never_refused():
    def save(number):
        for _ in range(20):
            with transaction.atomic():
                # Read, then write: what "database is locked" needs.
                Practice.objects.count()
                make_practice(name=f"Practice {number}")

    together(save)

    assert Counter(Practice.objects.values_list("name", flat=True)) == {
        f"Practice {number}": 20 for number in range(THREADS)
    }


@pytest.fixture
def letters(settings, tmp_path):
    """A purpose and a letter of our own, taken back afterwards."""
    for name in ("subject.txt", "body.txt", "body.html"):
        write(tmp_path, {f"emails/hello/{name}": "{{ subject }}"})
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [engine | {"DIRS": [*engine["DIRS"], tmp_path]}]
    deliveries.register(
        "tests.letter",
        check=lambda rows, now: {},
        compose=deliveries.one_by_one(
            lambda row, now: Letter(
                to="maya@example.org", name="hello", context={"subject": row.subject}
            )
        ),
    )
    yield "tests.letter"
    del deliveries.purposes["tests.letter"]


@pytest.mark.django_db(transaction=True)
def test_dispatchers_at_once_send_each_letter_once(letters):
    practice = make_practice()
    subjects = [uuid4() for _ in range(24)]
    for subject in subjects:
        deliveries.plan(
            practice=practice,
            purpose=letters,
            subject=subject,
            person=uuid4(),
            due_at=DUE,
            zone="UTC",
        )

    together(lambda number: deliveries.dispatch(now=DUE))

    assert Counter(letter.subject for letter in mail.outbox) == Counter(map(str, subjects))
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
