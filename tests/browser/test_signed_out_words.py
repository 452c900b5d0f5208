"""Words written when the session has ended stay on the page and go after a new sign-in."""

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.factories import (
    NOW,
    make_assignment,
    make_client,
    make_counselor,
    make_practice,
    make_submission,
)
from worksheets.models import Comment, Round


@pytest.fixture
def given(transactional_db):
    """A sheet of Maya's, sent to Ana."""
    given = make_assignment(make_client(make_counselor(make_practice())))
    make_submission(given, {"noticed": "The quiet."})
    return given


def signed_out_at(page: Page, press) -> None:
    """Ends the session, presses, and finds the words still there."""
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    press()
    expect(page.get_by_role("alert")).to_contain_text("Your words are still here")


@pytest.fixture
def sign_in_again(live_server, sign_in):
    """As a sign-in in another tab does it: a new session, and a new token for every form."""

    def again(page: Page, user) -> None:
        sign_in(page, user)
        token = {"name": settings.CSRF_COOKIE_NAME, "value": "n" * 32, "url": live_server.url}
        page.context.add_cookies([token])

    return again


def test_a_reply_waits_on_the_page_and_goes_after_a_new_sign_in(
    phone: Page, given, sign_in, sign_in_again
):
    Comment.objects.create(
        client=given.client,
        assignment=given,
        round=given.rounds.get(),
        author=given.assigned_by,
        body="Thank you.",
        sent_at=NOW,
    )
    sign_in(phone, given.client.membership.user)
    phone.goto(f"/my/sheets/{given.pk}/read/")
    phone.get_by_text("Reply", exact=True).click()
    phone.get_by_label("Your reply").fill("An hour of words.")
    send = phone.get_by_role("button", name="Send reply")

    signed_out_at(phone, send.click)

    expect(phone.get_by_label("Your reply")).to_have_value("An hour of words.")
    link = phone.get_by_role("link", name="Sign in, in a new tab")
    with phone.context.expect_page() as opened:
        link.click()
    expect(opened.value.get_by_role("heading", name="Sign in")).to_be_visible()
    # Its passkey script fetches a session of its own: a late one would take this sign-in away.
    opened.value.wait_for_load_state("networkidle")
    sign_in_again(phone, given.client.membership.user)
    send.click()
    expect(phone.get_by_text("Sent.", exact=True)).to_be_visible()
    assert [one.body for one in Comment.objects.filter(is_by_client=True)] == ["An hour of words."]


def test_a_review_waits_on_the_page_and_goes_after_a_new_sign_in(
    desk: Page, given, sign_in, sign_in_again, axe_clean
):
    sign_in(desk, given.assigned_by)
    desk.goto(f"/caseload/{given.client_id}/sheets/{given.pk}/review/")
    box = desk.get_by_label("A word about the whole")
    box.fill("For Thursday.")
    thanks = desk.get_by_role("button", name="Thank Maya")

    signed_out_at(desk, thanks.click)

    axe_clean(desk)
    expect(box).to_have_value("For Thursday.")
    sign_in_again(desk, given.assigned_by)
    thanks.click()
    expect(desk.get_by_text("Maya can read it now.")).to_be_visible()
    assert [one.body for one in Comment.objects.all()] == ["For Thursday."]
    assert Round.objects.get().closing == "thanks"


def test_a_kind_word_waits_on_the_page(desk: Page, given, sign_in):
    declined = make_assignment(given.client, declined_at=NOW, decline_reason="painful")
    sign_in(desk, given.assigned_by)
    desk.goto(f"/caseload/{given.client_id}/sheets/{declined.pk}/kind-word/")
    desk.locator("textarea").fill("No hurry at all.")

    signed_out_at(desk, desk.get_by_role("button", name="Send to Maya").click)

    expect(desk.locator("textarea")).to_have_value("No hurry at all.")
