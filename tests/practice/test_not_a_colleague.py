"""An owner learns of nobody's account elsewhere, and acts on nothing outside her practice."""

import re

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from practice import deliveries
from practice.models import AuditIntake, Delivery, Membership, Offer, Practice, User
from tests.factories import (
    NOW,
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
    owner, asked = make_owner(practice), ACCOUNTS[who](practice)
    before = [*Membership.objects.order_by("pk").values()]
    form = {"name": "Typed By Olga", "email": asked.email.upper(), "roles": ["counselor"]}

    signed_in(browser, owner).post(reverse("practice:add_colleague"), form)

    assert [*Membership.objects.order_by("pk").values()] == before
    assert User.objects.get(pk=asked.pk).name == asked.name


def seen_by_owner(practice: Practice, owner: Membership, email: str) -> list[object]:
    """All that an owner meets when she asks this address, asks again and takes back."""
    browser, met = signed_in(Browser(), owner), []
    connection.run_on_commit.clear()  # as after the commit of all that went before
    form = {"name": "Typed By Olga", "email": email, "roles": ["counselor"]}
    add = reverse("practice:add_colleague")
    met.append(words(browser.post(add, form, follow=True)))
    connection.run_on_commit.clear()
    offer = Offer.objects.get(practice=practice)
    for step in ("ask_again", "take_back", "ask_again"):
        answer = browser.post(reverse(f"practice:{step}", args=[offer.pk]), follow=True)
        met.append(words(answer))
        connection.run_on_commit.clear()
    met.append(words(browser.post(add, form, follow=True)))
    met.append(words(browser.get(reverse("practice:deliveries"))))
    rows = Delivery.objects.filter(practice=practice).order_by("due_version", "created_at")
    met.append(list(rows.values_list("purpose", "state", "reason", "step", "due_version")))
    letters = [(m.subject, m.body, m.from_email) for m in mail.outbox]
    mail.outbox.clear()
    return [*met, letters, AuditIntake.objects.filter(practice_id=practice.pk).count()]


def words(answer: HttpResponse) -> tuple[int, list[str]]:
    """The page as she reads it, without addresses."""
    page = re.sub(r"<script.*?</script>|<[^>]*>", " ", answer.content.decode(), flags=re.DOTALL)
    return answer.status_code, re.sub(r"\S+@example\.org", "ADDRESS", page).split()


@pytest.mark.parametrize("who", [name for name in ACCOUNTS if name != "a colleague"])
def test_an_owner_sees_the_same_for_an_account_and_for_none(who):
    practice, twin = make_practice(), make_practice()
    owner, other = make_owner(practice), make_owner(twin)
    account = ACCOUNTS[who](practice)
    if who in {"a client", "closed", "a former client"}:
        ACCOUNTS[who](twin)  # both lists show the same people
    deliveries.stop(person=account.pk, kind="bounced", now=NOW)

    begun = timezone.now()
    with time_machine.travel(begun):
        known = seen_by_owner(practice, owner, account.email)
    with time_machine.travel(begun):
        unknown = seen_by_owner(twin, other, "nobody-yet@example.org")

    assert known == unknown


def test_a_colleague_of_the_list_is_not_asked(browser):
    practice = make_practice()
    ben = make_counselor(practice, "Ben Okafor")
    form = {"name": "Ben", "email": ben.user.email.upper(), "roles": ["owner"]}

    response = signed_in(browser, make_owner(practice)).post(
        reverse("practice:add_colleague"), form
    )

    assert response.context["form"].errors == {
        "email": ["Somebody with this address works here already."]
    }
    assert (Offer.objects.count(), Delivery.objects.count(), mail.outbox) == (0, 0, [])


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
