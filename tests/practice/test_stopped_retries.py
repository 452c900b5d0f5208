"""A message that would only be skipped is not planned anew: it is said why instead (M-07)."""

from io import StringIO
from uuid import uuid4

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse

from practice import deliveries
from practice.models import AuditIntake, Delivery
from tests.factories import NOW, make_owner, make_practice

pytestmark = pytest.mark.django_db


@pytest.fixture
def row() -> Delivery:
    """A reminder that came back from where nothing goes any more."""
    row = Delivery.objects.create(
        practice=make_practice(requires_second_factor=False),
        purpose="reminder",
        state="bounced",
        step="before",
        subject=uuid4(),
        person=uuid4(),
        local_on=NOW.date(),
        local_time=NOW.time(),
        due_at=NOW,
        settled_at=NOW,
    )
    deliveries.stop(person=row.person, kind="bounced", now=NOW)
    return row


def test_an_owner_is_told_why(browser, row):
    browser.force_login(make_owner(row.practice).user)

    with time_machine.travel(NOW, tick=False):
        answer = browser.post(reverse("practice:retry_delivery", args=[row.pk]), follow=True)

    words = "Mail to this address came back. It is not tried again until that is put right."
    assert words in answer.content.decode()
    assert (
        Delivery.objects.count(),
        AuditIntake.objects.filter(action__contains="retr").count(),
    ) == (1, 0)


def test_whoever_runs_the_machine_is_told_why(row):
    with pytest.raises(CommandError, match="Mail to this address came back. It is not tried"):
        call_command("deliveries", "retry", str(row.pk), stdout=StringIO())

    assert Delivery.objects.count() == 1
