"""Tasks through a real broker and real worker processes, which may be killed."""

import os
import re
import signal
from collections import Counter
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from practice import audit
from practice.access import system
from practice.models import AuditEvent
from practice.tasks import seal_audit
from tests.factories import NOW, make_practice
from tests.services.conftest import Worker, wait_for

TASKS = 8


@contextmanager
def work_held_up():
    """There is a row to seal, and nobody else gets to write: a task stays half done."""
    with transaction.atomic():
        audit.record(by=system(practice=make_practice(), now=NOW), action="practice.opened")
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("LOCK TABLE practice_auditintake IN ACCESS EXCLUSIVE MODE")
        yield


def finished(*workers: Worker) -> Counter:
    """How often each task ended well, as their logs tell."""
    text = "".join(worker.log.read_text() for worker in workers)
    return Counter(re.findall(r"Task practice\.tasks\.seal_audit\[([\w-]+)\] succeeded", text))


@pytest.mark.usefixtures("queue")
def test_a_queued_task_is_done_by_another_process(start_worker):
    practice = make_practice()
    with transaction.atomic():
        audit.record(by=system(practice=practice, now=NOW), action="practice.opened")
    start_worker()

    seal_audit.delay()

    wait_for(lambda: AuditEvent.objects.exists(), "the sealed row")
    assert list(AuditEvent.objects.values_list("action", flat=True)) == ["practice.opened"]


@pytest.mark.usefixtures("queue")
def test_what_a_killed_worker_held_is_done_once_by_the_next(start_worker):
    killed = start_worker()
    with work_held_up():
        queued = [seal_audit.delay().id for _ in range(TASKS)]
        wait_for(lambda: "received" in killed.log.read_text(), "the first task")

        os.killpg(killed.process.pid, signal.SIGKILL)
        killed.process.wait()

    assert finished(killed) == Counter()

    following = start_worker()
    wait_for(lambda: len(finished(following)) == TASKS, "every task", following)
    assert finished(following) == Counter(queued)
