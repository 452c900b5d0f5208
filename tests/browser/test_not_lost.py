"""What would take her words away with the page asks first: no network, another sign-in."""

import re
import time

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from practice.models import User
from tests.factories import (
    NOW,
    make_assignment,
    make_client,
    make_counselor,
    make_practice,
    make_submission,
)
from worksheets.models import Answer, Comment

pytestmark = pytest.mark.django_db(transaction=True)

ELSEWHERE = "Somebody else has signed in here."


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
    until = time.monotonic() + 5
    while not Answer.objects.exists() and time.monotonic() < until:
        time.sleep(0.05)

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


def test_the_way_to_the_sign_in_can_be_pressed_from_the_box(part):
    part.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    box(part).fill("Not lost.")
    line(part).get_by_role("link", name="Sign in and save them").click(delay=300)

    expect(part.get_by_role("heading", name="Sign in")).to_be_visible()


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


# --- at the desk --------------------------------------------------------------------------------


@pytest.fixture
def review(desk: Page, sign_in, given) -> Page:
    """Ana at the review of what Maya sent."""
    make_submission(given, {"noticed": "The quiet."})
    sign_in(desk, given.assigned_by)
    desk.goto(reverse("worksheets:review", args=[given.client_id, given.pk]))
    return desk


def comment(page: Page):
    """The first comment box."""
    return page.get_by_label("Your comment").first


def told(page: Page):
    """What is said of its draft."""
    return page.locator("#s-c-noticed")


def test_a_draft_says_its_time_as_every_page_does(review):
    comment(review).fill("Yes, that.")

    expect(told(review)).to_have_text(re.compile(r"^Draft kept \d?\d:\d\d\s[ap]m$"))
    assert asked_on_closing(review) == []


def test_signed_out_in_another_tab_a_draft_says_so_at_once(review, given, rosa_signs_in):
    review.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    comment(review).fill("Yes, that.")
    expect(told(review)).to_contain_text("You are signed out. Your words are still here.")
    link = told(review).get_by_role("link", name="Sign in, in a new tab")
    with review.context.expect_page() as opened:
        link.click(delay=300)
    opened.value.wait_for_load_state("networkidle")

    rosa_signs_in(review, given.assigned_by)
    opened.value.close()
    review.get_by_role("button", name="Keep as draft").click()

    expect(review.get_by_text("Kept as a draft. Only you see it.")).to_be_visible()
    assert [one.body for one in Comment.objects.all()] == ["Yes, that."]


def test_a_review_without_a_network_stays_and_asks_before_it_closes(review):
    review.context.set_offline(True)
    comment(review).fill("In the train.")
    review.get_by_role("button", name="Thank Maya").click()

    expect(told(review)).to_have_text("No network. This page stays until it is saved.")
    assert asked_on_closing(review) == ["beforeunload"]
    review.context.set_offline(False)
    expect(told(review)).to_contain_text("Draft kept")
    review.get_by_role("button", name="Thank Maya").click()
    expect(review.get_by_text("Maya can read it now.")).to_be_visible()


def test_a_review_of_another_sign_in_stays_with_its_words(review, rosa_signs_in):
    rosa_signs_in(review, make_counselor(make_practice()).user)
    comment(review).fill("Ana writes on.")
    expect(told(review)).to_contain_text(ELSEWHERE)
    review.get_by_role("button", name="Thank Maya").click()
    review.wait_for_timeout(500)

    expect(comment(review)).to_have_value("Ana writes on.")
    assert list(Comment.objects.all()) == []
