"""One client's work as staff may know it."""

from datetime import date, timedelta

import pytest

from tests.factories import (
    NOW,
    make_assignment,
    make_client,
    make_counselor,
    make_practice,
    make_submission,
)
from worksheets.following import events, follow, works_of
from worksheets.models import Round
from worksheets.progress import Completion

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 10)


@pytest.fixture
def ana():
    return make_counselor(make_practice())


@pytest.fixture
def maya(ana):
    return make_client(ana)


def followed(client):
    return follow(client, works_of(client), TODAY)


def test_nothing_given_is_an_empty_page(maya):
    page = followed(maya)

    assert (page.works, page.open, page.to_read, page.total) == ((), [], [], Completion())


def test_open_work_stands_by_its_day_and_undated_last(maya):
    undated = make_assignment(maya, due_on=None)
    later = make_assignment(maya, due_on=date(2026, 3, 20))
    sooner = make_assignment(maya, due_on=date(2026, 3, 12))

    assert [work.assignment for work in followed(maya).open] == [sooner, later, undated]


def test_what_waits_to_be_read_stands_oldest_first(maya):
    newer, older, read = (make_assignment(maya) for _ in range(3))
    make_submission(newer, at=NOW - timedelta(hours=1))
    make_submission(older, at=NOW - timedelta(hours=9))
    make_submission(read, at=NOW - timedelta(hours=5))
    Round.objects.filter(assignment=read).update(
        reviewed_at=NOW, reviewed_by=read.assigned_by, closing="seen"
    )

    page = followed(maya)

    assert [work.assignment for work in page.to_read] == [older, newer]
    assert page.total == Completion(done=3, of=3)


@pytest.mark.parametrize(
    ("hides", "opened_at", "shown"),
    [
        (False, None, "not_opened"),
        (False, NOW, "opened"),
        (True, None, "given"),
        (True, NOW, "given"),
    ],
)
def test_she_may_hide_whether_she_opened_it(ana, hides, opened_at, shown):
    client = make_client(ana, hides_opened=hides)
    given = make_assignment(client, round={"opened_at": opened_at})

    page = followed(client)

    assert [work.shown_state for work in page.works] == [shown]
    told = [event.title for event in events(given, given.rounds.all())]
    assert told == (["Given", "Opened"] if shown == "opened" else ["Given"])


def test_a_done_sheet_is_done_also_where_she_hides_opened(ana):
    client = make_client(ana, hides_opened=True)
    given = make_assignment(client)
    make_submission(given)

    assert [work.shown_state for work in followed(client).works] == ["done"]
    told = [event.title for event in events(given, given.rounds.all())]
    assert told == ["Given", "Done"]


def test_events_tell_a_sheet_that_came_back(maya, ana):
    given = make_assignment(maya)
    first = make_submission(given, at=NOW - timedelta(hours=5))
    first.reviewed_at = first.superseded_at = NOW - timedelta(hours=4)
    first.reviewed_by, first.closing = ana.user, "back"
    first.save()
    Round.objects.create(
        assignment=given, client=maya, number=2, begun_at=NOW, opened_at=NOW - timedelta(hours=2)
    )
    make_submission(given, at=NOW - timedelta(hours=1))

    told = [event.title for event in events(given, given.rounds.order_by("number"))]

    assert told == ["Given", "Opened", "Done", "Asked to look again", "Done again"]


def test_completion_is_her_own_and_leaves_out_what_was_taken_back(maya, ana):
    make_submission(make_assignment(maya, due_on=date(2026, 3, 9)), done_as="could")
    make_assignment(maya, due_on=date(2026, 3, 9))
    make_assignment(maya, due_on=date(2026, 3, 9), withdrawn_at=NOW, withdrawn_by=ana.user)
    make_submission(make_assignment(make_client(ana, "Rosa"), due_on=date(2026, 3, 9)))

    assert followed(maya).total == Completion(could=1, of=2)


def test_the_work_of_a_client_takes_one_query(maya, django_assert_num_queries):
    for _ in range(30):
        make_assignment(maya)

    with django_assert_num_queries(1):
        page = followed(maya)

    assert len(page.works) == 30
