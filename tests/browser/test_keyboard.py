"""Without a mouse: only Tab, arrows, Space, Enter and letters, from the sign-in to the receipt."""

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Page, expect

from tests.clients.people import PASSWORD
from tests.factories import make_assignment, make_client, make_counselor, make_practice
from worksheets.models import Answer, SharedAnswer

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 120
NAME = """() => {
    const at = document.activeElement
    const by = (at.getAttribute('aria-labelledby') || '').split(' ')
        .map(id => document.getElementById(id)?.textContent || '').join(' ')
    const labels = [...(at.labels || [])].map(one => one.textContent).join(' ')
    const own = at.getAttribute('aria-label') || ''
    return (by + labels + own + at.textContent).replace(/\\s+/g, ' ').trim()
}"""
OUTLINED = """() => {
    const at = document.activeElement, seen = one => {
        const style = getComputedStyle(one)
        return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
            || style.boxShadow !== 'none'
    }
    return seen(at) || [...(at.labels || [])].some(seen)
        || (at.parentElement && seen(at.parentElement))
        || (at.nextElementSibling ? seen(at.nextElementSibling) : false)
}"""


@pytest.fixture
def maya():
    """A client who signs in by password, with one small sheet."""
    client = make_client(make_counselor(make_practice()))
    user = client.membership.user
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    make_assignment(client)
    return client


def tab_to(page: Page, name: str) -> None:
    """Presses Tab until what has this name is in focus, which can be seen."""
    for _ in range(MANY):
        page.keyboard.press("Tab")
        if page.evaluate(NAME).startswith(name):
            assert page.evaluate(OUTLINED), f"nobody sees that {name!r} is in focus"
            return
    pytest.fail(f"Tab never reaches {name!r} on {page.url}")


def press(page: Page, name: str) -> None:
    """Goes to a button or a link, and presses it."""
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def sign_in_by_keys(page: Page, maya) -> None:
    """At the sign-in page."""
    page.goto("/account/login/")
    tab_to(page, "E-mail or sign-in name")
    page.keyboard.type(maya.membership.user.email)
    tab_to(page, "Password")
    page.keyboard.type(PASSWORD)
    press(page, "Sign in")


def test_her_whole_way_by_keyboard_alone(phone, maya):
    sign_in_by_keys(phone, maya)

    press(phone, "Begin")
    press(phone, "Begin")
    tab_to(phone, "What did you notice this week?")
    phone.keyboard.type("A short call.")
    press(phone, "Next")
    tab_to(phone, "What do you miss the most?")
    phone.keyboard.type("Her laughter.")
    press(phone, "Next")
    tab_to(phone, "0")
    for _ in range(7):
        phone.keyboard.press("ArrowRight")
    press(phone, "Look it over")
    tab_to(phone, "What do you miss the most?")
    phone.keyboard.press("Space")
    press(phone, "Send to Ana: done")

    expect(phone.get_by_role("heading", name="Thank you.")).to_be_visible()
    shared = {row.prompt_key: row.value for row in SharedAnswer.objects.all()}
    assert shared == {"noticed": "A short call.", "miss": "Her laughter.", "size": 7}


def test_not_now_by_keyboard_alone(phone, maya):
    sign_in_by_keys(phone, maya)

    press(phone, "Put it aside")
    tab_to(phone, "It is too painful right now")
    phone.keyboard.press("ArrowDown")
    press(phone, "Put it aside")

    expect(phone.get_by_text("That is fine. It is put aside")).to_be_visible()
    assert maya.assignments.get().decline_reason == "no_privacy"


@pytest.mark.parametrize("path", ["/my/", "/my/work/", "/my/settings/", "/my/dates/", "/help/"])
def test_tab_goes_through_a_page_and_out_of_it(phone, maya, sign_in, path):
    sign_in(phone, maya.membership.user)
    phone.goto(path)
    phone.keyboard.press("Tab")
    first, met = phone.evaluate(NAME), []
    for _ in range(MANY):
        phone.keyboard.press("Tab")
        met.append(phone.evaluate("document.activeElement.tagName"))
        if met[-1] == "BODY" or phone.evaluate(NAME) == first:
            break

    assert first == "Skip to the page"
    assert 3 < len(met) < MANY


def test_the_first_tab_skips_to_the_page(phone, maya, sign_in):
    sign_in(phone, maya.membership.user)
    phone.goto("/my/")

    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")

    assert phone.evaluate("document.activeElement.id") == "main"


def test_enter_in_a_line_goes_on_and_never_stops_or_declines(phone, maya, sign_in):
    sign_in(phone, maya.membership.user)
    phone.goto("/my/")
    press(phone, "Begin")
    press(phone, "Begin")
    press(phone, "Next")
    press(phone, "Next")
    tab_to(phone, "0")
    phone.keyboard.press("ArrowRight")

    with phone.expect_navigation():
        phone.keyboard.press("Enter")

    assert "/parts/" in phone.url or phone.url.endswith("/share/")
    assert Answer.objects.get(prompt_key="size").value == 1
    assert maya.assignments.get().declined_at is None
