"""A passkey in a real browser: added under the strict policy, then enough to come in (I-06)."""

from django.urls import reverse
from playwright.sync_api import Page, expect

from practice.models import Membership
from tests.factories import make_owner, make_practice, make_user

PASSWORD = "lanterns over a slow river"


def make_colleague() -> Membership:
    user = make_user(email="olga@example.org", name="Olga Brandt", password=PASSWORD)
    return make_owner(make_practice(requires_second_factor=True), user=user)


def give_authenticator(page: Page) -> None:
    """A device with a fingerprint reader that always says yes."""
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def with_password(page: Page) -> None:
    page.goto(reverse("account_login"))
    page.get_by_label("E-mail or sign-in name").fill("olga@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def at(page: Page, live_server, name: str) -> None:
    expect(page).to_have_url(live_server.url + reverse(name))


def test_a_passkey_is_added_and_opens_the_door(page, live_server, axe_clean):
    make_colleague()
    give_authenticator(page)
    with_password(page)
    at(page, live_server, "mfa_index")
    axe_clean(page)

    page.get_by_role("link", name="Add a passkey").click()
    axe_clean(page)
    page.get_by_label("A name for this passkey").fill("My phone")
    page.get_by_role("button", name="Add it").click()
    at(page, live_server, "mfa_view_recovery_codes")
    axe_clean(page)
    page.get_by_role("link", name="I have them, go on").click()
    at(page, live_server, "practice:overview")

    page.get_by_role("button", name="Sign out").first.click()
    at(page, live_server, "account_login")
    page.get_by_role("button", name="Use a passkey").click()

    at(page, live_server, "practice:overview")
