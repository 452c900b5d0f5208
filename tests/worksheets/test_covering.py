"""Who covers finds the colleague's clients among her own, and reads for whom and until when."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from clients.models import CareLink
from practice import vault
from practice.actions.away import Away, add_leave
from tests.factories import (
    NOW,
    actor_for,
    link,
    make_assignment,
    make_client,
    make_counselor,
    make_practice,
    make_submission,
    make_version,
)
from tests.worksheets.views.mine.reminded import inside
from worksheets.to_read import reading_queue
from worksheets.today import gather
from worksheets.views.desk.reviewing import one_tap_words

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = date(2026, 3, 10)  # a Tuesday
WORDS = "Ring the front desk."


@pytest.fixture
def ana():
    return make_counselor(make_practice())


@pytest.fixture
def ben(ana):
    """He works on Thursdays and Fridays."""
    return make_counselor(ana.practice, "Ben Okoye", working_days=[4, 5])


def be_covered(ana, ben, last: int = 20) -> None:
    """From today on."""
    days = Away(TODAY, date(2026, 3, last), WORDS, ben)
    add_leave(by=actor_for(ana, NOW - DAY), away=days)


def told(who, now=NOW) -> list[tuple]:
    """What Today says of covering: for whom, until when, which clients."""
    found = gather(actor_for(who, now)).covers
    return [(one.name, one.until, [client.call_name for client in one.clients]) for one in found]


def test_today_says_for_whom_and_until_when(ana, ben):
    for name in ("Zoe", "Maya"):
        make_client(ana, name)
    make_client(ben, "Noor")
    be_covered(ana, ben)

    last_day = NOW + 10 * DAY
    assert told(ben) == [("Ana Ruiz", date(2026, 3, 20), ["Maya", "Zoe"])]
    assert (told(ben, last_day), told(ben, last_day + DAY)) == (told(ben), [])
    assert told(ana) == []


def test_a_part_by_hand_is_told_too_and_a_shared_one_is_none(ana, ben):
    maya, zoe = make_client(ana), make_client(ana, "Zoe")
    link(maya, ben, role="cover", ends_at=NOW + 3 * DAY)
    link(zoe, ben, role="second")

    assert told(ben) == [("Ana Ruiz", date(2026, 3, 13), ["Maya"])]


def test_what_waits_is_hers_to_read_by_her_own_days(ana, ben):
    given = make_assignment(make_client(ana), make_version())
    make_submission(given, at=NOW - DAY)
    be_covered(ana, ben)

    (item,) = gather(actor_for(ben)).to_read

    # Two working days after Monday: his are Thursday and Friday.
    assert (item.client.call_name, item.read_by) == ("Maya", date(2026, 3, 13))


@pytest.mark.parametrize(("covers", "on"), [(False, date(2026, 3, 11)), (True, None)])
def test_a_session_of_the_one_who_is_away_is_none_of_hers(ana, ben, covers, on):
    maya = make_client(ana, next_session_at=NOW + DAY)
    given = make_assignment(maya, make_version())
    make_submission(given, at=NOW - DAY)
    if covers:
        be_covered(ana, ben)
    else:
        link(maya, ben, role="second")
    actor = actor_for(ben)

    shown = [gather(actor).to_read[0].session_on, reading_queue(actor)[0].session_on]

    assert shown == [on, on]
    assert ("We will talk on" in one_tap_words(given, actor)) is not covers


@pytest.mark.parametrize("hours", [-3, 3])
def test_sessions_of_today_are_her_own(ana, ben, hours):
    make_client(ana, next_session_at=NOW + timedelta(hours=hours))
    noor = make_client(ben, "Noor", next_session_at=NOW + timedelta(hours=hours))
    be_covered(ana, ben)

    assert gather(actor_for(ben)).sessions == [noor]


def test_the_pages_say_so_plainly(browser, ana, ben):
    maya = make_client(ana)
    be_covered(ana, ben)
    with time_machine.travel(NOW, tick=False):
        browser.force_login(ben.user)
        today = inside(browser.get(reverse("worksheets:today")))
        hers = inside(browser.get(reverse("worksheets:client", args=[maya.pk])))

    assert "You cover for Ana Ruiz until Friday 20 March." in today
    assert "Until then their work stands on your lists, by your own days: Maya" in today
    assert "Ben Okoye covers, until Friday 20 March" in hers


@pytest.mark.parametrize("rows", [1, 30])
def test_covering_costs_one_question_more(ana, ben, django_assert_num_queries, rows):
    version = make_version()
    for number in range(rows):
        client = make_client(ana, f"Client {number}", next_session_at=NOW + DAY)
        make_submission(make_assignment(client, version), at=NOW - DAY)
    be_covered(ana, ben)
    assert CareLink.objects.filter(role="cover").count() == rows
    vault.forget()

    # Today asks nine questions of who covers nobody.
    with django_assert_num_queries(10):
        today = gather(actor_for(ben))

    assert (len(today.to_read), len(today.covers[0].clients)) == (rows, rows)
