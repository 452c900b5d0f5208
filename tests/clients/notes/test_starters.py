"""Openings for kind limits: they name her and the day, on her calendar (B-05)."""

from datetime import datetime, timedelta

import pytest

from clients.notes.starters import OPENINGS, session_day, starter_words, starters
from tests.factories import NOW, actor_for

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (None, ""),
        (NOW - timedelta(hours=1), ""),
        (NOW + timedelta(hours=2), "Tuesday"),
        (NOW + timedelta(days=2), "Thursday"),
        # Wednesday morning in London is Tuesday evening for her in New York.
        (datetime.fromisoformat("2026-03-18T01:00:00+00:00"), "Tuesday 17 March"),
        (NOW + timedelta(days=7), "Tuesday 17 March"),
    ],
)
def test_the_day_is_named_on_her_calendar(people, at, day):
    people.maya.next_session_at = at

    assert session_day(actor_for(people.ana), people.maya) == day


def test_with_a_session_every_opening_is_ready_to_send(people):
    people.maya.next_session_at = NOW + timedelta(days=2)

    said = starters(actor_for(people.ana), people.maya)

    assert [one.key for one in said] == list(OPENINGS)
    assert said[0].words == "Thank you for writing, Maya. Let's keep this for Thursday."
    assert all("Maya" in one.words and len(one.words) < 200 for one in said)
    assert all("Thursday" in one.words for one in said)


def test_without_one_no_day_is_named(people):
    said = starters(actor_for(people.ana), people.maya)

    assert said[0].words == "Thank you for writing, Maya. Let's keep this for when we meet."
    assert all("%" not in one.words and "day there" not in one.title for one in said)


def test_an_opening_that_nobody_knows_is_empty(people):
    assert starter_words(actor_for(people.ana), people.maya, "\x00") == ""
