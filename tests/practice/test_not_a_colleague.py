"""An owner learns of nobody's account elsewhere, and acts on nothing outside her practice."""

import pytest
from django.core import mail
from django.urls import reverse

from practice.actions import people
from practice.models import Delivery, Membership, User
from tests.factories import (
    NOW,
    actor_for,
    make_client,
    make_counselor,
    make_owner,
    make_practice,
    make_user,
)
from tests.practice.test_people import PASSWORD, said, signed_in
from tests.web import Browser

pytestmark = pytest.mark.django_db

ACCOUNTS = {
    "a colleague": lambda practice: make_counselor(practice).user,
    "a client": lambda practice: make_client(make_counselor(practice)).membership.user,
    "a former client": lambda practice: (
        make_counselor(practice, is_counselor=False, is_client=True, ended_at=NOW).user
    ),
    "a colleague elsewhere": lambda practice: make_counselor(make_practice()).user,
    "a client elsewhere": lambda practice: (
        make_client(make_counselor(make_practice())).membership.user
    ),
    "closed": lambda practice: User.objects.get(pk=closed(make_counselor(practice)).pk),
    "in no practice": lambda practice: make_user(),
}


def closed(membership: Membership) -> User:
    Membership.objects.filter(pk=membership.pk).update(ended_at=NOW)
    User.objects.filter(pk=membership.user_id).update(is_active=False)
    return membership.user


@pytest.mark.parametrize("who", ACCOUNTS)
def test_no_account_is_made_a_colleague_without_its_owner(browser, who):
    practice = make_practice()
    owner, taken = make_owner(practice), ACCOUNTS[who](practice)
    before = [*Membership.objects.order_by("pk").values()]
    form = {"name": "Typed By Olga", "email": taken.email.upper(), "roles": ["counselor"]}

    response = signed_in(browser, owner).post(reverse("practice:add_colleague"), form)

    assert response.context["form"].errors == {
        "email": ["This address cannot be used for a new colleague. Please use another."]
    }
    assert [*Membership.objects.order_by("pk").values()] == before
    assert User.objects.get(pk=taken.pk).name == taken.name
    assert (Delivery.objects.count(), mail.outbox, said()) == (0, [], [])


def test_an_address_that_waits_for_its_code_is_taken_too():
    owner = make_owner(make_practice())
    make_user().emailaddress_set.create(email="next@example.org", verified=False)

    with pytest.raises(people.AddressTaken):
        people.add_colleague(
            by=actor_for(owner), name="B.", email="Next@example.org", roles=["owner"]
        )


def test_signing_out_here_leaves_her_in_another_practice(browser):
    """And from there she cannot come back here without signing in (a lost telephone)."""
    practice = make_practice()
    ben = make_counselor(practice, user=make_user(password=PASSWORD))
    there = make_counselor(make_practice(), user=ben.user, is_counselor=False, is_client=True)
    here, elsewhere = Browser(), Browser()
    for one in (here, elsewhere):
        one.post(reverse("account_login"), {"login": ben.user.email, "password": PASSWORD})
        one.get(reverse("practice:start"))
    elsewhere.post(reverse("practice:switch"), {"membership": str(there.pk)})
    elsewhere.get(reverse("practice:start"))

    signed_in(browser, make_owner(practice)).post(
        reverse("practice:sign_out_colleague", args=[ben.pk])
    )

    start = reverse("practice:start")
    assert (here.get(start)["Location"], elsewhere.get(start)["Location"]) == (
        reverse("account_login"),
        reverse("worksheets:home"),
    )
    crossing = elsewhere.post(reverse("practice:switch"), {"membership": str(ben.pk)})
    assert crossing.status_code == 404
    assert said()[-1] == ("account.sessions_ended", ben.pk, {"count": 1})


def test_leaving_here_leaves_her_in_another_practice(browser):
    practice = make_practice()
    ben = make_counselor(practice, user=make_user(password=PASSWORD))
    there = make_counselor(make_practice(), user=ben.user, is_counselor=False, is_client=True)
    elsewhere = Browser()
    elsewhere.post(reverse("account_login"), {"login": ben.user.email, "password": PASSWORD})
    elsewhere.post(reverse("practice:switch"), {"membership": str(there.pk)})
    elsewhere.get(reverse("practice:start"))

    signed_in(browser, make_owner(practice)).post(reverse("practice:end_membership", args=[ben.pk]))

    assert elsewhere.get(reverse("practice:start"))["Location"] == reverse("worksheets:home")
    crossing = elsewhere.post(reverse("practice:switch"), {"membership": str(ben.pk)})
    assert crossing.status_code == 404
