"""Second factors: asked of staff, sealed at rest, never lost by one click (I-07, I-11, trap 5)."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from zeal import zeal_ignore

from practice.models import Membership
from tests.factories import NOW, make_client, make_counselor, make_owner, make_practice, make_user
from tests.practice.test_sign_in import PASSWORD, code_in, is_signed_in, sign_in
from tests.web import Browser

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def make_strict(**fields) -> Membership:
    """An owner whose practice asks for a second factor."""
    user = make_user(password=PASSWORD, name="Olga Brandt", email="olga@example.org")
    return make_owner(make_practice(requires_second_factor=True), user=user, **fields)


def app_code() -> str:
    return format_hotp_value(hotp_value(SECRET, int(timezone.now().timestamp()) // 30))


def give_app(membership: Membership) -> Authenticator:
    return TOTP.activate(membership.user, SECRET).instance


def give_passkey(membership: Membership, name: str = "Phone") -> Authenticator:
    """A row that lists and deletes; it cannot sign in."""
    return Authenticator.objects.create(
        user=membership.user, type="webauthn", data={"name": name, "credential": {}}
    )


def test_staff_without_a_second_step_are_led_to_one(browser):
    browser.force_login(make_strict().user)

    pages = ["practice:overview", "practice:profile", "practice:start", "account_email"]
    led = [browser.get(reverse(page))["Location"] for page in pages]

    assert led == [reverse("mfa_index")] * 4


@pytest.mark.parametrize(
    ("page", "status"),
    [("mfa_index", 200), ("account_logout", 200), ("practice:healthz", 200)],
)
def test_setting_it_up_and_going_away_stay_open(browser, page, status):
    browser.force_login(make_strict().user)

    response = browser.get(reverse(page))

    assert response.status_code == status


def test_a_script_is_told_where_to_go(browser):
    browser.force_login(make_strict().user)

    response = browser.get(reverse("practice:people"), headers={"Accept": "application/json"})

    assert (response.status_code, response.json()) == (401, {"sign_in": reverse("mfa_index")})


def test_recovery_codes_alone_are_no_second_step(browser):
    owner = make_strict()
    Authenticator.objects.create(user=owner.user, type="recovery_codes", data={})
    browser.force_login(owner.user)

    response = browser.get(reverse("practice:people"))

    assert response["Location"] == reverse("mfa_index")


def test_clients_and_relaxed_practices_are_not_asked(browser):
    client = make_client(make_counselor(make_practice(requires_second_factor=True)))
    relaxed = make_owner(make_practice(requires_second_factor=False))

    statuses = []
    for user in (client.membership.user, relaxed.user):
        browser.force_login(user)
        statuses.append(browser.get(reverse("usersessions_list")).status_code)

    assert statuses == [200, 200]


@time_machine.travel(NOW, tick=False)
def test_setting_up_an_app_opens_the_practice(browser):
    make_strict()
    sign_in(browser, "olga@example.org")
    secret = browser.get(reverse("mfa_activate_totp")).context["form"].secret

    code = format_hotp_value(hotp_value(secret, int(NOW.timestamp()) // 30))
    response = browser.post(reverse("mfa_activate_totp"), {"code": code})

    assert response["Location"] == reverse("mfa_view_recovery_codes")
    assert browser.get(reverse("practice:overview")).status_code == 200
    assert [message.subject for message in mail.outbox] == ["Your Tend sign-in was changed"]


def test_the_picture_for_the_app_needs_no_inline_style(browser):
    make_strict()
    sign_in(browser, "olga@example.org")

    page = browser.get(reverse("mfa_activate_totp")).content.decode()

    assert ("<svg" in page, "style=" in page, "data:image" in page) == (True, False, False)


@time_machine.travel(NOW, tick=False)
def test_the_second_step_follows_password_and_code(browser):
    give_app(make_strict())

    first = sign_in(browser, "olga@example.org")["Location"]
    wrong = browser.post(reverse("mfa_authenticate"), {"code": "000000"})
    right = browser.post(reverse("mfa_authenticate"), {"code": app_code()})

    assert (first, wrong.status_code, right["Location"]) == (reverse("mfa_authenticate"), 200, "/")
    assert is_signed_in(browser)


@time_machine.travel(NOW, tick=False)
def test_a_reset_password_does_not_skip_it(browser):
    give_app(make_strict())
    browser.post(reverse("account_reset_password"), {"email": "olga@example.org"})
    confirm, complete = "account_confirm_password_reset_code", "account_complete_password_reset"
    browser.post(reverse(confirm), {"code": code_in(mail.outbox[0])})
    browser.post(reverse(complete), {"password1": "four apples in the rain"})

    sign_in(browser, "olga@example.org", "four apples in the rain")

    assert not is_signed_in(browser)


@time_machine.travel(NOW, tick=False)
def test_a_code_of_the_app_works_once(browser):
    give_app(make_strict())
    other = Browser()
    for each in (browser, other):
        sign_in(each, "olga@example.org")
        each.post(reverse("mfa_authenticate"), {"code": app_code()})

    assert (is_signed_in(browser), is_signed_in(other)) == (True, False)


def test_secrets_are_sealed_at_rest():
    app = give_app(make_strict())

    app.refresh_from_db()

    assert SECRET not in str(app.data)
    assert app.wrap().validate_code("000000") is False


def test_the_last_second_step_stays(browser):
    owner = make_strict()
    passkey = give_passkey(owner)
    browser.sign_in(owner.user)
    remove = reverse("mfa_remove_webauthn", args=[passkey.pk])

    refused = browser.post(remove)
    give_app(owner)
    with zeal_ignore():  # the library looks it up twice
        removed = browser.post(remove)

    assert (refused["Location"], removed["Location"]) == (
        reverse("mfa_index"),
        reverse("mfa_list_webauthn"),
    )
    assert list(owner.user.authenticator_set.values_list("type", flat=True)) == ["totp"]


def test_the_last_app_stays_too(browser):
    owner = make_strict()
    give_app(owner)
    browser.sign_in(owner.user)

    page = browser.get(reverse("mfa_deactivate_totp")).content.decode()
    browser.post(reverse("mfa_deactivate_totp"))

    assert "This is your last second step" in page
    assert owner.user.authenticator_set.count() == 1


def test_somebody_elses_passkey_is_not_there(browser):
    passkey = give_passkey(make_owner(make_practice()))
    owner = make_strict()
    give_app(owner)
    browser.sign_in(owner.user)

    response = browser.post(reverse("mfa_remove_webauthn", args=[passkey.pk]))

    assert (response.status_code, Authenticator.objects.filter(pk=passkey.pk).exists()) == (
        404,
        True,
    )


def test_nothing_is_asked_twice_within_five_minutes(browser):
    make_strict()
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(browser, "olga@example.org")
        clock.shift(timedelta(minutes=4))
        fresh = browser.get(reverse("mfa_add_webauthn")).status_code
        clock.shift(timedelta(minutes=2))
        stale = browser.get(reverse("mfa_add_webauthn"))["Location"]

    assert (fresh, stale) == (
        200,
        "/account/reauthenticate/?next=%2Faccount%2F2fa%2Fwebauthn%2Fadd%2F",
    )


def test_with_a_second_step_the_password_alone_adds_nothing(browser):
    owner = make_strict()
    give_app(owner)
    with time_machine.travel(NOW, tick=False) as clock:
        browser.sign_in(owner.user)
        clock.shift(timedelta(minutes=6))
        asked = browser.get(reverse("mfa_add_webauthn"))["Location"]
        by_password = browser.get(reverse("account_reauthenticate"))["Location"]
        proved = browser.post(asked, {"code": app_code()})["Location"]
        opened = browser.get(proved).status_code

    assert (asked, by_password, proved, opened) == (
        "/account/2fa/reauthenticate/?next=%2Faccount%2F2fa%2Fwebauthn%2Fadd%2F",
        "/account/2fa/reauthenticate/",
        "/account/2fa/webauthn/add/",
        200,
    )


def test_without_password_and_factor_a_mailed_code_proves_it(browser):
    client = make_client(make_counselor(make_practice()))
    with time_machine.travel(NOW, tick=False) as clock:
        browser.sign_in(client.membership.user)
        clock.shift(timedelta(minutes=6))
        asked = browser.get(reverse("mfa_add_webauthn"))["Location"]
        browser.post(asked)
        wrong = browser.post(asked, {"code": "BBBB-BBBB"}).status_code
        proved = browser.post(asked, {"code": code_in(mail.outbox[0])})["Location"]
        again = browser.post(asked, {"code": code_in(mail.outbox[0])}).status_code

    assert (asked, wrong, proved, again) == (
        "/account/confirm/?next=%2Faccount%2F2fa%2Fwebauthn%2Fadd%2F",
        200,
        "/account/2fa/webauthn/add/",
        200,
    )
    assert [message.to for message in mail.outbox] == [[client.membership.user.email]]


@pytest.mark.parametrize("has_app", [False, True])
def test_a_mailbox_replaces_neither_password_nor_second_step(browser, has_app):
    owner = make_strict()
    proof = reverse("mfa_reauthenticate" if has_app else "account_reauthenticate")
    if has_app:
        give_app(owner)
    with time_machine.travel(NOW, tick=False) as clock:
        browser.sign_in(owner.user)
        clock.shift(timedelta(minutes=6))
        page = reverse("practice:confirm") + "?next=%2Faccount%2F2fa%2F"
        led = [ask(page)["Location"] for ask in (browser.get, browser.post)]
        coded = browser.post(page, {"code": "BBBB-BBBB"})["Location"]

    assert [*led, coded] == [f"{proof}?next=%2Faccount%2F2fa%2F"] * 3
    assert (mail.outbox, "proof" in browser.session) == ([], False)


def test_without_address_password_or_factor_nothing_is_proven(browser):
    browser.force_login(make_user(email=None, sign_in_name="rosa"))

    assert browser.post(reverse("practice:confirm")).status_code == 403


@pytest.mark.parametrize("spoil", ["tries", "time"])
def test_a_mailed_proof_does_not_hold_for_ever(browser, spoil):
    client = make_client(make_counselor(make_practice()))
    with time_machine.travel(NOW, tick=False) as clock:
        browser.sign_in(client.membership.user)
        browser.post(reverse("practice:confirm"))
        if spoil == "tries":
            for _ in range(3):
                browser.post(reverse("practice:confirm"), {"code": "BBBB-BBBB"})
        else:
            clock.shift(timedelta(minutes=11))
        response = browser.post(reverse("practice:confirm"), {"code": code_in(mail.outbox[0])})

    assert response.status_code == 200


def test_adding_a_passkey_says_what_happens(browser):
    make_strict()
    sign_in(browser, "olga@example.org")

    response = browser.get(reverse("mfa_add_webauthn"))

    options = response.context["js_data"]["creation_options"]["publicKey"]
    assert (options["rp"]["name"], response.context["form"]["name"].value()) == (
        "Tend",
        "Passkey 1",
    )
