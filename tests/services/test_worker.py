"""An invitation goes the whole way: broker, worker process, mail, and a link that leads in."""

import os
import re
import signal
from pathlib import Path

import pytest
from django.utils import timezone

from clients import invitations
from clients.models import Invitation
from practice.models import Delivery
from practice.tasks import dispatch_deliveries
from tests.clients.people import invite, publish_all
from tests.factories import make_counselor, make_owner, make_practice
from tests.services.conftest import wait_for

LINK = re.compile(r"/welcome/([\w-]{22})/")


@pytest.fixture
def mail_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the worker processes of this test leave their mails."""
    folder = tmp_path / "mail"
    monkeypatch.setenv("TEND_TEST_MAIL", str(folder))
    return folder


@pytest.fixture
def ana(transactional_db, queue):
    """A counselor whose practice has published its agreements, just now."""
    practice = make_practice()
    publish_all(make_owner(practice), timezone.now())
    return make_counselor(practice)


def letters(folder: Path) -> list[str]:
    """The mails that went out."""
    return [path.read_text() for path in sorted(folder.glob("*.log"))]


def settled() -> bool:
    """Nothing is planned or half sent."""
    return not Delivery.objects.filter(state__in=["planned", "claimed"]).exists()


def test_inviting_alone_makes_a_worker_send_the_letter(ana, start_worker, mail_folder):
    start_worker()

    rosa = invite(ana, timezone.now())

    wait_for(settled, "the letter")
    (letter,) = letters(mail_folder)
    assert "To: rosa@example.org" in letter
    found = invitations.find(LINK.search(letter)[1])
    assert (found.client_id, found.state(timezone.now())) == (rosa.pk, "sent")
    assert list(Delivery.objects.values_list("state", "reason")) == [("sent", "")]


def test_the_queue_and_the_worker_never_hold_her_words(ana, start_worker, mail_folder):
    worker = start_worker()

    invite(ana, timezone.now(), call_name="Kanariya", email="kanariya@example.org")

    wait_for(settled, "the letter")
    (letter,) = letters(mail_folder)
    told = worker.log.read_text()
    assert "dispatch_deliveries" in told
    assert "kanariya" not in told.lower()
    assert LINK.search(letter)[1] not in told


def test_many_workers_and_calls_send_one_letter(ana, start_worker, mail_folder):
    invite(ana, timezone.now())
    start_worker()
    start_worker()

    for _ in range(6):
        dispatch_deliveries.delay()

    wait_for(settled, "the letter")
    assert len(letters(mail_folder)) == 1
    assert Invitation.objects.get().state(timezone.now()) == "sent"


def test_a_letter_planned_while_no_worker_ran_is_sent_by_the_next(ana, start_worker, mail_folder):
    killed = start_worker()
    os.killpg(killed.process.pid, signal.SIGKILL)
    killed.process.wait()
    invite(ana, timezone.now())

    start_worker()

    wait_for(settled, "the letter")
    assert len(letters(mail_folder)) == 1
