"""What would take her words away with the page asks first: no network, another sign-in."""

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from practice.models import User
from tests.factories import NOW, make_assignment, make_client, make_counselor, make_practice
from worksheets.models import Answer

pytestmark = pytest.mark.django_db(transaction=True)

ELSEWHERE = "Somebody else has signed in in this browser."


@pytest.fixture
def given():
    """Her sheet, begun."""
    return make_assignment(make_client(make_counselor(make_practice())), round={"opened_at": NOW})


@pytest.fixture
def part(phone: Page, sign_in, given) -> Page:
    """Her phone at the first part."""
    sign_in(phone, given.client.membership.user)
    phone.goto(reverse("worksheets:part", args=[given.pk, 1]))
    return phone


def box(page: Page):
    """Where she writes."""
    return page.get_by_label("What did you notice this week?")


def line(page: Page):
    """What is said of saving."""
    return page.locator("[data-saved]").first


def rosa() -> User:
    """Somebody who uses the same browser."""
    return make_client(make_counselor(make_practice()), "Rosa").membership.user


def asked_on_closing(page: Page) -> list[str]:
    """Which questions the browser asks when the tab is closed; each is answered with staying."""
    asked: list[str] = []

    def stay(dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    other = page.context.new_page()
    page.bring_to_front()
    page.on("dialog", stay)
    page.close(run_before_unload=True)
    other.wait_for_timeout(500)
    return asked


def test_closing_without_a_network_asks_first(part):
    part.context.set_offline(True)
    box(part).fill("Written in a tunnel.")
    expect(line(part)).to_have_text("Not saved yet. Trying again.")

    assert asked_on_closing(part) == ["beforeunload"]
    expect(box(part)).to_have_value("Written in a tunnel.")


def test_closing_with_everything_saved_asks_nothing(part):
    box(part).fill("Saved.")
    expect(line(part)).to_have_attribute("data-state", "saved")

    assert asked_on_closing(part) == []
    assert part.is_closed()


def test_going_on_right_after_a_word_asks_nothing(part, given):
    asked: list[str] = []
    part.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    box(part).click()
    part.keyboard.type("Quickly.")
    part.goto(reverse("worksheets:help"))

    part.goto(reverse("worksheets:part", args=[given.pk, 1]))
    expect(box(part)).to_have_value("Quickly.")
    assert asked == []


def test_leaving_fast_is_never_held_up(part):
    part.context.set_offline(True)
    box(part).fill("Written in a tunnel.")
    expect(line(part)).to_have_text("Not saved yet. Trying again.")
    part.evaluate("document.dispatchEvent(new CustomEvent('tend:leave'))")

    assert asked_on_closing(part) == []


def test_next_with_nothing_to_save_stays_too_without_a_network(part):
    part.context.set_offline(True)
    part.get_by_role("button", name="Next").click()

    expect(line(part)).to_have_text("No network. Everything on this page is saved, and it stays.")
    part.context.set_offline(False)
    part.get_by_role("button", name="Next").click()
    expect(part.get_by_label("What do you miss the most?")).to_be_visible()


@pytest.fixture
def rosa_signs_in(live_server, sign_in):
    """In another tab: a session of somebody else's, and a new token for every form."""

    def change(page: Page, user) -> None:
        sign_in(page, user)
        token = {"name": settings.CSRF_COOKIE_NAME, "value": "n" * 32, "url": live_server.url}
        page.context.add_cookies([token])

    return change


def test_the_page_of_another_sign_in_stays_and_its_words_wait(part, given, rosa_signs_in):
    rosa_signs_in(part, rosa())
    box(part).fill("Maya writes on.")
    expect(line(part)).to_contain_text(ELSEWHERE)
    with part.expect_response("**/save/"):
        box(part).fill("Maya writes on, and on.")
    part.get_by_role("button", name="Next").click()
    part.wait_for_timeout(1_000)

    expect(box(part)).to_have_value("Maya writes on, and on.")
    assert (asked_on_closing(part), list(Answer.objects.all())) == ([], [])
    (other,) = part.context.pages
    rosa_signs_in(other, given.client.membership.user)
    other.goto(reverse("worksheets:held", args=[given.pk]))
    expect(other.get_by_text("Maya writes on, and on.")).to_be_visible()


def test_signed_in_again_as_herself_the_same_page_goes_on(part, given, rosa_signs_in):
    rosa_signs_in(part, rosa())
    box(part).fill("Maya writes on.")
    expect(line(part)).to_contain_text(ELSEWHERE)

    rosa_signs_in(part, given.client.membership.user)
    part.get_by_role("button", name="Next").click()

    expect(part.get_by_label("What do you miss the most?")).to_be_visible()
    assert Answer.objects.get().value == "Maya writes on."
