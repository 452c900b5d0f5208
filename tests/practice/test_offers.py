"""A colleague is asked, and a membership begins with her yes (docs/decisions/0011)."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, transaction

from practice import deliveries, offers
from practice.actions import offers as actions
from practice.actions import people
from practice.deliveries import News, What
from practice.models import AuditIntake, ChannelStop, Delivery, Membership, Offer, User
from tests.factories import (
    NOW,
    actor_for,
    make_client,
    make_counselor,
    make_owner,
    make_practice,
    make_supervisor,
    make_user,
)
from tests.practice.test_people import roles_of, said
from tests.tables import cells

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def asked(owner: Membership, email: str = "Ben@example.org", days: float = 0, **more) -> Offer:
    fields = {"name": "Ben Okafor", "roles": ["counselor"]} | more
    return actions.ask_colleague(by=actor_for(owner, NOW + days * DAY), email=email, **fields)


def who_signs_in(email: str, days: float = 0):
    """The actor of the account with this address, in no practice."""
    from_account = User.objects.get(email=email)
    return actor_for(make_owner(make_practice()), NOW + days * DAY).__class__(
        user=from_account, membership=None, now=NOW + days * DAY
    )


@pytest.fixture
def owner() -> Membership:
    return make_owner(make_practice(app_name="Harbour"))


def test_an_unknown_address_gets_an_account_that_opens_nothing_and_a_letter(owner):
    offer = asked(owner)
    deliveries.dispatch(now=NOW)

    user = User.objects.get(email="ben@example.org")
    assert (user.name, user.memberships.count(), user.has_usable_password()) == ("", 0, False)
    assert (offer.state(NOW), offer.typed_name, offer.address) == (
        "waiting",
        "Ben Okafor",
        "Ben@example.org",
    )
    assert said() == [("offer.made", offer.pk, {"roles": ["counselor"]})]
    assert [(m.to, m.subject, m.from_email) for m in mail.outbox] == [
        (["Ben@example.org"], "Harbour would like to ask you something", "Harbour <tend@localhost>")
    ]


def test_her_yes_begins_the_membership(owner):
    offer = asked(owner, roles=["counselor", "owner"])

    membership = actions.answer(by=who_signs_in("ben@example.org"), offer=offer, said_yes=True)

    user = User.objects.get(email="ben@example.org")
    assert (membership.practice, membership.user, roles_of(membership)) == (
        owner.practice,
        user,
        ["owner", "counselor"],
    )
    assert (user.name, Offer.objects.get().state(NOW)) == ("Ben Okafor", "yes")
    assert said()[1:] == [
        ("offer.answered", offer.pk, {"said": "yes"}),
        ("membership.started", membership.pk, {"roles": ["counselor", "owner"]}),
    ]
    answered = AuditIntake.objects.filter(action="offer.answered").values("practice_id", "actor")
    assert list(answered) == [{"practice_id": owner.practice_id, "actor": user.pk}]


def test_her_no_changes_nothing_else(owner):
    offer = asked(owner)

    begun = actions.answer(by=who_signs_in("ben@example.org"), offer=offer, said_yes=False)

    assert (begun, Offer.objects.get().state(NOW), Membership.objects.count()) == (None, "no", 2)
    assert User.objects.get(email="ben@example.org").name == ""
    assert said()[1:] == [("offer.answered", offer.pk, {"said": "no"})]


def test_a_colleague_of_another_practice_keeps_her_name_and_her_place(owner):
    eva = make_counselor(make_practice(), "Eva Novak")
    offer = asked(owner, eva.user.email.upper())

    here = actions.answer(by=actor_for(eva), offer=offer, said_yes=True)

    eva.refresh_from_db()
    assert (here.user, here.practice, eva.ended_at) == (eva.user, owner.practice, None)
    assert User.objects.get(pk=eva.user_id).name == "Eva Novak"
    assert set(AuditIntake.objects.values_list("practice_id", flat=True)) == {owner.practice_id}


def test_somebody_who_left_can_come_back(owner):
    left = make_counselor(owner.practice, ended_at=NOW)
    offer = asked(owner, left.user.email)

    here = actions.answer(by=who_signs_in(left.user.email), offer=offer, said_yes=True)

    assert (here.user, here.pk == left.pk) == (left.user, False)


def test_a_client_of_the_practice_cannot_be_both(owner):
    maya = make_client(make_counselor(owner.practice))
    offer = asked(owner, maya.membership.user.email)

    with pytest.raises(actions.AlreadyHere):
        actions.answer(by=actor_for(maya.membership), offer=offer, said_yes=True)

    assert (Offer.objects.get().state(NOW), len(said())) == ("waiting", 1)
    actions.answer(by=actor_for(maya.membership), offer=offer, said_yes=False)
    assert Offer.objects.get().state(NOW) == "no"


@pytest.mark.parametrize("who", ["a stranger", "the owner", "by another address", "nobody"])
def test_only_who_has_the_address_answers(owner, who):
    offer = asked(owner)
    ben = User.objects.get(email="ben@example.org")
    if who == "by another address":
        ben.email = "other@example.org"
        ben.save()
    by = {
        "a stranger": actor_for(make_counselor(make_practice())),
        "the owner": actor_for(owner),
        "nobody": actor_for(owner).__class__(user=None, membership=None, now=NOW),
    }.get(who) or who_signs_in("other@example.org")

    with pytest.raises(actions.MayNot):
        actions.answer(by=by, offer=offer, said_yes=True)

    assert Offer.objects.get().state(NOW) == "waiting"


@pytest.mark.parametrize("before", ["taken back", "yes", "no", "over"])
def test_what_is_settled_is_settled(owner, before):
    offer, ben = asked(owner), who_signs_in("ben@example.org", 8 if before == "over" else 0)
    if before == "taken back":
        actions.take_back(by=actor_for(owner), offer=offer)
    elif before != "over":
        actions.answer(by=ben, offer=offer, said_yes=before == "yes")
    count = len(said())

    with pytest.raises(actions.OfferOver):
        actions.answer(by=ben, offer=offer, said_yes=True)
    if before != "over":
        for change in (actions.take_back, actions.ask_again):
            with pytest.raises(actions.OfferOver):
                change(by=actor_for(owner), offer=offer)

    assert len(said()) == count
    assert offers.waiting_for(ben.user, ben.now) == []


def test_a_letter_once_more_begins_the_days_anew(owner):
    offer = asked(owner)

    actions.ask_again(by=actor_for(owner, NOW + 9 * DAY), offer=offer)

    offer.refresh_from_db()
    assert (offer.state(NOW + 15 * DAY), offer.state(NOW + 16 * DAY)) == ("waiting", "over")
    assert [action for action, *_ in said()] == ["offer.made", "offer.repeated"]
    assert Delivery.objects.filter(purpose="staff_offer").count() == 2


def test_one_address_is_asked_once_at_a_time(owner):
    asked(owner)

    with pytest.raises(actions.AlreadyAsked):
        asked(owner, "BEN@example.org", days=6)
    again = asked(owner, days=8, roles=["supervisor"])

    states = [offer.state(NOW + 8 * DAY) for offer in Offer.objects.order_by("asked_at")]
    assert (states, again.is_supervisor) == (["taken_back", "waiting"], True)
    assert User.objects.filter(email="ben@example.org").count() == 1


def test_the_database_keeps_one_standing_too(owner):
    offer = asked(owner)
    offer.pk, offer._state.adding = None, True

    with pytest.raises(IntegrityError), transaction.atomic():
        offer.save(force_insert=True)


def test_two_practices_may_ask_the_same_person(owner):
    other = make_owner(make_practice())
    asked(owner)
    asked(other)

    found = offers.waiting_for(User.objects.get(email="ben@example.org"), NOW)

    assert {offer.practice for offer in found} == {owner.practice, other.practice}


@pytest.mark.parametrize("make", [make_counselor, make_supervisor])
def test_only_an_owner_asks_and_takes_back(owner, make):
    offer, by = asked(owner), actor_for(make(owner.practice))
    elsewhere = actor_for(make_owner(make_practice()))
    count = len(said())

    with pytest.raises(actions.MayNot):
        actions.ask_colleague(by=by, name="C", email="c@example.org", roles=["owner"])
    for actor in (by, elsewhere):
        for change in (actions.take_back, actions.ask_again):
            with pytest.raises(actions.MayNot):
                change(by=actor, offer=offer)

    assert len(said()) == count


@pytest.mark.parametrize(
    ("roles", "error"), [([], people.NoRole), (["king"], ValueError), (["client"], ValueError)]
)
def test_a_role_of_ours_is_needed(owner, roles, error):
    with pytest.raises(error):
        asked(owner, roles=roles)


def test_a_letter_that_nobody_waits_for_any_more_stays_here(owner):
    offer = asked(owner)
    actions.take_back(by=actor_for(owner), offer=offer)
    other = asked(owner, "cleo@example.org")
    actions.answer(by=who_signs_in("cleo@example.org"), offer=other, said_yes=False)

    deliveries.dispatch(now=NOW)

    rows = Delivery.objects.order_by("created_at").values_list("state", "reason")
    assert list(rows) == [("skipped", "Nobody waits for an answer any more.")] * 2
    assert mail.outbox == []


def test_an_address_that_takes_no_mail_stops_the_letters_of_the_offer_alone(owner):
    eva = make_counselor(make_practice(), "Eva Novak")
    EmailAddress.objects.create(user=eva.user, email=eva.user.email, verified=True, primary=True)
    offer = asked(owner, eva.user.email)
    deliveries.dispatch(now=NOW)

    gone = News(What.GONE, NOW, row=Delivery.objects.get().pk, address=eva.user.email)
    deliveries.take(gone, now=NOW)

    assert list(ChannelStop.objects.values_list("person", flat=True)) == [offer.pk]
    with pytest.raises(deliveries.Stopped):
        actions.ask_again(by=actor_for(owner), offer=offer)


def test_what_stops_an_account_does_not_stop_the_letter(owner):
    user = make_user()
    deliveries.stop(person=user.pk, kind="complaint", now=NOW)

    offer = asked(owner, user.email)
    actions.ask_again(by=actor_for(owner), offer=offer)
    deliveries.dispatch(now=NOW)

    assert [message.to for message in mail.outbox] == [[user.email]] * 2


def test_what_an_owner_typed_lies_sealed():
    owner = make_owner(make_practice())
    taken = make_user(email="someone@example.org")
    asked(owner, "SomeOne@Example.org", name="Wilhelmina Quist")

    sung = {
        (table, column)
        for table, column, cell in cells()
        if b"wilhelmina" in cell.lower()
        or (b"someone@example.org" in cell.lower() and table != "practice_user")
    }

    assert (sung, taken.name) == (set(), taken.name)
