"""Her file while she is in care."""

from datetime import timedelta

import pytest

from clients import invitations
from clients.actions import caring, inviting
from clients.actions.caring import Details
from clients.models import Client, Flag
from practice import facts
from practice.models import AuditIntake
from tests.clients.people import come_in, invite, make_people, standing
from tests.factories import NOW, actor_for, link

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
OUTSIDERS = ["ben", "sofia", "olga", "eva", "noor", "maya"]


@pytest.fixture
def heard(monkeypatch) -> list[tuple[str, object]]:
    told: list[tuple[str, object]] = []
    for event in facts.EVENTS:
        monkeypatch.setitem(
            facts._listeners,
            event,
            [lambda event=event, **what: told.append((event, what["client"]))],
        )
    return told


def last_action(client: Client) -> str:
    return AuditIntake.objects.filter(client_id=client.pk).order_by("-id").first().action


def test_edit_changes_how_to_call_and_reach_her(heard):
    people = make_people()
    client = invite(people.ana)
    details = Details("Rosie", "rosa@example.org", "Europe/Lisbon", "PT")

    caring.edit_client(by=actor_for(people.ana), client=client, details=details)

    again = Client.objects.get(pk=client.pk)
    assert (again.call_name, again.time_zone, again.country) == ("Rosie", "Europe/Lisbon", "PT")
    assert heard == [("client.zone_changed", client)]
    assert last_action(client) == "client.edited"


def test_a_new_address_before_she_came_in_gets_a_new_letter():
    people = make_people()
    client = invite(people.ana)
    old = standing(client)
    details = Details("Rosa", "Rosa.Two@example.org", "America/New_York", "US")

    caring.edit_client(by=actor_for(people.ana), client=client, details=details)

    old.refresh_from_db()
    assert old.withdrawn_at == NOW
    assert standing(client).address == "rosa.two@example.org"


def test_her_address_is_hers_once_she_came_in():
    people = make_people()
    details = Details("Maya", "mine@example.org", "America/New_York", "US")

    with pytest.raises(caring.AddressIsHers):
        caring.edit_client(by=actor_for(people.ana), client=people.maya, details=details)


def test_a_row_from_before_she_came_in_decides_nothing():
    people = make_people()
    before = invite(people.ana)
    come_in(Client.objects.get(pk=before.pk))
    details = Details("Rosa", "other@example.org", "America/New_York", "US")

    with pytest.raises(caring.AddressIsHers):
        caring.edit_client(by=actor_for(people.ana), client=before, details=details)
    with pytest.raises(inviting.AlreadyIn):
        inviting.resend(by=actor_for(people.ana), client=before)

    assert list(before.invitations.values_list("kind", "accepted_at")) == [("first", NOW)]


@pytest.mark.parametrize("who", OUTSIDERS)
def test_her_file_is_for_who_cares_for_her(who):
    people = make_people()
    by = actor_for(getattr(people, who))
    flag = caring.set_flag(by=actor_for(people.ana), client=people.maya, kind="heavy_off")

    for attempt in (
        lambda: caring.edit_client(
            by=by, client=people.maya, details=Details("X", "x@example.org", "UTC", "US")
        ),
        lambda: caring.set_session(by=by, client=people.maya, at=NOW + DAY),
        lambda: caring.set_flag(by=by, client=people.maya, kind="contact_off"),
        lambda: caring.clear_flag(by=by, flag=flag),
        lambda: caring.discharge(by=by, client=people.maya),
    ):
        with pytest.raises(caring.MayNotCare):
            attempt()


@pytest.mark.parametrize("who", ["ana", "noor", "olga"])
def test_a_way_back_is_hers_to_stop(who):
    people = make_people()

    with pytest.raises(caring.OnlyHerself):
        caring.stop_way_back(by=actor_for(getattr(people, who)), client=people.maya)


def test_a_way_back_that_she_stopped_while_signed_in_stays_stopped():
    people = make_people()
    back = inviting.give_way_back(by=actor_for(people.ana), client=people.maya, email="n@x.example")

    caring.stop_way_back(by=actor_for(people.maya), client=people.maya)

    again = invitations.with_people().get(pk=back.pk)
    assert (again.state(NOW), last_action(people.maya)) == ("stopped", "invitation.withdrawn")
    with pytest.raises(inviting.AlreadyIn):
        inviting.resend(by=actor_for(people.ana), client=people.maya)


def test_session_is_set_moved_and_taken_off(heard):
    people = make_people()
    by = actor_for(people.ana)

    caring.set_session(by=by, client=people.maya, at=NOW + DAY)
    caring.set_session(by=by, client=people.maya, at=NOW + DAY)
    caring.set_session(by=by, client=people.maya, at=None)

    assert Client.objects.get(pk=people.maya.pk).next_session_at is None
    assert heard == [("client.session_moved", people.maya)] * 2


def test_session_lies_ahead():
    people = make_people()

    with pytest.raises(caring.SessionInThePast):
        caring.set_session(by=actor_for(people.ana), client=people.maya, at=NOW)


def test_a_flag_stands_once_and_leaves_a_trace(heard):
    people = make_people()
    by = actor_for(people.ana)

    first = caring.set_flag(by=by, client=people.maya, kind="contact_off")
    second = caring.set_flag(by=by, client=people.maya, kind="contact_off")
    caring.clear_flag(by=actor_for(people.ana, NOW + HOUR), flag=first)
    caring.clear_flag(by=actor_for(people.ana, NOW + DAY), flag=second)

    flag = Flag.objects.get(client=people.maya)
    assert (flag.set_by, flag.set_at, flag.cleared_by, flag.cleared_at) == (
        people.ana.user,
        NOW,
        people.ana.user,
        NOW + HOUR,
    )
    assert heard == [("client.flags_changed", people.maya)] * 2


def test_a_flag_can_be_set_again_after_it_was_cleared():
    people = make_people()
    by = actor_for(people.ana)
    caring.clear_flag(by=by, flag=caring.set_flag(by=by, client=people.maya, kind="harmed"))

    caring.set_flag(by=actor_for(people.ana, NOW + HOUR), client=people.maya, kind="harmed")

    assert Flag.objects.standing().filter(client=people.maya).count() == 1


def test_discharge_ends_care_and_deletes_nothing(heard):
    people = make_people()
    caring.set_session(by=actor_for(people.ana), client=people.maya, at=NOW + DAY)
    heard.clear()

    caring.discharge(by=actor_for(people.ana), client=people.maya)
    caring.discharge(by=actor_for(people.ana, NOW + HOUR), client=people.maya)

    again = Client.objects.get(pk=people.maya.pk)
    assert (again.discharged_at, again.discharged_by, again.next_session_at) == (
        NOW,
        people.ana.user,
        None,
    )
    assert heard == [("client.discharged", people.maya)]
    assert list(Client.objects.visible_to(actor_for(people.maya))) == [people.maya]
    assert list(Client.objects.visible_to(actor_for(people.ana))) == [people.maya]


def test_only_the_lead_ends_care():
    people = make_people()
    link(people.maya, people.ben, role="second")

    with pytest.raises(caring.MayNotCare):
        caring.discharge(by=actor_for(people.ben), client=people.maya)


def test_preferences_are_her_own(heard):
    people = make_people()
    by = actor_for(people.maya)

    caring.set_preferences(
        by=by, client=people.maya, time_zone="Europe/Paris", country="FR", hides_opened=True
    )

    again = Client.objects.get(pk=people.maya.pk)
    assert (again.time_zone, again.country, again.hides_opened) == ("Europe/Paris", "FR", True)
    assert heard == [("client.zone_changed", people.maya)]
    with pytest.raises(caring.OnlyHerself):
        caring.set_preferences(
            by=actor_for(people.ana),
            client=people.maya,
            time_zone="UTC",
            country="US",
            hides_opened=False,
        )
