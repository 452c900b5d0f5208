"""Colleagues: given roles, let go, by an owner (H-11, H-12, V7.4.5)."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse

from practice import facts
from practice.actions import people
from practice.models import AuditIntake, Membership
from tests.factories import (
    actor_for,
    make_client,
    make_counselor,
    make_owner,
    make_practice,
    make_supervisor,
    make_user,
)
from tests.web import Browser

pytestmark = pytest.mark.django_db
PASSWORD = "lanterns over a slow river"


def roles_of(membership: Membership) -> list[str]:
    membership.refresh_from_db()
    return [role for role in people.ROLES if getattr(membership, f"is_{role}")]


def said() -> list[tuple]:
    return list(AuditIntake.objects.order_by("id").values_list("action", "object_id", "details"))


@pytest.mark.parametrize("make", [make_counselor, make_supervisor])
def test_only_an_owner_changes_or_lets_go(make):
    practice = make_practice()
    actor, other = actor_for(make(practice)), make_counselor(practice, "Ben Okafor")

    for change in (people.end_membership, people.end_sessions, people.reset_factors):
        with pytest.raises(people.MayNot):
            change(by=actor, membership=other)
    with pytest.raises(people.MayNot):
        people.change_roles(by=actor, membership=other, roles=["owner"])

    assert said() == []


def test_roles_change_as_a_whole():
    practice = make_practice()
    ben = make_counselor(practice, "Ben Okafor")

    people.change_roles(
        by=actor_for(make_owner(practice)), membership=ben, roles=["owner", "supervisor"]
    )

    assert roles_of(ben) == ["owner", "supervisor"]
    assert said() == [("membership.roles_changed", ben.pk, {"roles": ["owner", "supervisor"]})]


def test_a_role_is_needed():
    owner = make_owner(make_practice())

    with pytest.raises(people.NoRole):
        people.change_roles(by=actor_for(owner), membership=owner, roles=[])


def test_a_practice_keeps_an_owner():
    practice = make_practice()
    owner = make_owner(practice)

    with pytest.raises(people.LastOwner):
        people.change_roles(by=actor_for(owner), membership=owner, roles=["counselor"])
    make_owner(practice, "Ben Okafor")
    people.change_roles(by=actor_for(owner), membership=owner, roles=["counselor"])

    assert roles_of(owner) == ["counselor"]


def test_an_owner_of_another_practice_keeps_nothing_here():
    practice = make_practice()
    owner = make_owner(practice)
    make_owner(make_practice(), "Eva Novak")

    with pytest.raises(people.LastOwner):
        people.change_roles(by=actor_for(owner), membership=owner, roles=["counselor"])


def test_access_ends_at_once_on_every_device(browser):
    practice = make_practice()
    ben = make_counselor(practice, "Ben Okafor")
    browser.force_login(ben.user)
    before = browser.get(reverse("practice:profile")).status_code

    people.end_membership(by=actor_for(make_owner(practice)), membership=ben)
    after = browser.get(reverse("practice:profile")).status_code

    assert (before, after) == (200, 403)
    assert said() == [("membership.ended", ben.pk, {"successor": None})]


@pytest.mark.parametrize("change", [people.end_membership, people.end_sessions])
def test_open_sessions_are_closed(browser, change):
    practice = make_practice()
    ben = make_counselor(practice, user=make_user(password=PASSWORD))
    form = {"login": ben.user.email, "password": PASSWORD}
    browser.post(reverse("account_login"), form)
    before = browser.get(reverse("practice:profile")).status_code

    change(by=actor_for(make_owner(practice)), membership=ben)
    after = browser.get(reverse("practice:profile"))

    assert (before, after.status_code, after["Location"]) == (
        200,
        302,
        "/account/login/?next=%2Fpractice%2Fprofile%2F",
    )


def test_another_app_may_refuse_the_end(monkeypatch):
    practice = make_practice()
    ben = make_counselor(practice, "Ben Okafor")

    def refuse(**_: object) -> None:
        raise facts.Refused("Maya is in her care. Hand her over first.")

    monkeypatch.setitem(facts._listeners, "membership.ended", [refuse])

    with pytest.raises(facts.Refused):
        people.end_membership(by=actor_for(make_owner(practice)), membership=ben)

    ben.refresh_from_db()
    assert (ben.ended_at, said()) == (None, [])


def test_a_lost_second_step_is_taken_off_and_told_of(django_capture_on_commit_callbacks):
    practice = make_practice(app_name="Harbour")
    ben = make_counselor(practice, "Ben Okafor")
    Authenticator.objects.create(user=ben.user, type="totp", data={})

    with django_capture_on_commit_callbacks(execute=True):
        people.reset_factors(by=actor_for(make_owner(practice)), membership=ben)

    assert (Authenticator.objects.count(), said()) == (0, [("account.factors_reset", ben.pk, {})])
    assert [message.subject for message in mail.outbox] == [
        "The second step of your Harbour sign-in was taken off"
    ]


def test_an_account_that_others_rely_on_is_not_touched():
    practice = make_practice()
    ben = make_counselor(practice, "Ben Okafor")
    make_counselor(make_practice(), user=ben.user)

    with pytest.raises(people.MayNot):
        people.reset_factors(by=actor_for(make_owner(practice)), membership=ben)


# --- the pages ----------------------------------------------------------------------------------


def signed_in(browser: Browser, membership: Membership) -> Browser:
    browser.sign_in(membership.user)
    return browser


def test_the_last_owner_is_told_why(browser):
    owner = make_owner(make_practice())
    page = reverse("practice:colleague", args=[owner.pk])

    response = signed_in(browser, owner).post(page, {"roles": ["counselor"]})

    assert response.context["form"].errors == {
        "roles": ["A practice needs an owner. Make somebody else one first."]
    }


@pytest.mark.parametrize(
    "action", ["end_membership", "sign_out_colleague", "reset_factors", "resend_welcome"]
)
def test_a_colleague_of_another_practice_is_not_there(browser, action):
    stranger = make_counselor(make_practice(), "Eva Novak")
    browser = signed_in(browser, make_owner(make_practice()))

    page = browser.get(reverse("practice:colleague", args=[stranger.pk])).status_code
    change = browser.post(reverse(f"practice:{action}", args=[stranger.pk])).status_code

    assert (page, change) == (404, 404)


@pytest.mark.parametrize("action", ["end_membership", "sign_out_colleague", "reset_factors"])
def test_the_buttons_do_what_they_say(browser, action):
    practice = make_practice()
    ben = make_counselor(practice, "Ben Okafor")
    browser = signed_in(browser, make_owner(practice))

    response = browser.post(reverse(f"practice:{action}", args=[ben.pk]))

    assert response["Location"] == reverse("practice:people")
    assert [action for action, *_ in said()] == [
        {
            "end_membership": "membership.ended",
            "sign_out_colleague": "account.sessions_ended",
            "reset_factors": "account.factors_reset",
        }[action]
    ]


def test_taking_a_second_step_off_asks_for_proof_first(browser):
    practice = make_practice()
    ben = make_counselor(practice, "Ben Okafor")
    browser.force_login(make_owner(practice).user)

    response = browser.post(reverse("practice:reset_factors", args=[ben.pk]))

    assert response["Location"].startswith(reverse("practice:confirm"))
    assert said() == []


def test_the_list_costs_the_same_for_one_and_for_thirty(browser, django_assert_num_queries):
    practice = make_practice()
    browser = signed_in(browser, make_owner(practice))
    browser.get(reverse("practice:people"))

    with django_assert_num_queries(4):
        browser.get(reverse("practice:people"))
    for number in range(30):
        make_counselor(practice, f"Colleague {number}")
    with django_assert_num_queries(4):
        browser.get(reverse("practice:people"))


def test_the_page_asks_who_takes_over_and_names_no_client(browser):
    practice = make_practice()
    ana = make_counselor(practice)
    make_counselor(practice, "Ben Okafor")
    make_client(ana, "Maya")
    make_client(ana, "Noor")

    page = signed_in(browser, make_owner(practice)).get(
        reverse("practice:colleague", args=[ana.pk])
    )

    form, words = page.context["leave_form"], page.content.decode()
    assert form["successor"].label == "She leads 2 clients. Who takes them over?"
    names = [label for _value, label in form.fields["successor"].choices]
    assert names == ["Choose a counselor", "Ben Okafor"]
    assert ("Maya" in words, "Noor" in words) == (False, False)


def test_nothing_is_asked_where_she_leads_nobody(browser):
    practice = make_practice()
    ben = make_counselor(practice, "Ben Okafor")

    page = signed_in(browser, make_owner(practice)).get(
        reverse("practice:colleague", args=[ben.pk])
    )

    assert list(page.context["leave_form"].fields) == []


def test_one_post_lets_her_go_and_hands_over(browser):
    practice = make_practice()
    ana, ben = make_counselor(practice), make_counselor(practice, "Ben Okafor")
    maya = make_client(ana)
    browser = signed_in(browser, make_owner(practice))
    address = reverse("practice:end_membership", args=[ana.pk])

    browser.post(address, {"leave-successor": ben.pk})

    ana.refresh_from_db()
    leads = maya.care_links.filter(ends_at=None).values_list("membership", flat=True)
    assert (ana.ended_at is None, list(leads)) == (False, [ben.pk])


@pytest.mark.parametrize("chosen", ["nobody", "somebody of another practice"])
def test_without_a_successor_she_stays_and_the_page_says_why(browser, chosen):
    practice = make_practice()
    ana = make_counselor(practice)
    make_client(ana)
    stranger = make_counselor(make_practice(), "Eva Novak")
    browser = signed_in(browser, make_owner(practice))
    sent = {} if chosen == "nobody" else {"leave-successor": stranger.pk}

    page = browser.post(reverse("practice:end_membership", args=[ana.pk]), sent)

    ana.refresh_from_db()
    words = {
        "nobody": "Please choose who takes over.",
        "somebody of another practice": "Please choose a counselor from the list.",
    }
    assert page.context["leave_form"].errors == {"successor": [words[chosen]]}
    assert (ana.ended_at, '<details class="more" open>' in page.content.decode()) == (None, True)


def test_a_refusal_from_elsewhere_keeps_the_choice(browser, monkeypatch):
    practice = make_practice()
    ana, ben = make_counselor(practice), make_counselor(practice, "Ben Okafor")
    make_client(ana)

    def refuse(**_: object) -> None:
        raise facts.Refused("Not before noon.")

    monkeypatch.setitem(facts._listeners, "membership.ended", [refuse])
    browser = signed_in(browser, make_owner(practice))

    address = reverse("practice:end_membership", args=[ana.pk])
    page = browser.post(address, {"leave-successor": ben.pk})

    form = page.context["leave_form"]
    assert (form.non_field_errors(), form["successor"].value()) == (
        ["Not before noon."],
        str(ben.pk),
    )
    assert "End access now" in page.content.decode()
