"""The way back for a client who lost every way in: never without her knowing (I-10, rulings 47)."""

from datetime import timedelta

import pytest

from clients import invitations
from clients.actions import inviting
from practice import deliveries
from tests.clients.people import invite, make_people
from tests.clients.test_inviting import mails
from tests.factories import NOW, actor_for

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def test_way_back_waits_a_day_and_tells_old_addresses_at_once(mailoutbox):
    people = make_people()
    old = people.maya.membership.user.email

    invitation = inviting.give_way_back(
        by=actor_for(people.ana), client=people.maya, email="New@example.org"
    )
    deliveries.dispatch(now=NOW)

    assert [mail.to for mail in mailoutbox] == [[old]]
    assert "/welcome/" not in mailoutbox[0].body
    assert invitation.state(NOW) == "planned"

    deliveries.dispatch(now=NOW + DAY)

    assert [mail.to for mail in mailoutbox] == [[old], ["new@example.org"]]
    assert "/welcome/" in mailoutbox[1].body


def test_way_back_tells_every_address_that_was_hers(mailoutbox):
    people = make_people()
    client = people.maya
    client.contact_email = "shared@example.org"
    client.save()
    client.membership.user.emailaddress_set.create(email="older@example.org", verified=True)

    inviting.give_way_back(by=actor_for(people.ana), client=client, email="new@example.org")
    deliveries.dispatch(now=NOW)

    expected = sorted(["older@example.org", "shared@example.org", client.membership.user.email])
    assert sorted(mail.to[0] for mail in mailoutbox) == expected


def test_signing_in_stops_a_way_back(mailoutbox):
    people = make_people()
    inviting.give_way_back(by=actor_for(people.ana), client=people.maya, email="new@example.org")
    user = people.maya.membership.user
    user.last_login = NOW + HOUR
    user.save()

    deliveries.dispatch(now=NOW + DAY)

    assert [mail.to for mail in mailoutbox] == [[user.email]]
    assert mails() == [("way_back", "once", "skipped"), ("way_back_notice", "1", "sent")]
    assert people.maya.invitations.get().state(NOW + DAY) == "stopped"


def test_taking_a_way_back_back_does_not_silence_its_notice(mailoutbox):
    people = make_people()
    invitation = inviting.give_way_back(
        by=actor_for(people.ana), client=people.maya, email="new@example.org"
    )

    inviting.withdraw_invitation(by=actor_for(people.ana), invitation=invitation)
    deliveries.dispatch(now=NOW)

    assert [mail.to for mail in mailoutbox] == [[people.maya.membership.user.email]]


def test_another_way_back_waits_anew_and_tells_her_again(mailoutbox):
    people = make_people()
    ana, old = people.ana, people.maya.membership.user.email
    first = inviting.give_way_back(by=actor_for(ana), client=people.maya, email="new@example.org")

    again = inviting.resend(by=actor_for(ana, NOW + HOUR), client=people.maya)
    deliveries.dispatch(now=NOW + HOUR)
    deliveries.dispatch(now=NOW + DAY)

    assert (again.kind, again.address, again.created_at, again.not_before) == (
        "way_back",
        "new@example.org",
        first.created_at,
        NOW + HOUR + DAY,
    )
    assert [mail.to for mail in mailoutbox] == [[old], [old]]


def test_a_way_back_that_she_stopped_is_not_repeated():
    people = make_people()
    inviting.give_way_back(by=actor_for(people.ana), client=people.maya, email="new@example.org")
    user = people.maya.membership.user
    user.last_login = NOW + HOUR
    user.save()

    with pytest.raises(inviting.AlreadyIn):
        inviting.resend(by=actor_for(people.ana, NOW + 2 * HOUR), client=people.maya)

    assert [letter.state(NOW + DAY) for letter in people.maya.invitations.all()] == ["stopped"]


def test_her_sign_in_counts_for_every_repeat():
    people = make_people()
    inviting.give_way_back(by=actor_for(people.ana), client=people.maya, email="new@example.org")
    again = inviting.resend(by=actor_for(people.ana, NOW + 2 * HOUR), client=people.maya)
    user = people.maya.membership.user
    user.last_login = NOW + HOUR  # it was under way while the other letter was written
    user.save()

    again = invitations.with_people().get(pk=again.pk)

    assert again.state(NOW + DAY) == "stopped"


def test_repeats_of_a_way_back_count_among_the_letters_of_a_day():
    people = make_people()
    inviting.give_way_back(by=actor_for(people.ana), client=people.maya, email="new@example.org")
    by = actor_for(people.ana, NOW + 2 * DAY)
    for _ in range(5):
        inviting.resend(by=by, client=people.maya)

    with pytest.raises(inviting.TooManyLetters):
        inviting.resend(by=by, client=people.maya)


def test_way_back_is_for_who_has_been_in():
    people = make_people()
    client = invite(people.ana)

    with pytest.raises(inviting.NotInYet):
        inviting.give_way_back(by=actor_for(people.ana), client=client, email="new@example.org")
