"""A client's passkey is another way in, and of staff a second step (decision 0019, I-07, I-11)."""

import json
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.webauthn.internal import auth
from django.core import mail
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from practice.models import Membership
from practice.permissions import has_second_step
from tests.factories import NOW, make_client, make_counselor, make_owner, make_practice, make_user
from tests.practice.test_second_factor import give_app, make_strict
from tests.practice.test_sign_in import PASSWORD, code_in, is_signed_in, sign_in, words

pytestmark = pytest.mark.django_db

ADDED, STEP = reverse("mfa_add_webauthn"), reverse("mfa_authenticate")


def a_credential() -> dict:
    """What a device answers when a passkey is added."""
    key = ES256({1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32})
    made = AttestedCredentialData.create(b"a" * 16, b"her phone", key)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    told = AuthenticatorData.create(b"h" * 32, flags, 0, made)
    client = CollectedClientData.create("webauthn.create", b"challenge", "http://testserver")
    response = {
        "clientDataJSON": websafe_encode(client),
        "attestationObject": websafe_encode(AttestationObject.create("none", told, {})),
    }
    name = websafe_encode(b"her phone")
    return {"id": name, "rawId": name, "type": "public-key", "response": response}


def give_passkey(membership: Membership) -> Authenticator:
    """One that the second step can ask for."""
    return Authenticator.objects.create(
        user=membership.user,
        type="webauthn",
        data={"name": "Phone", "credential": a_credential()},
    )


def make_rosa(password: str | None = PASSWORD) -> Membership:
    """A client with a passkey on another device."""
    counselor = make_counselor(make_practice(requires_second_factor=True))
    rosa = make_client(counselor, "Rosa").membership
    rosa.user.email = "rosa@example.org"
    rosa.user.set_password(password)
    rosa.user.save()
    give_passkey(rosa)
    return rosa


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def buttons(response) -> list[str]:
    """What the page's buttons say, from the top."""
    page = text_of(response)
    named = ["Use a passkey instead", "Use a passkey<", "Sign in</button>", "Another way"]
    found = {page.find(word): word.split("<")[0] for word in named if word in page}
    return [found[at] for at in sorted(found)]


def test_her_password_opens_the_door_as_before(browser):
    make_rosa()

    response = sign_in(browser, "rosa@example.org")

    assert (response["Location"], is_signed_in(browser)) == ("/", True)


def test_a_mailed_code_opens_the_door_as_before(browser):
    make_rosa()
    browser.post(reverse("account_request_login_code"), {"email": "rosa@example.org"})

    browser.post(reverse("account_confirm_login_code"), {"code": code_in(mail.outbox[0])})

    assert is_signed_in(browser)


def test_an_app_of_a_client_is_asked_for(browser):
    give_app(make_rosa())

    response = sign_in(browser, "rosa@example.org")

    assert (response["Location"], is_signed_in(browser)) == (STEP, False)


@pytest.mark.parametrize("is_strict", [True, False])
def test_of_staff_a_passkey_is_asked_for(browser, is_strict):
    user = make_user(password=PASSWORD, email="olga@example.org")
    give_passkey(make_owner(make_practice(requires_second_factor=is_strict), user=user))

    response = sign_in(browser, "olga@example.org")

    assert (response["Location"], is_signed_in(browser)) == (STEP, False)


def test_who_is_client_here_and_staff_elsewhere_is_staff():
    rosa = make_rosa()
    before = has_second_step(rosa.user)
    make_owner(make_practice(), user=rosa.user)

    assert (before, has_second_step(rosa.user)) == (False, True)


@pytest.mark.parametrize(
    ("password", "page"),
    [(PASSWORD, "account_reauthenticate"), (None, "practice:confirm")],
)
def test_later_she_shows_that_it_is_her_as_before(browser, password, page):
    rosa = make_rosa(password)
    with time_machine.travel(NOW, tick=False) as clock:
        browser.sign_in(rosa.user)
        clock.shift(timedelta(minutes=6))
        asked = browser.get(ADDED)["Location"]
        opened = browser.get(asked)

    ways = [way["description"] for way in opened.context["reauthentication_alternatives"]]
    assert (asked.split("?")[0], ways) == (reverse(page), ["Use a passkey"])
    assert "next=" in opened.context["reauthentication_alternatives"][0]["url"]


def test_the_second_step_leads_with_what_she_has(browser):
    owner = make_strict()
    give_passkey(owner)
    RecoveryCodes.activate(owner.user)
    sign_in(browser, "olga@example.org")

    page = browser.get(STEP)
    wrong = browser.post(STEP, {"code": "nothing"})

    assert buttons(page) == ["Use a passkey", "Sign in", "Another way"]
    assert "authenticator app" not in text_of(page)
    assert words(wrong) == [
        "That is not one of your recovery codes, or it was used before. Please look again."
    ]


def test_without_recovery_codes_no_code_is_asked_for(browser):
    give_passkey(make_strict())
    sign_in(browser, "olga@example.org")

    page = browser.get(STEP)

    assert (buttons(page), 'name="code"' in text_of(page)) == (
        ["Use a passkey", "Another way"],
        False,
    )


def test_with_an_app_its_code_leads(browser):
    owner = make_strict()
    give_app(owner)
    give_passkey(owner)
    sign_in(browser, "olga@example.org")

    page = browser.get(STEP)
    wrong = browser.post(STEP, {"code": "000000"})

    assert buttons(page) == ["Sign in", "Use a passkey instead", "Another way"]
    assert "recovery codes" not in text_of(page)
    assert words(wrong) == [
        "That is not the code. Your app shows a new one every half minute: please type the one "
        "it shows now."
    ]


def said_before_adding(browser, membership: Membership) -> str:
    browser.sign_in(membership.user)
    page = text_of(browser.get(ADDED))
    told = {
        "another way": "It is one more way in.",
        "brings a step": "From then on a second step follows",
        "as a step": "it can be your second step",
    }
    return " ".join(name for name, start in told.items() if start in page)


def test_before_she_adds_one_the_page_says_what_changes(browser):
    assert said_before_adding(browser, make_rosa()) == "another way"


def test_staff_are_told_of_the_step_that_comes_with_it(browser):
    assert said_before_adding(browser, make_strict()) == "brings a step"


def test_who_has_an_app_hears_that_it_can_stand_in(browser):
    rosa = make_rosa()
    give_app(rosa)

    assert said_before_adding(browser, rosa) == "as a step"


@pytest.mark.parametrize(("has_app", "is_offered"), [(False, False), (True, True)])
def test_recovery_codes_are_offered_where_something_asks_for_them(browser, has_app, is_offered):
    rosa = make_rosa()
    if has_app:
        give_app(rosa)
    browser.sign_in(rosa.user)

    page = text_of(browser.get(reverse("mfa_index")))

    assert ("You have 1 passkey." in page, "Recovery codes" in page) == (True, is_offered)


def test_with_the_app_go_codes_that_nothing_asks_for_any_more(browser):
    rosa = make_rosa()
    give_app(rosa)
    RecoveryCodes.activate(rosa.user)
    browser.sign_in(rosa.user)

    browser.post(reverse("mfa_deactivate_totp"))

    assert set(rosa.user.authenticator_set.values_list("type", flat=True)) == {"webauthn"}


@pytest.mark.parametrize(
    ("make", "kept", "led"),
    [
        (make_rosa, {"webauthn"}, "mfa_index"),
        (make_strict, {"webauthn", "recovery_codes"}, "mfa_view_recovery_codes"),
    ],
)
def test_recovery_codes_come_where_something_asks_for_them(browser, monkeypatch, make, kept, led):
    made = make()
    browser.sign_in(made.user)
    browser.get(ADDED)
    monkeypatch.setattr(auth, "complete_registration", lambda given: None)

    response = browser.post(ADDED, {"name": "Laptop", "credential": json.dumps(a_credential())})

    kinds = set(made.user.authenticator_set.values_list("type", flat=True))
    assert (response["Location"], kinds) == (reverse(led), kept)
