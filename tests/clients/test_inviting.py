"""Letters that bring a client in (I-16, rulings 27)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from clients import invitations
from clients.actions import inviting
from clients.actions.caring import discharge
from clients.models import Client, Invitation
from practice import deliveries
from practice.models import AuditIntake, Delivery
from practice.neutral import loud_words
from tests.clients.people import come_in, invite, letter_to, make_people, nobody, standing
from tests.factories import NOW, actor_for, make_counselor, make_practice

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def mails() -> list[tuple[str, str, str]]:
    rows = Delivery.objects.order_by("purpose", "step", "created_at")
    return [(row.purpose, row.step, row.state) for row in rows]


def actions_on(client: Client) -> list[str]:
    return list(
        AuditIntake.objects.filter(client_id=client.pk)
        .order_by("id")
        .values_list("action", flat=True)
    )


def test_invite_makes_client_lead_and_letter():
    people = make_people()

    client = invite(people.ana, next_session_at=NOW + DAY)

    assert (client.call_name, client.contact_email, client.membership) == (
        "Rosa",
        "rosa@example.org",
        None,
    )
    links = client.care_links.values_list("membership", "role", "ends_at")
    assert list(links) == [(people.ana.pk, "lead", None)]
    assert standing(client).state(NOW) == "planned"
    assert mails() == [("invitation", "once", "planned")]
    assert actions_on(client) == ["client.created", "invitation.planned"]


def test_invite_pressed_twice_invites_once():
    people = make_people()
    key = uuid4()

    first = invite(people.ana, request_key=key)
    second = invite(people.ana, request_key=key)

    assert first == second
    assert Invitation.objects.filter(client=first).count() == 1


def test_invite_with_the_key_of_another_client_makes_a_new_one():
    people = make_people()

    client = invite(people.ana, request_key=people.noor.pk)

    assert client.pk != people.noor.pk
    assert Client.objects.get(pk=people.noor.pk).call_name == "Noor"


@pytest.mark.parametrize("who", ["sofia", "olga", "maya"])
def test_invite_is_for_counselors(who):
    people = make_people()

    with pytest.raises(inviting.MayNotInvite):
        inviting.invite(
            by=actor_for(getattr(people, who)),
            call_name="Rosa",
            email="rosa@example.org",
            time_zone="UTC",
            country="US",
            is_adult=True,
        )


def test_invite_needs_the_statement_of_age():
    people = make_people()

    with pytest.raises(inviting.AdultsOnly):
        invite(people.ana, is_adult=False)


def test_invite_needs_published_agreements():
    ana = make_counselor(make_practice())

    with pytest.raises(inviting.AgreementsMissing):
        invite(ana)


def test_letter_goes_out_with_a_link_and_leaves_only_a_hash(mailoutbox):
    people = make_people()
    client = invite(people.ana)

    told = deliveries.dispatch(now=NOW)

    assert dict(told) == {"sent": 1}
    link = next(word for word in mailoutbox[0].body.split() if "/welcome/" in word)
    token = link.rstrip("/").split("/")[-1]
    invitation = standing(client)
    assert invitation.token_hash == invitations.digest(token)
    assert invitation.minted_at == NOW
    assert invitation.state(NOW) == "sent"
    assert len(token) == 22
    assert mailoutbox[0].to == ["rosa@example.org"]


def test_letters_say_who_asks_and_nothing_of_why(mailoutbox):
    people = make_people()
    people.ana.user.name = "Ana O'Neil, family therapist"
    people.ana.user.save()
    invite(people.ana)
    inviting.give_way_back(by=actor_for(people.ana), client=people.maya, email="new@example.org")

    deliveries.dispatch(now=NOW)
    deliveries.dispatch(now=NOW + DAY)

    assert len(mailoutbox) == 3
    for mail in mailoutbox:
        html = mail.alternatives[0].content
        said = f"{mail.subject}\n{mail.body}\n{html}"
        assert loud_words(said.replace("/welcome/", " ")) == []
        assert "Ana O'Neil" in mail.body
        assert not any(word in said for word in ("Rosa", "Maya", "Harbour"))


def test_letter_is_not_sent_once_it_was_taken_back(mailoutbox):
    people = make_people()
    client = invite(people.ana)

    inviting.withdraw_invitation(by=actor_for(people.ana), invitation=standing(client))
    deliveries.dispatch(now=NOW)

    assert mailoutbox == []
    assert mails() == [("invitation", "once", "skipped")]
    assert client.invitations.get().state(NOW) == "withdrawn"


def test_withdraw_twice_says_that_it_is_over():
    people = make_people()
    client = invite(people.ana)
    invitation = standing(client)
    inviting.withdraw_invitation(by=actor_for(people.ana), invitation=invitation)

    with pytest.raises(inviting.LinkOver):
        inviting.withdraw_invitation(by=actor_for(people.ana), invitation=invitation)


def test_resend_replaces_the_letter_and_its_link():
    people = make_people()
    client = invite(people.ana)
    old = letter_to(client)

    fresh = inviting.resend(by=actor_for(people.ana), client=client)

    assert invitations.find(old).state(NOW) == "withdrawn"
    assert fresh.state(NOW) == "planned"
    assert mails() == [("invitation", "once", "skipped"), ("invitation", "once", "planned")]


def test_resend_is_not_for_who_has_come_in():
    people = make_people()

    with pytest.raises(inviting.AlreadyIn):
        inviting.resend(by=actor_for(people.ana), client=people.maya)


def test_five_letters_a_day_are_enough():
    people = make_people()
    client = invite(people.ana)
    for _ in range(4):
        inviting.resend(by=actor_for(people.ana), client=client)

    with pytest.raises(inviting.TooManyLetters):
        inviting.resend(by=actor_for(people.ana), client=client)

    assert inviting.resend(by=actor_for(people.ana, NOW + DAY + HOUR), client=client)


@pytest.mark.parametrize("who", ["ben", "sofia", "olga", "eva"])
def test_letters_are_for_who_cares_for_her(who):
    people = make_people()
    client = invite(people.ana)
    by = actor_for(getattr(people, who))

    with pytest.raises(inviting.MayNotInvite):
        inviting.resend(by=by, client=client)
    with pytest.raises(inviting.MayNotInvite):
        inviting.withdraw_invitation(by=by, invitation=standing(client))
    with pytest.raises(inviting.MayNotInvite):
        inviting.give_way_back(by=by, client=people.maya, email="new@example.org")


def test_open_is_noted_once():
    people = make_people()
    client = invite(people.ana)
    token = letter_to(client)

    inviting.open_invitation(by=nobody(NOW + HOUR), token=token)
    inviting.open_invitation(by=nobody(NOW + 2 * HOUR), token=token)

    assert standing(client).opened_at == NOW + HOUR
    assert actions_on(client)[-1:] == ["invitation.opened"]


@pytest.mark.parametrize(
    ("age", "state"), [(timedelta(days=7) - HOUR, "sent"), (timedelta(days=7), "expired")]
)
def test_a_link_holds_for_seven_days(age, state):
    people = make_people()
    client = invite(people.ana)
    letter_to(client)

    assert standing(client).state(NOW + age) == state


def test_a_link_that_is_over_does_not_open():
    people = make_people()
    client = invite(people.ana)
    token = letter_to(client)

    with pytest.raises(inviting.LinkOver) as over:
        inviting.open_invitation(by=nobody(NOW + 8 * DAY), token=token)
    with pytest.raises(inviting.LinkOver) as unknown:
        inviting.open_invitation(by=nobody(), token="garbage\x00\u202e🙂")

    assert (over.value.state, unknown.value.state) == ("expired", "unknown")


def test_no_letters_after_discharge():
    people = make_people()
    client = invite(people.ana)
    token = letter_to(client)

    discharge(by=actor_for(people.ana), client=client)

    assert invitations.find(token).state(NOW) == "withdrawn"
    with pytest.raises(inviting.MayNotInvite):
        inviting.resend(by=actor_for(people.ana), client=client)


@pytest.mark.parametrize(
    ("mail", "is_minted", "state"),
    [
        ("planned", False, "planned"),
        ("planned", True, "planned"),
        ("claimed", True, "planned"),
        ("sent", True, "sent"),
        ("failed", False, "unsent"),
        ("failed", True, "bounced"),
        ("bounced", True, "bounced"),
        ("expired", False, "unsent"),
        ("skipped", True, "unsent"),
        ("unknown", True, "unknown"),
    ],
)
def test_what_became_of_the_mail_shows_in_the_state(mail, is_minted, state):
    client = invite(make_people().ana)
    if is_minted:
        letter_to(client)
    invitation = standing(client)
    Delivery.objects.filter(subject=invitation.pk).update(state=mail)

    assert invitations.states([invitation], NOW) == {invitation.pk: state}


def test_a_letter_that_met_no_mail_server_goes_out_later(mailoutbox, settings):
    client = invite(make_people().ana)
    there = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    deliveries.dispatch(now=NOW)
    waiting = invitations.states([standing(client)], NOW)
    settings.EMAIL_BACKEND = there

    deliveries.dispatch(now=NOW + HOUR)

    link = next(word for word in mailoutbox[0].body.split() if "/welcome/" in word)
    sent = invitations.find(link.rstrip("/").split("/")[-1])
    told = invitations.states([sent], NOW + HOUR)
    assert (waiting, told) == ({sent.pk: "planned"}, {sent.pk: "sent"})


def test_accepted_is_the_last_state():
    people = make_people()
    client = invite(people.ana)

    come_in(client)

    assert client.invitations.get().state(NOW + 30 * DAY) == "accepted"
