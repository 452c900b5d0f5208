"""Who cares for her, and the lead passing on."""

from datetime import timedelta

import pytest

from clients.actions import teaming
from clients.actions.caring import discharge
from clients.models import CareLink, Client
from practice.models import AuditIntake
from tests.clients.people import make_people
from tests.factories import NOW, actor_for, link, make_counselor

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def team(client: Client, now=NOW) -> list[tuple[str, str]]:
    live = client.care_links.live(now).select_related("membership__user").order_by("starts_at")
    return sorted((each.role, each.membership.user.name) for each in live)


def sees(membership, client: Client, now=NOW) -> bool:
    return Client.objects.visible_to(actor_for(membership, now)).filter(pk=client.pk).exists()


def test_second_cover_and_supervisor_join_the_team():
    people = make_people()
    cara = make_counselor(people.practice, "Cara Nunes")
    by = actor_for(people.ana)

    teaming.add_care_link(by=by, client=people.maya, to=people.ben, role="second")
    teaming.add_care_link(by=by, client=people.maya, to=people.sofia, role="supervisor")
    teaming.add_care_link(by=by, client=people.maya, to=cara, role="cover", ends_at=NOW + 3 * DAY)

    assert team(people.maya) == [
        ("cover", "Cara Nunes"),
        ("lead", "Ana Ruiz"),
        ("second", "Ben Okoye"),
        ("supervisor", "Sofia Lund"),
    ]
    assert sees(cara, people.maya)
    assert not sees(cara, people.maya, NOW + 3 * DAY)
    row = AuditIntake.objects.filter(action="care_link.added").order_by("id").last()
    assert (row.client_id, row.details["role"]) == (people.maya.pk, "cover")


@pytest.mark.parametrize(
    ("who", "role", "error"),
    [
        ("eva", "second", teaming.NotPossibleFor),
        ("sofia", "second", teaming.NotPossibleFor),
        ("olga", "second", teaming.NotPossibleFor),
        ("ben", "supervisor", teaming.NotPossibleFor),
        ("ben", "lead", teaming.NotPossibleFor),
        ("ben", "cover", teaming.CoverNeedsAnEnd),
        ("ana", "second", teaming.AlreadyOnTheTeam),
    ],
)
def test_not_everybody_can_have_every_part(who, role, error):
    people = make_people()

    with pytest.raises(error):
        teaming.add_care_link(
            by=actor_for(people.ana), client=people.maya, to=getattr(people, who), role=role
        )


def test_who_left_the_practice_cannot_join():
    people = make_people()
    people.ben.ended_at = NOW
    people.ben.save()

    with pytest.raises(teaming.NotPossibleFor):
        teaming.add_care_link(
            by=actor_for(people.ana), client=people.maya, to=people.ben, role="second"
        )


@pytest.mark.parametrize("who", ["ben", "sofia", "olga", "eva", "maya"])
def test_the_team_is_the_leads_to_change(who):
    people = make_people()
    link(people.maya, people.ben, role="second")
    by = actor_for(getattr(people, who))
    cara = make_counselor(people.practice, "Cara Nunes")
    other = link(people.maya, cara, role="second")

    for attempt in (
        lambda: teaming.add_care_link(
            by=by, client=people.maya, to=people.sofia, role="supervisor"
        ),
        lambda: teaming.end_care_link(by=by, link=other),
        lambda: teaming.hand_over(by=by, client=people.maya, to=cara, at=NOW),
        lambda: teaming.call_off_hand_over(by=by, client=people.maya),
    ):
        with pytest.raises(teaming.OnlyTheLead):
            attempt()


def test_a_part_ends_at_once_by_the_lead_or_by_herself():
    people = make_people()
    cara = make_counselor(people.practice, "Cara Nunes")
    second, other = link(people.maya, people.ben, "second"), link(people.maya, cara, "second")

    teaming.end_care_link(by=actor_for(people.ana), link=second)
    teaming.end_care_link(by=actor_for(cara), link=other)

    assert team(people.maya) == [("lead", "Ana Ruiz")]
    assert not sees(people.ben, people.maya)


def test_a_client_in_care_keeps_a_lead():
    people = make_people()
    lead = people.maya.care_links.get(role="lead")

    with pytest.raises(teaming.NeedsALead):
        teaming.end_care_link(by=actor_for(people.ana), link=lead)


def test_hand_over_now_ends_access_at_the_hour():
    people = make_people()
    link(people.maya, people.ben, role="second")

    teaming.hand_over(by=actor_for(people.ana), client=people.maya, to=people.ben, at=NOW)

    assert team(people.maya) == [("lead", "Ben Okoye")]
    assert not sees(people.ana, people.maya)
    assert sees(people.ben, people.maya)


def test_hand_over_later_changes_nothing_until_then():
    people = make_people()

    teaming.hand_over(by=actor_for(people.ana), client=people.maya, to=people.ben, at=NOW + DAY)

    assert team(people.maya) == [("lead", "Ana Ruiz")]
    assert team(people.maya, NOW + DAY) == [("lead", "Ben Okoye")]
    assert not sees(people.ben, people.maya)
    with pytest.raises(teaming.HandOverPending):
        teaming.hand_over(by=actor_for(people.ana), client=people.maya, to=people.ben, at=NOW)


def test_a_hand_over_can_be_called_off():
    people = make_people()
    teaming.hand_over(by=actor_for(people.ana), client=people.maya, to=people.ben, at=NOW + DAY)

    teaming.call_off_hand_over(by=actor_for(people.ana), client=people.maya)

    assert team(people.maya, NOW + 2 * DAY) == [("lead", "Ana Ruiz")]
    again = teaming.hand_over(by=actor_for(people.ana), client=people.maya, to=people.ben, at=NOW)
    assert (again.role, again.starts_at) == (CareLink.Role.LEAD, NOW)


@pytest.mark.parametrize("who", ["ana", "sofia", "eva", "olga"])
def test_lead_passes_to_another_counselor_of_the_practice(who):
    people = make_people()

    with pytest.raises(teaming.NotPossibleFor):
        teaming.hand_over(
            by=actor_for(people.ana), client=people.maya, to=getattr(people, who), at=NOW
        )


def test_the_team_stands_still_after_discharge():
    people = make_people()
    discharge(by=actor_for(people.ana), client=people.maya)

    with pytest.raises(teaming.OnlyTheLead):
        teaming.add_care_link(
            by=actor_for(people.ana), client=people.maya, to=people.ben, role="second"
        )
