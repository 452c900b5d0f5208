"""No answer needed: what she wrote so far waits no more, what comes later does."""

from datetime import date, timedelta

import pytest

from clients.actions import caring, resting
from clients.models import CareLink, Note, ThreadRest
from clients.notes.asked import rest_of
from clients.notes.inbox import waiting
from practice.models import AuditIntake
from tests.factories import NOW, actor_for, link, make_note, make_thread

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
FIRST, SECOND = NOW - 3 * HOUR, NOW - 2 * HOUR
BETWEEN = NOW - 2.5 * HOUR
# Two working days after the day of each note.
IN_TWO_DAYS = date(2026, 3, 12)


@pytest.fixture
def notes(people, thread) -> list[Note]:
    """Maya wrote twice this morning."""
    return [make_note(thread, people.maya, sent_at=at) for at in (FIRST, SECOND)]


def rest(people, thread, upto, now=NOW, who="ana") -> ThreadRest:
    return resting.let_rest(by=actor_for(getattr(people, who), now), thread=thread, upto=upto)


def promised(people, now=NOW) -> list[date | None]:
    """By when each thread of Ana's inbox waits for an answer."""
    return [one.read_by for one in waiting(actor_for(people.ana, now))]


def told(action: str) -> int:
    return AuditIntake.objects.filter(action=action).count()


@pytest.mark.parametrize(
    ("upto", "waits"),
    [
        (None, True),
        (FIRST - MINUTE, True),
        (FIRST, True),
        (BETWEEN, True),
        (SECOND, False),
        (NOW + HOUR, False),
    ],
)
@pytest.mark.parametrize("answered", [False, True])
def test_up_to_where_it_rests(people, thread, notes, upto, waits, answered):
    if answered:
        make_note(thread, people.ana, sent_at=BETWEEN)
    if upto and upto >= (SECOND if answered else FIRST):
        rest(people, thread, upto)
    elif upto:
        with pytest.raises(resting.NothingWaits):
            rest(people, thread, upto)

    assert promised(people) == [IN_TWO_DAYS if waits else None]


@pytest.mark.parametrize("field", [{"is_for_session": True}, {"recalled_at": NOW, "body": ""}])
def test_where_nothing_asks_nothing_rests(people, thread, field):
    make_note(thread, people.maya, **{"sent_at": FIRST} | field)

    with pytest.raises(resting.NothingWaits):
        rest(people, thread, NOW)


def test_a_later_note_waits_from_its_own_hour(people, thread, notes):
    rest(people, thread, SECOND)
    later = NOW + timedelta(days=1)
    make_note(thread, people.maya, sent_at=later)

    assert promised(people, later + MINUTE) == [date(2026, 3, 13)]
    assert rest_of(thread, actor_for(people.ana, later + MINUTE)) is None


def test_what_she_can_still_take_back_never_rests_unseen(people, thread, notes):
    make_note(thread, people.maya, sent_at=NOW - timedelta(seconds=59))

    kept = rest(people, thread, NOW)

    assert kept.upto == SECOND
    assert promised(people, NOW + MINUTE) == [IN_TWO_DAYS]


def test_two_tabs_settle_what_each_has_shown(people, thread, notes):
    newer = rest(people, thread, SECOND)

    stale = rest(people, thread, FIRST)

    assert stale == newer
    assert (promised(people), told("thread.rests")) == ([None], 1)


def test_the_page_of_before_leaves_what_came_meanwhile(people, thread, notes):
    rest(people, thread, FIRST)

    # The promise of the second note, by its own day.
    assert promised(people) == [IN_TWO_DAYS]
    assert rest_of(thread, actor_for(people.ana)) is None
    again = rest(people, thread, SECOND)
    assert (promised(people), rest_of(thread, actor_for(people.ana))) == ([None], again)


def test_pressed_twice_it_is_one(people, thread, notes):
    first, again = rest(people, thread, SECOND), rest(people, thread, SECOND)

    assert (first, told("thread.rests"), first.by, first.at) == (again, 1, people.ana, NOW)


def test_it_waits_after_all_as_it_did_before(people, thread, notes):
    rest(people, thread, FIRST)
    second = rest(people, thread, SECOND)
    by = actor_for(people.ana, NOW + MINUTE)

    waits = [resting.wait_again(by=by, rest=second) for _press in range(2)]

    # The first goes on resting: it was another word.
    assert (waits, told("thread.waits_again")) == ([True, True], 1)
    assert promised(people) == [IN_TWO_DAYS]
    assert list(ThreadRest.objects.standing().values_list("upto", flat=True)) == [FIRST]


def test_what_has_an_answer_waits_no_more(people, thread, notes):
    kept = rest(people, thread, SECOND)
    make_note(thread, people.ana, sent_at=NOW - HOUR)

    assert not resting.wait_again(by=actor_for(people.ana), rest=kept)
    assert rest_of(thread, actor_for(people.ana)) is None
    with pytest.raises(resting.NothingWaits):
        rest(people, thread, SECOND)


def test_each_thread_rests_for_itself(people, thread, notes):
    other = make_thread(people.maya, is_general=False)
    make_note(other, people.maya, sent_at=FIRST)

    rest(people, thread, SECOND)

    assert sorted(promised(people), key=str) == [IN_TWO_DAYS, None]


@pytest.mark.parametrize("role", ["second", "cover"])
def test_anybody_who_works_with_her_says_so_for_all(people, thread, notes, role):
    link(people.maya, people.ben, role=role, ends_at=NOW + HOUR)

    kept = rest(people, thread, SECOND, who="ben")

    assert (promised(people), kept.by) == ([None], people.ben)


@pytest.mark.parametrize("who", ["ben", "sofia", "olga", "eva", "maya", "noor"])
def test_nobody_else_does(people, thread, notes, who):
    link(people.maya, people.sofia, role="supervisor")
    kept = rest(people, thread, FIRST)
    by = actor_for(getattr(people, who))

    with pytest.raises(resting.MayNotRest):
        resting.let_rest(by=by, thread=thread, upto=SECOND)
    with pytest.raises(resting.MayNotRest):
        resting.wait_again(by=by, rest=kept)

    seen = ThreadRest.objects.visible_to(by)
    assert list(seen) == ([kept] if who == "sofia" else [])


def test_at_the_hour_her_link_ends_she_says_nothing_any_more(people, thread, notes):
    CareLink.objects.filter(client=people.maya).update(ends_at=NOW + HOUR)

    rest(people, thread, FIRST, now=NOW + HOUR - timedelta(seconds=1))
    with pytest.raises(resting.MayNotRest):
        rest(people, thread, SECOND, now=NOW + HOUR)


def test_after_the_end_of_care_nothing_waits(people, thread, notes):
    kept = rest(people, thread, FIRST)
    caring.discharge(by=actor_for(people.ana), client=people.maya)

    assert not resting.wait_again(by=actor_for(people.ana), rest=kept)
    with pytest.raises(resting.NothingWaits):
        rest(people, thread, SECOND)
