"""Her notes on a phone: the draft is kept as she types, a note can be undone, nothing is lost."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from clients.models import ClientDraft, Note, NoteRead
from tests.browser.conftest import DESK
from tests.browser.watching import wider_than_the_screen
from tests.factories import make_client, make_counselor, make_note, make_practice, make_thread

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "It was a long week, and the letter came back."


@pytest.fixture
def thread():
    """Ana wrote an hour ago; Maya has not read it."""
    ana = make_counselor(make_practice())
    thread = make_thread(make_client(ana))
    make_note(thread, ana, "How was the week?", sent_at=timezone.now() - timedelta(hours=1))
    return thread


def open_thread(page: Page, sign_in, thread) -> Page:
    sign_in(page, thread.client.membership.user)
    page.goto(reverse("clients:my_thread", args=[thread.pk]))
    return page


def box(page: Page):
    return page.get_by_label("Write to Ana")


def test_she_writes_sends_and_undoes(phone, sign_in, thread, axe_clean):
    open_thread(phone, sign_in, thread)
    expect(phone.get_by_text("How was the week?")).to_be_visible()
    expect(phone.get_by_role("button", name="Mark as read")).to_have_count(0)

    box(phone).fill(WORDS)
    expect(phone.locator("[data-saved]")).to_contain_text("Saved")
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_text("Sent. Ana may see this by")).to_be_visible()
    expect(phone.get_by_text("seconds left")).to_be_visible()
    expect(box(phone)).to_have_value("")
    axe_clean(phone)
    assert (Note.objects.count(), NoteRead.objects.count()) == (2, 1)
    assert not wider_than_the_screen(phone)

    phone.get_by_role("button", name="Undo").click()
    expect(box(phone)).to_have_value(WORDS)
    assert Note.objects.count() == 1


def test_two_pages_of_hers_keep_both_texts(phone, new_page, sign_in, thread):
    desk = new_page(**DESK)
    for page in (phone, desk):
        open_thread(page, sign_in, thread)

    box(phone).fill("On the phone.")
    expect(phone.locator("[data-saved]")).to_contain_text("Saved")
    box(desk).fill("At the desk.")
    desk.get_by_role("link", name="Look at both").click()
    desk.get_by_role("button", name="Keep both, one below the other").click()

    expect(box(desk)).to_have_value("On the phone.\n\nAt the desk.")
    assert ClientDraft.objects.get().others is None


def test_words_of_an_ended_session_wait_for_her(phone, sign_in, thread):
    open_thread(phone, sign_in, thread)
    phone.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    box(phone).fill(WORDS)
    expect(phone.get_by_text("You are signed out. Your words are still here.")).to_be_visible()
    open_thread(phone, sign_in, thread)

    expect(box(phone)).to_have_value(WORDS)
    assert Note.objects.count() == 1


def test_the_number_of_letters_is_said_near_the_limit(phone, sign_in, thread):
    open_thread(phone, sign_in, thread)

    box(phone).fill("x" * 1700)
    expect(phone.locator("#note-body-count")).to_have_text("")
    box(phone).fill("x" * 2040)

    expect(phone.locator("#note-body-count")).to_have_text(
        "2040 of 2000 letters: 40 too many. Nothing is cut."
    )


def test_words_that_ask_for_help_show_it(phone, sign_in, thread):
    open_thread(phone, sign_in, thread)

    box(phone).fill("I want to die.")

    expect(phone.get_by_text("It sounds like today may be very hard.")).to_be_visible()
    phone.get_by_role("button", name="Save and take a break").click()
    expect(phone.get_by_text("Kept as a draft. Only you see it.")).to_be_visible()
