"""Giving a sheet, taking it back, moving its day."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from clients.actions import caring
from clients.models import Client, Consent, ConsentText, Flag, TenderDate
from practice.models import AuditIntake
from tests.factories import (
    NOW,
    SMALL_SHEET,
    actor_for,
    link,
    make_assignment,
    make_client,
    make_counselor,
    make_owner,
    make_practice,
    make_submission,
    make_supervisor,
    make_version,
)
from worksheets.actions import assigning
from worksheets.models import Assignment, GateCheck, Round

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 10)
DAY = timedelta(days=1)
TALK = {"kind": "safety_talk", "text": "We talked."}
STEADY = {"kind": "stable_now", "text": "She is steady."}


@pytest.fixture
def ana():
    return make_counselor(make_practice())


@pytest.fixture
def maya(ana):
    return make_client(ana)


def give(by, client, version=None, **wanted) -> Assignment:
    defaults = {
        "reason": "After the short call.",
        "due_on": None,
        "kept_private": [],
        "confirmed": [],
        "request_key": uuid4(),
    }
    return assigning.assign(
        by=actor_for(by), client=client, version=version or make_version(), **defaults | wanted
    )


def told() -> list[tuple]:
    """What the audit holds: who, what, about whom."""
    return list(AuditIntake.objects.values_list("actor", "action", "client_id", "object_id"))


def test_a_sheet_is_given_with_its_first_round(ana, maya):
    version = make_version()

    given = give(ana, maya, version, due_on=TODAY)

    stored = Assignment.objects.get()
    assert (stored.pk, stored.version, stored.due_on) == (given.pk, version, TODAY)
    assert (stored.reason, stored.assigned_at, stored.assigned_by) == (
        "After the short call.",
        NOW,
        ana.user,
    )
    current = Round.objects.get()
    assert (current.assignment_id, current.number, current.opened_at) == (given.pk, 1, None)
    assert told() == [(ana.user_id, "assignment.assigned", maya.pk, given.pk)]


def test_pressed_twice_it_is_given_once(ana, maya):
    key, version = UUID(int=1), make_version()

    first = give(ana, maya, version, request_key=key)
    second = give(ana, maya, version, request_key=key)

    assert (first, Assignment.objects.count(), len(told())) == (second, 1, 1)


def test_sharing_defaults_only_tighten(ana, maya):
    given = give(ana, maya, kept_private=["size", "miss", "nowhere"])

    assert given.kept_private == ["size"]


@pytest.mark.parametrize("who", ["ben", "owner", "eva", "supervisor", "former", "herself"])
def test_only_who_cares_for_her_gives(ana, maya, who):
    practice = ana.practice
    people = {
        "ben": lambda: make_counselor(practice, "Ben Okoye"),
        "owner": lambda: make_owner(practice),
        "eva": lambda: make_counselor(make_practice(name="Hill Road"), "Eva Stein"),
        "supervisor": lambda: make_supervisor(practice),
        "former": lambda: make_counselor(practice, "Former"),
        "herself": lambda: maya,
    }
    one = people[who]()
    if who == "supervisor":
        link(maya, one, role="supervisor")
    if who == "former":
        link(maya, one, role="second", ends_at=NOW)

    with pytest.raises(assigning.MayNotAssign):
        give(one, maya)
    assert (Assignment.objects.count(), told()) == (0, [])


def test_after_discharge_nothing_is_given(ana, maya):
    maya.discharged_at, maya.discharged_by = NOW, ana.user
    maya.save()

    with pytest.raises(assigning.MayNotAssign):
        give(ana, maya)


def test_a_gate_needs_its_tick_and_keeps_who_and_when(ana, maya):
    version = make_version(SMALL_SHEET | {"gates": [TALK, STEADY]})

    with pytest.raises(assigning.GateNotConfirmed) as refusal:
        give(ana, maya, version, confirmed=["stable_now", "forged"])
    assert refusal.value.missing == {"safety_talk"}
    assert Assignment.objects.count() == 0

    given = give(ana, maya, version, confirmed=["safety_talk", "stable_now", "forged"])

    checks = GateCheck.objects.order_by("gate").values_list("assignment_id", "gate", "at", "by")
    assert list(checks) == [
        (given.pk, "safety_talk", NOW, ana.user_id),
        (given.pk, "stable_now", NOW, ana.user_id),
    ]


def test_a_flag_stops_the_sheet_on_the_server(ana, maya):
    Flag.objects.create(client=maya, kind="heavy_off", set_at=NOW, set_by=ana.user)

    with pytest.raises(assigning.SheetDoesNotFit) as refusal:
        give(ana, maya, make_version(weight="heavy"))
    assert refusal.value.stops == ("Heavy sheets are switched off for her.",)

    Flag.objects.update(cleared_at=NOW, cleared_by=ana.user)

    assert give(ana, maya, make_version(weight="heavy")).pk


def test_a_sheet_that_comes_first_must_be_done(ana, maya):
    first = make_version()
    gate = {"kind": "sheet_done", "text": "First the other.", "sheet": first.worksheet.slug}
    version = make_version(SMALL_SHEET | {"gates": [gate]})
    waiting = make_assignment(maya, first)

    with pytest.raises(assigning.SheetDoesNotFit):
        give(ana, maya, version)
    make_submission(waiting)

    assert give(ana, maya, version).version == version


@pytest.mark.parametrize(("given_last", "is_given"), [(True, True), (False, False)])
def test_her_last_word_on_sheets_counts(ana, maya, given_last, is_given):
    text = ConsentText.objects.create(
        practice=ana.practice, layer=3, number=1, title="Sheets", body="…", published_at=NOW
    )
    for given, at in [(not given_last, NOW - DAY), (given_last, NOW)]:
        Consent.objects.create(
            client=maya, text=text, layer=3, text_hash="", language="en", given=given, at=at
        )

    if is_given:
        assert give(ana, maya).pk
    else:
        with pytest.raises(assigning.SheetDoesNotFit):
            give(ana, maya)


@pytest.mark.parametrize(
    ("zone", "is_possible"), [("America/New_York", True), ("Pacific/Kiritimati", False)]
)
def test_the_day_counts_where_she_lives(ana, zone, is_possible):
    maya = make_client(ana, time_zone=zone)

    if is_possible:
        assert give(ana, maya, due_on=TODAY).due_on == TODAY
    else:
        with pytest.raises(assigning.DayNotPossible):
            give(ana, maya, due_on=TODAY)


# 23:30 on Thursday in New York is Friday in UTC.
THURSDAY_NIGHT = datetime(2026, 3, 13, 3, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("session_at", "marked", "due_on"),
    [
        (None, [], None),
        (NOW - DAY, [], None),
        (NOW + 2 * DAY, [], date(2026, 3, 11)),
        (THURSDAY_NIGHT, [], date(2026, 3, 11)),
        (NOW + DAY, [], TODAY),
        (NOW + timedelta(hours=3), [], None),
        (NOW + 5 * DAY, [(date(2026, 3, 14), False)], date(2026, 3, 12)),
        (NOW + 5 * DAY, [(date(2026, 3, 15), False)], date(2026, 3, 13)),
        (NOW + 5 * DAY, [(date(2020, 3, 14), True)], date(2026, 3, 12)),
        (NOW + 5 * DAY, [(date(2020, 3, 14), False)], date(2026, 3, 14)),
        (NOW + DAY, [(date(2026, 3, 10), False)], None),
    ],
)
def test_the_day_offered_is_the_one_before_her_session(ana, session_at, marked, due_on):
    maya = make_client(ana, next_session_at=session_at)
    for on_date, is_yearly in marked:
        TenderDate.objects.create(
            client=maya,
            on_date=on_date,
            is_yearly=is_yearly,
            is_private=False,
            created_by=maya.membership.user,
        )

    facts = assigning.facts_about(maya, actor_for(ana))

    assert assigning.default_due(maya, facts) == due_on


def test_a_private_date_moves_no_day_that_staff_can_see(ana):
    maya = make_client(ana, next_session_at=NOW + 5 * DAY)
    TenderDate.objects.create(
        client=maya, on_date=date(2026, 3, 14), is_hers=True, created_by=maya.membership.user
    )

    facts = assigning.facts_about(maya, actor_for(ana))

    assert date(2026, 3, 14) in facts.tender_days
    assert assigning.default_due(maya, facts) == date(2026, 3, 14)


def test_a_tick_for_a_talk_about_safety_goes_on_her_file(ana, maya):
    version = make_version(SMALL_SHEET | {"gates": [TALK]})

    give(ana, maya, version, confirmed=["safety_talk"])

    stands = maya.flags.standing().values_list("kind", "set_at", "set_by")
    assert list(stands) == [("safety_talk", NOW, ana.user_id)]


def test_a_used_key_with_another_sheet_is_a_press_of_its_own(ana, maya):
    key = uuid4()
    first = give(ana, maya, request_key=key)
    other = make_version()

    second = give(ana, maya, other, request_key=key)

    assert (first.version_id != other.pk, second.version_id) == (True, other.pk)
    assert Assignment.objects.filter(client=maya).count() == 2


def test_a_stale_row_gives_nothing_after_the_end_of_care(ana, maya):
    stale = Client.objects.get(pk=maya.pk)
    caring.discharge(by=actor_for(ana), client=maya)

    with pytest.raises(assigning.MayNotAssign):
        give(ana, stale)


def test_a_removed_date_moves_nothing(ana, maya):
    TenderDate.objects.create(
        client=maya, on_date=TODAY, created_by=maya.membership.user, removed_at=NOW
    )

    assert assigning.facts_about(maya, actor_for(ana)).tender_days == frozenset()


def test_what_the_gates_need_costs_the_same_however_much_there_is(
    ana, maya, django_assert_num_queries
):
    for _ in range(30):
        make_submission(make_assignment(maya))

    with django_assert_num_queries(4):
        assigning.facts_about(maya, actor_for(ana))


def test_an_open_sheet_is_taken_back(ana, maya):
    given = make_assignment(maya, round={"opened_at": NOW})

    assigning.withdraw(by=actor_for(ana), assignment=given)

    given.refresh_from_db()
    assert (given.withdrawn_at, given.withdrawn_by) == (NOW, ana.user)
    assert told() == [(ana.user_id, "assignment.withdrawn", maya.pk, given.pk)]


def test_a_day_is_moved_and_taken_off(ana, maya):
    given = make_assignment(maya)

    moved = assigning.reschedule(by=actor_for(ana), assignment=given, due_on=TODAY + 9 * DAY)
    assert (moved.due_on, moved.due_version) == (TODAY + 9 * DAY, 2)

    same = assigning.reschedule(by=actor_for(ana), assignment=given, due_on=TODAY + 9 * DAY)
    assert same.due_version == 2

    off = assigning.reschedule(by=actor_for(ana), assignment=given, due_on=None)
    assert (off.due_on, off.due_version) == (None, 3)
    assert [action for _who, action, _client, _what in told()] == ["assignment.rescheduled"] * 2


def test_a_day_gone_by_is_not_possible(ana, maya):
    given = make_assignment(maya)

    with pytest.raises(assigning.DayNotPossible):
        assigning.reschedule(by=actor_for(ana), assignment=given, due_on=TODAY - DAY)


@pytest.mark.parametrize("closed", ["done", "declined", "passed", "withdrawn"])
def test_what_is_not_open_is_neither_taken_back_nor_moved(ana, maya, closed):
    fields = {
        "declined": {"declined_at": NOW, "decline_reason": "none"},
        "passed": {"passed_at": NOW},
        "withdrawn": {"withdrawn_at": NOW, "withdrawn_by": ana.user},
    }.get(closed, {})
    given = make_assignment(maya, **fields)
    if closed == "done":
        make_submission(given)

    with pytest.raises(assigning.MayNotChange):
        assigning.withdraw(by=actor_for(ana), assignment=given)
    with pytest.raises(assigning.MayNotChange):
        assigning.reschedule(by=actor_for(ana), assignment=given, due_on=None)


def test_a_supervisor_changes_nothing(ana, maya):
    sofia = make_supervisor(ana.practice)
    link(maya, sofia, role="supervisor")
    given = make_assignment(maya)

    with pytest.raises(assigning.MayNotChange):
        assigning.withdraw(by=actor_for(sofia), assignment=given)
    with pytest.raises(assigning.MayNotChange):
        assigning.reschedule(by=actor_for(sofia), assignment=given, due_on=None)
