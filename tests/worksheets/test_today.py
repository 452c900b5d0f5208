"""What a counselor's ten minutes are for, and in which order."""

from datetime import UTC, date, datetime, timedelta

import pytest

from practice import vault
from practice.models import Leave
from tests.factories import (
    NOW,
    actor_for,
    link,
    make_assignment,
    make_client,
    make_counselor,
    make_practice,
    make_reply,
    make_submission,
    make_supervisor,
    make_version,
)
from worksheets.models import Round, TalkRequest
from worksheets.to_read import heaviness, reading_queue
from worksheets.today import Today, gather

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
FRAME = {
    "prompts": [
        {"key": "frame.before", "type": "scale_0_10", "text": "Before?", "low": "a", "high": "b"},
        {"key": "frame.after", "type": "scale_0_10", "text": "After?", "low": "a", "high": "b"},
        {"key": "frame.helpful", "type": "short_text", "text": "How was it?"},
        {"key": "frame.bring", "type": "short_text", "text": "What to bring?"},
    ]
}


@pytest.fixture
def ana():
    return make_counselor(make_practice())


def done(ana, name, *, shared=None, days_ago=1, **client_fields):
    """A client of hers who sent a sheet so many days ago."""
    given = make_assignment(make_client(ana, name, **client_fields), make_version(FRAME))
    return make_submission(given, shared, at=NOW - days_ago * DAY)


def names(today: Today) -> list[str]:
    return [item.client.call_name for item in today.to_read]


def test_nothing_waits_at_first(ana):
    make_client(ana)

    assert gather(actor_for(ana)) == Today()
    assert gather(actor_for(ana)).is_empty


def test_heavy_ones_stand_first_then_what_comes_first_and_age(ana):
    done(ana, "Long ago", days_ago=6)
    done(ana, "Yesterday", days_ago=1)
    done(ana, "Session late", days_ago=0, next_session_at=NOW + 5 * DAY)
    done(ana, "Session soon", next_session_at=NOW + DAY)
    done(ana, "Session over", days_ago=3, next_session_at=NOW - DAY)
    done(ana, "Heavier", shared={"frame.before": 2, "frame.after": 5}, days_ago=2)
    done(ana, "Too much", shared={"frame.helpful": "too_much"}, next_session_at=NOW + 9 * DAY)

    assert names(gather(actor_for(ana))) == [
        "Heavier",
        "Too much",
        "Long ago",
        "Session over",
        "Session soon",
        "Yesterday",
        "Session late",
    ]


@pytest.mark.parametrize(
    ("frame", "heavy"),
    [
        ({}, ""),
        ({"frame.helpful": "too_much"}, "too_much"),
        ({"frame.before": 2, "frame.after": 5}, "rise"),
        ({"frame.before": 0, "frame.after": 3}, "rise"),
        ({"frame.before": 2, "frame.after": 4}, ""),
        ({"frame.before": 8, "frame.after": 2}, ""),
        ({"frame.after": 9}, ""),
        ({"frame.before": None, "frame.after": 9}, ""),
        ({"frame.before": 1, "frame.after": 9, "frame.helpful": "too_much"}, "too_much"),
    ],
)
def test_what_weighed_on_her_is_told_in_words(frame, heavy):
    assert heaviness(frame) == heavy


def test_a_row_says_what_she_would_bring_and_by_when_it_is_planned(ana):
    done(ana, "Rosa", shared={"frame.bring": "the call"}, next_session_at=NOW - DAY)

    (item,) = gather(actor_for(ana)).to_read

    assert (item.bring, item.read_by, item.session_at) == ("the call", date(2026, 3, 11), None)


def test_days_on_which_she_was_or_is_away_are_not_planned_for_reading(ana):
    done(ana, "Rosa")
    before = [item.read_by for item in gather(actor_for(ana)).to_read]
    ben = make_counselor(ana.practice, "Ben Okoye")
    for who, first, last in ((ana, 9, 12), (ben, 13, 20)):
        days = {"starts_on": date(2026, 3, first), "ends_on": date(2026, 3, last)}
        Leave.objects.create(membership=who, **days, words="Away.")

    after = [item.read_by for item in gather(actor_for(ana)).to_read]

    assert (before, after) == ([date(2026, 3, 11)], [date(2026, 3, 16)])


@pytest.mark.parametrize(
    ("done_days_ago", "session_in", "first"),
    [
        # Done yesterday it is planned for tomorrow; done six days ago, for Friday.
        (1, None, ("plan", date(2026, 3, 11), True)),
        (1, timedelta(hours=3), ("session", date(2026, 3, 10), True)),
        (1, DAY, ("session", date(2026, 3, 11), True)),
        (1, 2 * DAY, ("plan", date(2026, 3, 11), True)),
        (0, 2 * DAY, ("session", date(2026, 3, 12), False)),
        (0, 3 * DAY, ("plan", date(2026, 3, 12), False)),
        (6, 3 * DAY, ("gone by", date(2026, 3, 10), True)),
        (6, timedelta(hours=3), ("session", date(2026, 3, 10), True)),
    ],
)
def test_a_row_says_what_comes_first(ana, done_days_ago, session_in, first):
    done(ana, "Rosa", days_ago=done_days_ago, next_session_at=session_in and NOW + session_in)

    (item,) = gather(actor_for(ana)).to_read

    kind = "session" if item.has_session_first else "plan" if item.is_planned else "gone by"
    assert (kind, item.first_on, item.is_near) == first


def test_a_session_in_days_away_is_not_what_comes_first(ana):
    done(ana, "Session while away", days_ago=0, next_session_at=NOW + DAY)
    done(ana, "Session before", days_ago=0, next_session_at=NOW + timedelta(hours=2))
    days = {"starts_on": date(2026, 3, 11), "ends_on": date(2026, 3, 20)}
    Leave.objects.create(membership=ana, **days, words="Away.")

    rows = gather(actor_for(ana)).to_read

    assert [(row.client.call_name, row.has_session_first, row.first_on) for row in rows] == [
        ("Session before", True, date(2026, 3, 10)),
        ("Session while away", False, date(2026, 3, 24)),
    ]


def test_days_on_which_the_practice_is_closed_are_planned_for_nothing(ana):
    done(ana, "Session on a closed day", days_ago=0, next_session_at=NOW + DAY)
    ana.practice.closed_on = [{"on": "2026-03-11", "words": "Team day"}]
    ana.practice.save()

    (item,) = gather(actor_for(ana)).to_read

    assert (item.read_by, item.session_at) == (date(2026, 3, 13), None)


def test_sessions_of_one_day_stand_by_their_hour_before_plans(ana):
    done(ana, "Plan of today", days_ago=4)
    done(ana, "At six", next_session_at=NOW + timedelta(hours=7))
    done(ana, "At one", next_session_at=NOW + timedelta(hours=2))
    done(ana, "Gone by", days_ago=6)

    assert names(gather(actor_for(ana))) == ["At one", "At six", "Gone by", "Plan of today"]


def test_read_withdrawn_and_open_sheets_do_not_wait(ana):
    read = done(ana, "Read")
    Round.objects.filter(pk=read.pk).update(reviewed_at=NOW, reviewed_by=ana.user, closing="thanks")
    taken = done(ana, "Taken back").assignment
    taken.withdrawn_at, taken.withdrawn_by = NOW, ana.user
    taken.save()
    make_assignment(make_client(ana, "Open"))

    assert gather(actor_for(ana)).to_read == []


def test_only_those_she_works_with_stand_on_her_today(ana):
    practice = ana.practice
    ben, sofia = make_counselor(practice, "Ben"), make_supervisor(practice)
    cover = make_counselor(practice, "Cover")
    round_ = done(ana, "Maya")
    link(round_.client, sofia, role="supervisor")
    link(round_.client, cover, role="cover", ends_at=NOW + DAY)

    seen = {
        who.user.name: names(gather(actor_for(who, now)))
        for who, now in [(ana, NOW), (ben, NOW), (sofia, NOW), (cover, NOW)]
    }

    assert seen == {"Ana Ruiz": ["Maya"], "Ben": [], "Sofia Lund": [], "Cover": ["Maya"]}
    assert names(gather(actor_for(cover, NOW + DAY))) == []


def test_a_discharged_client_is_not_on_today(ana):
    round_ = done(ana, "Maya")
    round_.client.discharged_at, round_.client.discharged_by = NOW, ana.user
    round_.client.save()

    assert gather(actor_for(ana)).is_empty


def test_what_she_asked_to_raise_waits_until_it_is_seen(ana):
    maya = make_client(ana)
    waiting = TalkRequest.objects.create(client=maya, kind="safety", at=NOW)
    TalkRequest.objects.create(
        client=maya, kind="talk_first", at=NOW, seen_at=NOW, seen_by=ana.user
    )

    assert gather(actor_for(ana)).requests == [waiting]


def test_a_not_now_waits_until_it_is_seen(ana):
    maya = make_client(ana)
    fields = {"declined_at": NOW, "decline_reason": "painful"}
    declined = make_assignment(maya, **fields)
    make_assignment(maya, decline_seen_at=NOW, **fields)
    make_assignment(maya, withdrawn_at=NOW, withdrawn_by=ana.user, **fields)

    assert gather(actor_for(ana)).declined == [declined]


def test_what_went_back_is_listed_until_she_sends_it(ana):
    first = done(ana, "Helen")
    first.reviewed_at = first.superseded_at = NOW
    first.reviewed_by, first.closing = ana.user, "back"
    first.save()
    second = Round.objects.create(
        assignment=first.assignment, client=first.client, number=2, begun_at=NOW
    )

    assert gather(actor_for(ana)).sent_back == [second]

    make_submission(first.assignment, at=NOW)

    assert gather(actor_for(ana)).sent_back == []


@pytest.mark.parametrize(
    ("given_days_ago", "here_days_ago", "is_silent"),
    [(14, 14, True), (14, None, True), (13, 14, False), (14, 13, False), (30, 2, False)],
)
def test_silent_is_an_open_sheet_and_no_visit_for_two_weeks(
    ana, given_days_ago, here_days_ago, is_silent
):
    irene = make_client(ana, "Irene")
    irene.membership.user.last_login = here_days_ago and NOW - here_days_ago * DAY
    irene.membership.user.save()
    make_assignment(irene, assigned_at=NOW - given_days_ago * DAY)

    assert gather(actor_for(ana)).silent == ([irene] if is_silent else [])


def test_silence_without_open_work_or_account_is_nobodys_business(ana):
    make_submission(make_assignment(make_client(ana), assigned_at=NOW - 20 * DAY))
    make_assignment(make_client(ana, "Judith", with_account=False), assigned_at=NOW - 20 * DAY)

    assert gather(actor_for(ana)).silent == []


def test_sessions_of_the_day_are_those_on_the_practices_calendar(ana):
    # 01:00 UTC on the 11th is still the evening of the 10th in New York.
    late = make_client(ana, "Late", next_session_at=datetime(2026, 3, 11, 1, 0, tzinfo=UTC))
    early = make_client(ana, "Early", next_session_at=datetime(2026, 3, 10, 13, 0, tzinfo=UTC))
    make_client(ana, "Past", next_session_at=datetime(2026, 3, 10, 3, 0, tzinfo=UTC))
    make_client(ana, "Tomorrow", next_session_at=datetime(2026, 3, 11, 5, 0, tzinfo=UTC))

    assert gather(actor_for(ana)).sessions == [early, late]


@pytest.mark.parametrize("rows", [1, 30])
def test_today_costs_the_same_for_one_and_for_thirty(ana, django_assert_num_queries, rows):
    version = make_version(FRAME)
    for number in range(rows):
        client = make_client(ana, f"Client {number}")
        make_submission(make_assignment(client, version), {"frame.bring": "a line"})
        make_assignment(client, version, declined_at=NOW, decline_reason="long")
        TalkRequest.objects.create(client=client, kind="safety", at=NOW)
        make_reply(make_assignment(client, version))
    vault.forget()

    # One of them finds who is silent, one what did not arrive, one when she herself is away.
    with django_assert_num_queries(9):
        today = gather(actor_for(ana))

    lists = (today.to_read, today.declined, today.requests, today.replies)
    assert [len(one) for one in lists] == [rows] * 4


def test_the_reading_queue_is_todays_order(ana):
    done(ana, "Later", next_session_at=NOW + 5 * DAY)
    done(ana, "Sooner", next_session_at=NOW + DAY)

    queue = reading_queue(actor_for(ana))

    assert [item.client.call_name for item in queue] == ["Sooner", "Later"]
