"""A colleague who leaves strands nobody, and no role goes while somebody's care needs it (H-12)."""

from datetime import timedelta

import pytest

from clients.actions import leaving, teaming
from clients.actions.caring import discharge
from clients.models import Client
from practice import facts
from practice.actions.people import change_roles, end_membership
from practice.models import AuditIntake, Membership
from tests.clients.people import make_people
from tests.factories import NOW, actor_for, link, make_client, make_counselor

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def team(client: Client, now=NOW) -> list[tuple[str, str]]:
    live = client.care_links.live(now).select_related("membership__user")
    return sorted((each.role, each.membership.user.name) for each in live)


def open_parts(membership: Membership) -> int:
    return teaming.current_or_coming(membership.care_links.all(), NOW).count()


def leave(people, who: Membership, successor: Membership | None = None) -> None:
    end_membership(by=actor_for(people.olga), membership=who, successor=successor)


def test_the_successor_leads_from_the_same_moment():
    people = make_people()
    make_client(people.ana, "Rosa")

    leave(people, people.ana, people.ben)

    clients = Client.objects.order_by("created_at")
    assert {tuple(team(client)) for client in clients} == {(("lead", "Ben Okoye"),)}
    assert open_parts(people.ana) == 0
    new = people.maya.care_links.live(NOW).get()
    assert (new.starts_at, new.ends_at, new.created_by) == (NOW, None, people.olga.user)


def test_each_client_has_it_on_record():
    people = make_people()

    leave(people, people.ana, people.ben)

    rows = AuditIntake.objects.filter(client_id=people.maya.pk).order_by("id")
    assert [(row.action, row.actor, row.details["member"]) for row in rows] == [
        ("care_link.ended", people.olga.user.pk, str(people.ana.pk)),
        ("care_link.handed_over", people.olga.user.pk, str(people.ben.pk)),
    ]


@pytest.mark.parametrize("successor", [None, "eva", "sofia", "olga", "ana", "left"])
def test_nobody_is_left_without_a_lead(successor):
    people = make_people()
    left = make_counselor(people.practice, "Cara Nunes", ended_at=NOW)
    to = left if successor == "left" else getattr(people, successor or "", None)

    with pytest.raises(facts.Refused):
        leave(people, people.ana, to)

    people.ana.refresh_from_db()
    assert (people.ana.ended_at, team(people.maya)) == (None, [("lead", "Ana Ruiz")])


def test_the_refusal_says_what_to_do():
    people = make_people()

    with pytest.raises(facts.Refused) as no:
        leave(people, people.ana)

    assert str(no.value) == "She leads 1 client. Please choose who takes over."


def test_who_leads_nobody_goes_without_a_successor():
    people = make_people()
    link(people.maya, people.sofia, "supervisor")

    leave(people, people.sofia)

    assert team(people.maya) == [("lead", "Ana Ruiz")]


@pytest.mark.parametrize(
    ("role", "until"), [("second", None), ("cover", NOW + DAY), ("supervisor", None)]
)
def test_a_successor_who_has_a_part_already_keeps_one(role, until):
    people = make_people()
    people.ben.is_supervisor = True
    people.ben.save()
    link(people.maya, people.ben, role, ends_at=until)

    leave(people, people.ana, people.ben)

    assert team(people.maya) == [("lead", "Ben Okoye")]


def test_her_other_parts_end_too():
    people = make_people()
    link(people.noor, people.ana, "second")

    leave(people, people.ana, people.ben)

    assert team(people.noor) == [("lead", "Ben Okoye")]


def test_a_hand_over_to_somebody_else_still_comes():
    people = make_people()
    cara = make_counselor(people.practice, "Cara Nunes")
    link(people.maya, people.ben, "second")
    teaming.hand_over(by=actor_for(people.ana), client=people.maya, to=cara, at=NOW + DAY)

    leave(people, people.ana, people.ben)

    assert team(people.maya) == [("lead", "Ben Okoye")]
    assert team(people.maya, NOW + DAY) == [("lead", "Cara Nunes")]


def test_who_was_to_lead_later_can_lead_now():
    people = make_people()
    teaming.hand_over(by=actor_for(people.ana), client=people.maya, to=people.ben, at=NOW + DAY)

    leave(people, people.ana, people.ben)

    assert team(people.maya) == team(people.maya, NOW + 2 * DAY) == [("lead", "Ben Okoye")]


def test_who_was_to_lead_later_can_leave():
    people = make_people()
    cara = make_counselor(people.practice, "Cara Nunes")
    teaming.hand_over(by=actor_for(people.ana), client=people.maya, to=cara, at=NOW + DAY)

    leave(people, cara)

    assert team(people.maya) == team(people.maya, NOW + 2 * DAY) == [("lead", "Ana Ruiz")]


def test_a_file_out_of_care_keeps_a_reader_and_needs_no_successor():
    people = make_people()
    discharge(by=actor_for(people.ana), client=people.maya)
    discharge(by=actor_for(people.ben), client=people.noor)

    leave(people, people.ana, people.ben)
    led = leaving.led_by(membership=people.ben, now=NOW)
    leave(people, people.ben)

    assert (led, open_parts(people.ana), open_parts(people.ben)) == (0, 0, 0)
    assert team(people.maya, NOW - DAY) == [("lead", "Ana Ruiz")]


def test_nobody_new_is_handed_to_who_has_just_left():
    people = make_people()
    as_it_was = Membership.objects.get(pk=people.ben.pk)
    leave(people, people.ben, people.ana)

    with pytest.raises(teaming.NotPossibleFor):
        teaming.hand_over(by=actor_for(people.ana), client=people.maya, to=as_it_was, at=NOW)


def test_what_was_called_off_is_no_part():
    people = make_people()
    by = actor_for(people.ana)
    teaming.hand_over(by=by, client=people.maya, to=people.ben, at=NOW + DAY)
    teaming.call_off_hand_over(by=by, client=people.maya)

    teaming.add_care_link(by=by, client=people.maya, to=people.ben, role="second")

    assert team(people.maya) == [("lead", "Ana Ruiz"), ("second", "Ben Okoye")]


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (
            "lead",
            "She leads 1 client. Before this role goes, she hands over on the client's team page.",
        ),
        (
            "second",
            "She has a part in the care of 1 client. Before this role goes, she steps out on the "
            "client's team page.",
        ),
    ],
)
def test_a_counselor_with_a_part_keeps_her_role(part, words):
    people = make_people()
    cara = make_counselor(people.practice, "Cara Nunes")
    who = people.ana if part == "lead" else cara
    if part != "lead":
        link(people.maya, cara, part)

    with pytest.raises(facts.Refused) as no:
        change_roles(by=actor_for(people.olga), membership=who, roles=["owner"])

    who.refresh_from_db()
    assert (str(no.value), who.is_counselor) == (words, True)


def test_a_supervisor_who_reads_somebody_keeps_her_role():
    people = make_people()
    part = link(people.maya, people.sofia, "supervisor")
    by = actor_for(people.olga)

    with pytest.raises(facts.Refused):
        change_roles(by=by, membership=people.sofia, roles=["counselor"])
    teaming.end_care_link(by=actor_for(people.sofia), link=part)
    change_roles(by=by, membership=people.sofia, roles=["counselor"])

    people.sofia.refresh_from_db()
    assert (people.sofia.is_counselor, people.sofia.is_supervisor) == (True, False)


def test_one_more_role_takes_nothing_away():
    people = make_people()

    change_roles(by=actor_for(people.olga), membership=people.ana, roles=["counselor", "owner"])

    people.ana.refresh_from_db()
    assert (people.ana.is_owner, team(people.maya)) == (True, [("lead", "Ana Ruiz")])
