"""A passkey in a real browser: added under the strict policy, then enough to come in (I-06)."""

from collections.abc import Callable

from django.urls import reverse
from playwright.sync_api import Page, Request, expect

from practice.models import Membership
from tests.factories import make_owner, make_practice, make_user

PASSWORD = "lanterns over a slow river"


def make_colleague() -> Membership:
    user = make_user(email="olga@example.org", name="Olga Brandt", password=PASSWORD)
    return make_owner(make_practice(requires_second_factor=True), user=user)


def give_authenticator(page: Page) -> Callable[[bool], None]:
    """A device with a fingerprint reader that says yes, or waits when told `touch(False)`."""
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
    made = wire.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def touch(is_there: bool) -> None:
        presence = {"authenticatorId": made["authenticatorId"], "enabled": is_there}
        wire.send("WebAuthn.setAutomaticPresenceSimulation", presence)

    return touch


def with_password(page: Page) -> None:
    page.goto(reverse("account_login"))
    page.get_by_label("E-mail or sign-in name").fill("olga@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def at(page: Page, live_server, name: str) -> None:
    expect(page).to_have_url(live_server.url + reverse(name))


def is_passkey_sent(request: Request) -> bool:
    return request.method == "POST" and request.url.endswith(reverse("mfa_login_webauthn"))


def add_passkey(page: Page, live_server) -> None:
    """From the page that asks for a second step to the owner's own, and out again."""
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("A name for this passkey").fill("My phone")
    page.get_by_role("button", name="Add it").click()
    at(page, live_server, "mfa_view_recovery_codes")
    page.get_by_role("link", name="I have them, go on").click()
    at(page, live_server, "practice:overview")


def test_the_pages_of_a_passkey_are_clean(page, live_server, axe_clean):
    make_colleague()
    give_authenticator(page)
    with_password(page)
    at(page, live_server, "mfa_index")
    axe_clean(page)

    page.get_by_role("link", name="Add a passkey").click()
    expect(page.get_by_label("A name for this passkey")).to_be_visible()
    axe_clean(page)
    page.get_by_label("A name for this passkey").fill("My phone")
    page.get_by_role("button", name="Add it").click()

    at(page, live_server, "mfa_view_recovery_codes")
    axe_clean(page)


def test_a_passkey_is_added_and_opens_the_door(page, live_server):
    make_colleague()
    touch = give_authenticator(page)
    with_password(page)
    add_passkey(page, live_server)
    touch(False)
    page.get_by_role("button", name="Sign out").first.click()
    at(page, live_server, "account_login")
    page.wait_for_load_state("networkidle")

    touch(True)
    page.get_by_role("button", name="Use a passkey").click()

    at(page, live_server, "practice:overview")


def test_the_address_field_offers_it_before_anything_is_typed(page, live_server):
    """Rulings 21: the browser's list begins with her passkey; here its device picks at once."""
    make_colleague()
    give_authenticator(page)
    with_password(page)
    add_passkey(page, live_server)

    with page.expect_request(is_passkey_sent):
        page.get_by_role("button", name="Sign out").first.click()

    at(page, live_server, "practice:overview")


def test_without_any_passkey_the_address_leads(page):
    page.goto(reverse("account_login"))

    fields = page.locator("main input:visible").evaluate_all("all => all.map(one => one.name)")
    ways = page.locator("main :is(button, a.button):visible").all_inner_texts()
    assert fields == ["login", "password"]
    assert [" ".join(way.split()) for way in ways] == [
        "Show Password",
        "Sign in",
        "I forgot it",
        "Use a passkey",
        "Send me a code by e-mail",
    ]


def test_without_script_no_button_leads_nowhere(new_page):
    page = new_page(java_script_enabled=False)
    page.goto(reverse("account_login"))

    ways = page.locator("main :is(button, a.button):visible").all_inner_texts()

    assert [" ".join(way.split()) for way in ways] == [
        "Sign in",
        "I forgot it",
        "Send me a code by e-mail",
    ]
