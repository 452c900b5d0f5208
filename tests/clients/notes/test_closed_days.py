"""Notes over days on which the practice is closed: what is promised, and when colleagues hear."""

from datetime import UTC, date, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress

from clients.actions import noting
from clients.notes import inbox
from clients.notes.promise import promise_for
from practice import deliveries
from practice.actions import closing
from practice.models import Delivery, Practice
from practice.note_mails import next_moment
from tests.factories import NOW, actor_for, make_owner

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
# Eleven in the morning in New York.
DUE = NOW + 15 * MINUTE
FRIDAY = datetime(2026, 3, 13, 16, 0, tzinfo=UTC)


@pytest.fixture
def told(people):
    """Ana, who is told of notes by themselves."""
    ana = people.ana
    ana.is_told_of_notes = True
    ana.save()
    EmailAddress.objects.create(user=ana.user, email=ana.user.email, verified=True, primary=True)
    return ana


def close(people, *days: int) -> None:
    """Days of March."""
    closed = [{"on": f"2026-03-{day}", "words": "Team day"} for day in days]
    people.practice.closed_on = closed
    people.practice.save()


def send(thread) -> None:
    key = "00000000-0000-4000-8000-000000000001"
    noting.send(by=actor_for(thread.client, NOW), thread=thread, body="Sent.", key=key)


def rows() -> list[tuple]:
    found = Delivery.objects.filter(purpose="note_staff").order_by("due_at", "pk")
    return [(row.due_at, row.state, row.reason) for row in found]


def test_they_do_not_count_in_what_is_promised(people):
    """N-02. Nobody is said to be away, and nobody covers."""
    close(people, 11, 16)

    found = [promise_for(people.maya, at, at) for at in (NOW, FRIDAY)]

    assert [one.read_by for one in found] == [date(2026, 3, 13), date(2026, 3, 18)]
    assert [(one.away, one.sees) for one in found] == [(None, "Ana")] * 2


def test_nor_without_a_counselor(people):
    close(people, 11)
    people.maya.care_links.update(ends_at=NOW)

    assert promise_for(people.maya, NOW, NOW).read_by == date(2026, 3, 13)


def test_the_inbox_names_the_day_that_the_client_was_told(people, thread):
    close(people, 11, 12, 16)
    send(thread)
    close(people, 11, 12, 16, 17)

    [waits] = inbox.waiting(actor_for(people.ana, NOW + 2 * MINUTE))

    assert waits.read_by == date(2026, 3, 17)


def test_a_holiday_is_no_day_of_work(people):
    people.ana.practice.holidays_of = "US"
    people.ana.practice.closed_on = [{"on": "2026-11-27", "words": "Team day"}]

    found = next_moment(people.ana, datetime(2026, 11, 25, 23, tzinfo=UTC), [])

    assert found == datetime(2026, 11, 30, 14, tzinfo=UTC)


def test_a_day_that_is_closed_meanwhile_moves_the_mail(people, thread, told):
    send(thread)
    olga = actor_for(make_owner(people.practice), NOW + MINUTE)
    days = {"first": date(2026, 3, 10), "last": date(2026, 3, 11)}
    closing.close(by=olga, words="Team days", **days)
    closed = rows()
    closing.reopen(by=olga, **days)

    thursday = datetime(2026, 3, 12, 13, tzinfo=UTC)
    assert (closed, rows()) == ([(thursday, "planned", "")], [(DUE, "planned", "")])


def test_none_goes_out_on_a_day_that_is_closed(people, thread, told, mailoutbox):
    send(thread)
    today = [{"on": "2026-03-10", "words": "Team day"}]
    Practice.objects.filter(pk=people.practice.pk).update(closed_on=today)

    deliveries.dispatch(now=DUE)

    assert rows() == [(DUE, "skipped", "That hour is not one of work.")]
    assert mailoutbox == []
