"""A browser's Back to a page that answered a form: that page, never "send it once more?"."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from practice import deliveries
from tests.clients.people import invite, make_people
from tests.factories import (
    NOW,
    make_assignment,
    make_client,
    make_counselor,
    make_practice,
    make_submission,
    make_version,
)
from worksheets.models import Comment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def maya():
    """Ana's client."""
    return make_client(make_counselor(make_practice()))


def back_from_help(page: Page) -> None:
    """Opens the help page and goes back, once the page that answered has run its scripts."""
    page.wait_for_load_state()
    page.goto(reverse("worksheets:help"))
    page.go_back()


def test_back_to_a_sign_in_that_did_not_work(phone: Page):
    phone.goto(reverse("account_login"))
    phone.get_by_label("E-mail").fill("nobody@example.org")
    phone.get_by_label("Password", exact=True).fill("not the words")
    phone.get_by_role("button", name="Sign in", exact=True).click()
    expect(phone.get_by_text("do not go together")).to_be_visible()

    back_from_help(phone)

    expect(phone.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(phone.get_by_text("do not go together")).not_to_be_visible()


def test_back_to_the_steps_of_coming_in(phone: Page, mailoutbox):
    invite(make_people().ana, timezone.now())
    deliveries.dispatch(now=timezone.now())
    phone.goto(re.search(r"/welcome/\S+", mailoutbox[0].body)[0])
    phone.get_by_role("button", name="Go on").click()
    phone.get_by_label("I am 18 or older.").check()
    phone.get_by_label("I have read how this works").check()
    phone.get_by_label("Password").fill("too short")
    phone.get_by_role("button", name="Yes, let me in").click()
    expect(phone.get_by_role("alert").first).to_be_visible()

    back_from_help(phone)

    expect(phone.get_by_role("button", name="Yes, let me in")).to_be_visible()


def test_back_to_a_sheet_that_was_not_given_yet(desk: Page, maya, sign_in):
    version = make_version()
    sign_in(desk, maya.care_links.get().membership.user)
    desk.goto(reverse("worksheets:assign", args=[maya.pk, version.worksheet_id]))
    give = desk.get_by_role("button", name="Give it to Maya")
    give.click()
    expect(desk.get_by_text("A line from you helps her begin.").first).to_be_visible()

    back_from_help(desk)

    expect(give).to_be_visible()


def test_back_to_an_address_that_only_takes_posts_has_her_words(phone: Page, maya, sign_in):
    given = make_assignment(maya)
    make_submission(given, {"noticed": "The quiet."})
    ids = {"client": maya, "assignment": given, "round": given.rounds.get()}
    Comment.objects.create(**ids, author=given.assigned_by, body="Thank you.", sent_at=NOW)
    sign_in(phone, maya.membership.user)
    phone.goto(reverse("worksheets:read", args=[given.pk]))
    phone.get_by_text("Reply", exact=True).click()
    box = phone.get_by_label("Your reply")
    box.fill("Long. " * 1000)
    phone.get_by_role("button", name="Send reply").click()
    expect(phone.get_by_text("at most 4000")).to_be_visible()

    back_from_help(phone)

    expect(box).to_have_value("Long. " * 1000)
    assert phone.url.endswith(reverse("worksheets:read", args=[given.pk]))
    assert not Comment.objects.filter(is_by_client=True).exists()


def test_a_reload_asks_for_the_page_alone(phone: Page):
    phone.goto(reverse("account_login"))
    phone.get_by_label("E-mail").fill("nobody@example.org")
    phone.get_by_label("Password", exact=True).fill("not the words")
    phone.get_by_role("button", name="Sign in", exact=True).click()
    expect(phone.get_by_text("do not go together")).to_be_visible()

    phone.wait_for_load_state()
    with phone.expect_request("**/account/login/") as asked:
        phone.reload()

    assert asked.value.method == "GET"
