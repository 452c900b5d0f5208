"""What the mail of the day tells a colleague of notes."""

from datetime import timedelta

import pytest

from clients.actions import noting
from clients.notes import telling
from practice import facts
from tests.factories import NOW, actor_for, make_note

pytestmark = pytest.mark.django_db
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_a_note_of_the_minute_before_the_mail_of_the_day_is_in_the_next(people, thread):
    make_note(thread, people.maya, sent_at=NOW - 30 * SECOND)

    today = telling.of_colleagues(since={people.ana: NOW - DAY}, now=NOW)
    tomorrow = telling.of_colleagues(since={people.ana: NOW}, now=NOW + DAY)
    later = telling.of_colleagues(since={people.ana: NOW + DAY}, now=NOW + 2 * DAY)

    assert (today, tomorrow, later) == (set(), {people.ana.pk}, set())


@pytest.mark.parametrize(("hours", "is_news"), [(1, True), (3, False)])
def test_the_mail_of_the_day_tells_of_notes(people, thread, hours, is_news):
    make_note(thread, people.maya, sent_at=NOW - 2 * HOUR)
    make_note(thread, people.ana, sent_at=NOW - HOUR / 2)
    since = {
        people.ana: NOW - (2 * HOUR + MINUTE) if is_news else NOW - HOUR,
        people.ben: NOW - DAY,
    }

    answers = facts.ask("colleagues.news", since=since, now=NOW)

    assert telling.of_colleagues in facts._listeners["colleagues.news"]
    assert set().union(*answers) == ({people.ana.pk} if is_news else set())


def test_read_notes_are_no_news(people, thread):
    make_note(thread, people.maya, sent_at=NOW - 2 * HOUR)
    noting.mark_read(by=actor_for(people.ana, NOW - HOUR), thread=thread, upto=NOW - HOUR)

    assert telling.of_colleagues(since={people.ana: NOW - DAY}, now=NOW) == set()
