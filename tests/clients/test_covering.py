"""Who looks after clients while their counselor is away: which parts, until which hour (B-06)."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from clients.actions import teaming
from clients.actions.caring import discharge
from clients.models import CareLink, Client, PrivateNote
from practice.actions import away, people, practices, times
from practice.actions.away import Away
from practice.actions.times import Times
from practice.models import AuditIntake, Leave, Membership
from tests.clients.people import come_in, invite, make_people
from tests.factories import NOW, actor_for, link, make_client, make_counselor

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MARCH = {day: date(2026, 3, day) for day in range(1, 32)}
# In New York the 12th of March begins at four in the morning of London.
MIDNIGHT = {day: datetime(2026, 3, day, 4, tzinfo=UTC) for day in range(9, 32)}


@pytest.fixture
def everyone():
    return make_people()


def be_away(who: Membership, first: int, last: int, cover=None, now=NOW) -> Leave:
    days = Away(MARCH[first], MARCH[last], "Ring the front desk.", cover)
    return away.add_leave(by=actor_for(who, now), away=days)


def change(leave: Leave, first: int, last: int, cover=None, now=NOW) -> None:
    days = Away(MARCH[first], MARCH[last], "Ring the front desk.", cover)
    away.change_leave(by=actor_for(leave.membership, now), leave=leave, away=days)


def parts(client: Client, role: str = "cover") -> list[tuple]:
    """Who covers from when to when, those that were called off left out."""
    found = client.care_links.filter(role=role).select_related("membership__user")
    return [
        (each.membership.user.name, each.starts_at, each.ends_at)
        for each in found.order_by("starts_at", "ends_at")
        if each.ends_at is None or each.ends_at > each.starts_at
    ]


def said_of(client: Client) -> list[str]:
    rows = AuditIntake.objects.filter(client_id=client.pk, object_type="care_link")
    return list(rows.order_by("id").values_list("action", flat=True))


# --- days make parts ----------------------------------------------------------------------------


def test_each_client_whom_she_leads_is_looked_after_on_those_days(everyone):
    rosa = make_client(everyone.ana, "Rosa")
    link(everyone.noor, everyone.ana, "second")

    leave = be_away(everyone.ana, 12, 20, everyone.ben)

    covered = [("Ben Okoye", MIDNIGHT[12], MIDNIGHT[21])]
    assert (parts(everyone.maya), parts(rosa), parts(everyone.noor)) == (covered, covered, [])
    assert set(leave.care_links.values_list("role", "created_by")) == {
        ("cover", everyone.ana.user.pk)
    }
    assert said_of(rosa) == ["care_link.added"]


@pytest.mark.parametrize(
    ("zone", "first", "last", "starts_at", "ends_at"),
    [
        # Spring forward and fall back in New York, once each inside the days.
        ("America/New_York", (2026, 11, 1), (2026, 11, 1), (1, 4), (2, 5)),
        ("America/New_York", (2027, 3, 13), (2027, 3, 14), (13, 5), (15, 4)),
        ("Europe/Lisbon", (2026, 3, 29), (2026, 3, 29), (29, 0), (29, 23)),
        ("Pacific/Auckland", (2026, 4, 5), (2026, 4, 5), (4, 11), (5, 12)),
        # There the clock goes from midnight to one.
        ("Africa/Cairo", (2026, 4, 24), (2026, 4, 24), (23, 22), (24, 21)),
    ],
)
def test_they_begin_and_end_at_midnight_of_her_own_clock(
    everyone, zone, first, last, starts_at, ends_at
):
    everyone.ana.time_zone = zone
    everyone.ana.save()

    days = Away(date(*first), date(*last), "Ring.", everyone.ben)
    away.add_leave(by=actor_for(everyone.ana), away=days)

    ((_name, begins, ends),) = parts(everyone.maya)
    assert ((begins.day, begins.hour), (ends.day, ends.hour)) == (starts_at, ends_at)
    assert (begins.minute, ends.minute) == (0, 0)


def test_what_begins_today_begins_now(everyone):
    be_away(everyone.ana, 10, 11, everyone.ben)

    assert parts(everyone.maya) == [("Ben Okoye", NOW, MIDNIGHT[12])]


@pytest.mark.parametrize(
    ("role", "ends_at", "covers"),
    [
        ("second", None, False),
        ("cover", MIDNIGHT[13], False),
        ("cover", MIDNIGHT[11], True),
        ("supervisor", None, True),
    ],
)
def test_who_works_with_her_anyway_gets_no_second_part(everyone, role, ends_at, covers):
    link(everyone.maya, everyone.ben, role, ends_at=ends_at)

    be_away(everyone.ana, 12, 20, everyone.ben)

    made = [part for part in parts(everyone.maya) if part[1] == MIDNIGHT[12]]
    assert bool(made) is covers


def test_nobody_out_of_care_is_handed_on(everyone):
    discharge(by=actor_for(everyone.ana), client=everyone.maya)

    be_away(everyone.ana, 12, 20, everyone.ben)

    assert parts(everyone.maya) == []


# --- the cover sees them, until the hour ---------------------------------------------------------


def test_the_cover_sees_them_from_the_hour_to_the_hour(everyone):
    be_away(everyone.ana, 12, 20, everyone.ben)

    second = timedelta(seconds=1)
    instants = [MIDNIGHT[12] - second, MIDNIGHT[12], MIDNIGHT[21] - second, MIDNIGHT[21]]
    seen = [
        Client.objects.visible_to(actor_for(everyone.ben, at)).filter(pk=everyone.maya.pk).exists()
        for at in instants
    ]

    assert seen == [False, True, True, False]


def test_private_notes_are_no_part_of_it(everyone):
    PrivateNote.objects.create(client=everyone.maya, author=everyone.ana, body="Mine alone.")
    be_away(everyone.ana, 12, 20, everyone.ben)

    assert not PrivateNote.objects.visible_to(actor_for(everyone.ben, MIDNIGHT[13])).exists()


def test_both_pages_name_the_last_of_the_days(everyone, browser):
    be_away(everyone.ana, 10, 20, everyone.ben)

    with time_machine.travel(NOW + DAY, tick=False):
        browser.force_login(everyone.maya.membership.user)
        hers = browser.get(reverse("clients:my_settings")).content.decode()
        browser.force_login(everyone.ben.user)
        team = browser.get(reverse("clients:team", args=[everyone.maya.pk])).content.decode()

    assert "stands in for your counselor, until Friday 20 March</p>" in hers
    assert "since yesterday, until Friday 20 March</p>" in team


# --- days change ----------------------------------------------------------------------------------


def test_other_days_move_what_has_not_begun(everyone):
    leave = be_away(everyone.ana, 12, 20, everyone.ben)

    change(leave, 14, 18, everyone.ben)

    assert parts(everyone.maya) == [("Ben Okoye", MIDNIGHT[14], MIDNIGHT[19])]
    assert said_of(everyone.maya) == ["care_link.added", "care_link.moved"]


@pytest.mark.parametrize("last", [13, 25])
def test_what_runs_is_made_shorter_or_longer(everyone, last):
    leave = be_away(everyone.ana, 10, 20, everyone.ben)

    change(leave, 10, last, everyone.ben, now=NOW + DAY)

    assert parts(everyone.maya) == [("Ben Okoye", NOW, MIDNIGHT[last + 1])]


def test_words_alone_move_nothing(everyone):
    leave = be_away(everyone.ana, 12, 20, everyone.ben)

    change(leave, 12, 20, everyone.ben)

    assert said_of(everyone.maya) == ["care_link.added"]


def test_another_cover_takes_over_and_the_first_may_come_back(everyone):
    cara = make_counselor(everyone.practice, "Cara Nunes")
    leave = be_away(everyone.ana, 10, 20, everyone.ben)

    change(leave, 10, 20, cara, now=NOW + DAY)
    first = parts(everyone.maya)
    change(leave, 10, 20, everyone.ben, now=NOW + 2 * DAY)

    assert first == [("Ben Okoye", NOW, NOW + DAY), ("Cara Nunes", NOW + DAY, MIDNIGHT[21])]
    assert parts(everyone.maya) == [
        ("Ben Okoye", NOW, NOW + DAY),
        ("Cara Nunes", NOW + DAY, NOW + 2 * DAY),
        ("Ben Okoye", NOW + 2 * DAY, MIDNIGHT[21]),
    ]


def test_back_early_ends_them_and_taken_out_they_never_begin(everyone):
    runs, ahead = be_away(everyone.ana, 10, 12, everyone.ben), be_away(everyone.ana, 20, 25)
    change(ahead, 20, 25, everyone.ben)

    away.end_leave(by=actor_for(everyone.ana, NOW + DAY), leave=runs)
    away.remove_leave(by=actor_for(everyone.ana), leave=ahead)

    assert parts(everyone.maya) == [("Ben Okoye", NOW, NOW + DAY)]
    assert not Leave.objects.filter(pk=ahead.pk).exists()


def test_back_on_the_first_day_ends_them_too(everyone):
    leave = be_away(everyone.ana, 10, 12, everyone.ben)

    away.end_leave(by=actor_for(everyone.ana, NOW + timedelta(hours=1)), leave=leave)

    assert parts(everyone.maya) == [("Ben Okoye", NOW, NOW + timedelta(hours=1))]


def test_what_somebody_ended_by_hand_stays_ended(everyone):
    leave = be_away(everyone.ana, 10, 20, everyone.ben)
    rosa = make_client(everyone.ana, "Rosa")
    part = everyone.maya.care_links.get(role="cover")
    teaming.end_care_link(by=actor_for(everyone.ana, NOW + DAY), link=part)

    change(leave, 10, 25, everyone.ben, now=NOW + 2 * DAY)

    assert parts(everyone.maya) == [("Ben Okoye", NOW, NOW + DAY)]
    assert parts(rosa) == [("Ben Okoye", NOW + 2 * DAY, MIDNIGHT[26])]


def test_another_clock_moves_them(everyone):
    be_away(everyone.ana, 12, 20, everyone.ben)
    mine = Times(None, "Europe/Lisbon", None, None)

    times.change_times(by=actor_for(everyone.ana), times=mine)
    hers = parts(everyone.maya)
    times.change_times(by=actor_for(everyone.ana), times=Times(None, "", None, None))
    settings = {"time_zone": "Europe/Berlin"}
    practices.change_settings(by=actor_for(everyone.olga), settings=settings)

    assert hers == [
        ("Ben Okoye", datetime(2026, 3, 12, tzinfo=UTC), datetime(2026, 3, 21, tzinfo=UTC))
    ]
    assert parts(everyone.maya)[0][1] == datetime(2026, 3, 11, 23, tzinfo=UTC)


# --- clients come and leads change ---------------------------------------------------------------


def test_who_comes_in_meanwhile_is_looked_after_too(everyone):
    be_away(everyone.ana, 9 + 1, 20, everyone.ben)
    rosa = invite(everyone.ana, NOW + DAY)

    came = come_in(rosa, NOW + 2 * DAY)

    assert parts(came) == [("Ben Okoye", NOW + 2 * DAY, MIDNIGHT[21])]


def test_a_lead_that_passes_on_takes_the_days_of_the_new_one(everyone):
    cara = make_counselor(everyone.practice, "Cara Nunes")
    be_away(everyone.ana, 10, 20, everyone.ben)
    be_away(everyone.ben, 22, 25, cara)

    by = actor_for(everyone.ana, NOW + DAY)
    teaming.hand_over(by=by, client=everyone.maya, to=everyone.ben, at=NOW + DAY)

    assert parts(everyone.maya) == [
        ("Ben Okoye", NOW, NOW + DAY),
        ("Cara Nunes", MIDNIGHT[22], MIDNIGHT[26]),
    ]


def test_a_hand_over_to_come_shortens_them_and_called_off_gives_them_back(everyone):
    cara, by = make_counselor(everyone.practice, "Cara Nunes"), actor_for(everyone.ana)
    be_away(everyone.ana, 12, 20, everyone.ben)

    teaming.hand_over(by=by, client=everyone.maya, to=cara, at=MIDNIGHT[15])
    shorter = parts(everyone.maya)
    teaming.call_off_hand_over(by=by, client=everyone.maya)
    back = parts(everyone.maya)
    teaming.hand_over(by=by, client=everyone.maya, to=cara, at=NOW + DAY)
    none = parts(everyone.maya)
    teaming.call_off_hand_over(by=by, client=everyone.maya)

    assert shorter == [("Ben Okoye", MIDNIGHT[12], MIDNIGHT[15])]
    assert none == []
    assert back == parts(everyone.maya) == [("Ben Okoye", MIDNIGHT[12], MIDNIGHT[21])]


def test_a_cover_who_leaves_covers_nobody(everyone):
    leave = be_away(everyone.ana, 10, 20, everyone.ben)

    people.end_membership(
        by=actor_for(everyone.olga, NOW + DAY), membership=everyone.ben, successor=everyone.ana
    )

    leave.refresh_from_db()
    assert (leave.cover, parts(everyone.maya)) == (None, [("Ben Okoye", NOW, NOW + DAY)])
    assert AuditIntake.objects.filter(action="leave.lost_cover").count() == 1
    # Noor passed to Ana, who is away with nobody to look after her clients.
    assert parts(everyone.noor) == []


def test_a_counselor_who_leaves_takes_her_days_along(everyone):
    be_away(everyone.ana, 10, 20, everyone.ben)

    people.end_membership(
        by=actor_for(everyone.olga, NOW + DAY), membership=everyone.ana, successor=everyone.ben
    )

    assert parts(everyone.maya) == [("Ben Okoye", NOW, NOW + DAY)]
    assert parts(everyone.maya, "lead")[-1] == ("Ben Okoye", NOW + DAY, None)


def test_who_stops_being_a_counselor_is_asked_for_no_cover(everyone):
    cara = make_counselor(everyone.practice, "Cara Nunes", is_owner=True)
    discharge(by=actor_for(everyone.ana), client=everyone.maya)
    leave = be_away(everyone.ana, 12, 20, cara)

    people.change_roles(by=actor_for(everyone.olga), membership=cara, roles=["owner"])

    leave.refresh_from_db()
    assert leave.cover is None


def test_many_clients_cost_no_more_looks(everyone, django_assert_max_num_queries):
    for number in range(20):
        make_client(everyone.ana, f"Client {number}")
    leave = be_away(everyone.ana, 12, 20, everyone.ben)
    by = actor_for(everyone.ana)

    # The words stay; of twenty-one clients nothing changes.
    with django_assert_max_num_queries(24):
        days = Away(MARCH[12], MARCH[20], "Ring the front desk.", everyone.ben)
        away.change_leave(by=by, leave=leave, away=days)

    assert CareLink.objects.filter(leave=leave).count() == 21
