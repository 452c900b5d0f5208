"""Coming in by a letter: once, by herself, with her own words on age and agreements."""

from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from clients import invitations
from clients.actions import accepting, consenting, inviting
from clients.actions.accepting import Said, WayIn, accept
from clients.actions.consenting import withdraw_consent
from clients.models import Client, Consent, Invitation, Layer
from practice import facts
from practice.access import Actor
from practice.models import AuditIntake, Membership, User
from tests.clients.people import (
    PASSWORD,
    come_in,
    invite,
    letter_to,
    make_people,
    nobody,
    said,
)
from tests.factories import NOW, actor_for, make_client, make_counselor, make_user

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def reloaded(client: Client) -> Client:
    return Client.objects.select_related("membership__user").get(pk=client.pk)


def test_accept_makes_account_membership_and_consents():
    people = make_people()
    client = invite(people.ana)

    come_in(client, NOW + HOUR)

    client = reloaded(client)
    user = client.membership.user
    assert (user.email, user.sign_in_name, user.name) == ("rosa@example.org", None, "")
    assert user.check_password(PASSWORD)
    assert (client.membership.is_client, client.adult_confirmed_at) == (True, NOW + HOUR)
    addresses = EmailAddress.objects.filter(user=user).values_list("email", "verified", "primary")
    assert list(addresses) == [("rosa@example.org", True, True)]
    answers = client.consents.order_by("layer").values_list("layer", "given", "method")
    assert list(answers) == [(1, True, "screen"), (2, True, "shown"), (3, True, "screen")]


def test_accept_is_written_down_by_herself():
    people = make_people()
    client = invite(people.ana)

    come_in(client)

    user = reloaded(client).membership.user
    rows = AuditIntake.objects.filter(client_id=client.pk, actor=user.pk).order_by("id")
    assert list(rows.values_list("action", "practice_id")) == [
        ("consent.answered", people.practice.pk),
        ("consent.shown", people.practice.pk),
        ("consent.answered", people.practice.pk),
        ("invitation.accepted", people.practice.pk),
    ]


def test_accept_tells_the_other_apps(monkeypatch):
    people = make_people()
    client = invite(people.ana)
    heard = []
    monkeypatch.setitem(facts._listeners, "client.accepted", [lambda **what: heard.append(what)])

    come_in(client)

    assert [(what["client"], what["by"].user) for what in heard] == [
        (client, reloaded(client).membership.user)
    ]


def test_saying_no_to_sheets_is_kept_as_a_no():
    people = make_people()
    client = invite(people.ana)

    accept(
        by=nobody(),
        token=letter_to(client),
        said=said(client, agreed=(1,)),
        way_in=WayIn(PASSWORD),
    )

    assert Consent.objects.latest_word(client, Layer.TREATMENT).given is False


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"is_adult": False}, accepting.NotAnAdult),
        ({"agreed": (3,)}, accepting.TermsNeeded),
        ({"agreed": ()}, accepting.TermsNeeded),
    ],
)
def test_accept_needs_her_age_and_her_yes(change, error):
    people = make_people()
    client = invite(people.ana)
    token = letter_to(client)

    with pytest.raises(error):
        accept(by=nobody(), token=token, said=said(client, **change), way_in=WayIn(PASSWORD))

    assert reloaded(client).membership is None
    assert client.invitations.get().accepted_at is None


def test_accept_needs_the_newest_words():
    people = make_people()
    client = invite(people.ana)
    seen = Said(is_adult=True, agreed=frozenset({1, 3}), texts=frozenset({uuid4()}))

    with pytest.raises(accepting.TextsChanged):
        accept(by=nobody(), token=letter_to(client), said=seen, way_in=WayIn(PASSWORD))


def test_a_link_works_once():
    people = make_people()
    client = invite(people.ana)
    token = letter_to(client)
    accept(by=nobody(), token=token, said=said(client), way_in=WayIn(PASSWORD))

    with pytest.raises(inviting.LinkOver) as over:
        accept(by=nobody(), token=token, said=said(client), way_in=WayIn("another one entirely"))

    assert over.value.state == "accepted"
    assert Membership.objects.filter(is_client=True, practice=people.practice).count() == 3
    assert reloaded(client).membership.user.check_password(PASSWORD)


@pytest.mark.parametrize("state", ["expired", "withdrawn", "unknown"])
def test_a_dead_link_makes_nothing(state):
    people = make_people()
    client = invite(people.ana)
    token, now = letter_to(client), NOW
    if state == "expired":
        now = NOW + 8 * DAY
    elif state == "withdrawn":
        inviting.resend(by=actor_for(people.ana), client=client)
    else:
        token = "x" * 22

    with pytest.raises(inviting.LinkOver) as over:
        accept(by=nobody(now), token=token, said=said(client), way_in=WayIn(PASSWORD))

    assert over.value.state == state
    assert reloaded(client).membership is None


def test_an_address_of_somebody_else_is_refused_and_nothing_is_kept():
    people = make_people()
    client = invite(people.ana, email=people.noor.membership.user.email)
    token = letter_to(client)

    with pytest.raises(accepting.AddressTaken):
        accept(by=nobody(), token=token, said=said(client), way_in=WayIn(PASSWORD))

    assert client.invitations.get().accepted_at is None


def test_who_shares_a_mailbox_takes_a_sign_in_name():
    people = make_people()
    client = invite(people.ana, email=people.noor.membership.user.email)

    come_in(client, sign_in_name="rosa.at.home")

    user = reloaded(client).membership.user
    assert (user.email, user.sign_in_name) == (None, "rosa.at.home")
    assert EmailAddress.objects.filter(user=user).count() == 0
    assert reloaded(client).contact_email == people.noor.membership.user.email


def test_a_sign_in_name_belongs_to_one():
    people = make_people()
    make_user(email=None, sign_in_name="Rosa")
    client = invite(people.ana)

    with pytest.raises(accepting.NameTaken):
        come_in(client, sign_in_name="rosa")


def test_an_account_of_another_practice_gets_this_one_too():
    people = make_people()
    elsewhere = make_client(people.eva, "Rosa")
    client = invite(people.ana)
    by = actor_for(elsewhere)

    accept(by=by, token=letter_to(client), said=said(client))

    assert reloaded(client).membership.user == elsewhere.membership.user
    practices = Membership.objects.live().filter(user=by.user).values_list("practice", flat=True)
    assert set(practices) == {people.practice.pk, people.eva.practice_id}


@pytest.mark.parametrize("who", ["ana", "noor"])
def test_who_is_in_this_practice_already_cannot_take_a_letter(who):
    people = make_people()
    client = invite(people.ana)

    with pytest.raises(accepting.AlreadyHere):
        accept(by=actor_for(getattr(people, who)), token=letter_to(client), said=said(client))


def give_way_back(people, client, email="new@example.org") -> str:
    invitation = inviting.give_way_back(by=actor_for(people.ana), client=client, email=email)
    return invitations.mint(invitation, NOW + DAY)


def test_way_back_resets_the_account_and_its_old_ways_in():
    people = make_people()
    client = invite(people.ana)
    come_in(client)
    client = reloaded(client)
    user = client.membership.user
    Authenticator.objects.create(user=user, type="totp", data={})
    token = give_way_back(people, client)

    accept(
        by=nobody(NOW + DAY),
        token=token,
        said=said(client),
        way_in=WayIn("seven green hills in rain"),
    )

    user.refresh_from_db()
    assert (reloaded(client).membership, user.email) == (client.membership, "new@example.org")
    assert user.check_password("seven green hills in rain")
    assert list(EmailAddress.objects.filter(user=user).values_list("email", flat=True)) == [
        "new@example.org"
    ]
    assert Authenticator.objects.filter(user=user).count() == 0
    assert reloaded(client).contact_email == "new@example.org"


def test_way_back_opens_nothing_in_another_practice():
    people = make_people()
    user = people.maya.membership.user
    there = make_client(people.eva, "Maya", with_account=False)
    there.membership = Membership.objects.create(
        practice=people.eva.practice, user=user, is_client=True
    )
    there.save()
    token = give_way_back(people, people.maya)

    accept(by=nobody(NOW + DAY), token=token, said=said(people.maya), way_in=WayIn(PASSWORD))

    user.refresh_from_db()
    assert not user.check_password(PASSWORD)
    assert reloaded(there).membership.user == user
    assert reloaded(people.maya).membership.user != user
    assert list(user.memberships.live()) == [there.membership]


def test_way_back_that_she_stopped_does_not_open():
    people = make_people()
    token = give_way_back(people, people.maya)
    user = people.maya.membership.user
    user.last_login = NOW + DAY + HOUR
    user.save()

    with pytest.raises(inviting.LinkOver) as over:
        accept(
            by=nobody(NOW + DAY + 2 * HOUR),
            token=token,
            said=said(people.maya),
            way_in=WayIn(PASSWORD),
        )

    assert over.value.state == "stopped"


def test_a_first_letter_never_takes_over_who_is_in():
    people = make_people()
    client = invite(people.ana)
    come_in(client)
    Invitation.objects.create(
        client=client, kind="first", address="other@example.org", created_by=people.ana.user
    )
    token = letter_to(client)

    with pytest.raises(inviting.LinkOver) as over:
        accept(by=nobody(), token=token, said=said(client), way_in=WayIn("words of somebody else"))

    assert over.value.state == "accepted"
    assert reloaded(client).membership.user.check_password(PASSWORD)


def test_who_closed_her_account_comes_back_to_the_same_profile():
    people = make_people()
    client = invite(people.ana)
    come_in(client)
    client = reloaded(client)
    withdraw_consent(by=actor_for(client, NOW + HOUR), client=client, layer=Layer.TERMS)
    client = reloaded(client)
    inviting.resend(by=actor_for(people.ana, NOW + DAY), client=client)

    come_in(client, NOW + DAY)

    again = reloaded(client)
    assert (again.membership, again.membership.ended_at) == (client.membership, None)
    assert again.membership.user.is_active
    assert Consent.objects.latest_word(again, Layer.TERMS).given


def test_token_stands_nowhere_in_the_database():
    people = make_people()
    client = invite(people.ana)
    token = letter_to(client)
    come_in_by = Actor(user=None, membership=None, now=NOW)

    accept(by=come_in_by, token=token, said=said(client), way_in=WayIn(PASSWORD))

    for model in (Invitation, AuditIntake, User, Client, Consent):
        for row in model.objects.values():
            assert token not in repr(row)


def test_new_words_between_reading_and_agreeing_are_shown_first():
    people = make_people()
    client = invite(people.ana)
    seen = said(client)
    people.practice.refresh_from_db()
    people.olga.practice.name = "Harbour Lane Practice"
    people.olga.practice.save()
    from_now_on = make_counselor(people.practice, "Olga Two", is_owner=True)
    consenting.publish_consent_text(
        by=actor_for(from_now_on), layer=2, meaning_changed=False, changes="Our new name."
    )

    with pytest.raises(accepting.TextsChanged):
        accept(by=nobody(), token=letter_to(client), said=seen, way_in=WayIn(PASSWORD))
