"""The counselor's notes at a desk: by keyboard, an opening, a draft by itself, nothing for axe."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from clients.models import Note, NoteRead, SessionPoint, StaffDraft, ThreadRest
from tests.browser.watching import wider_than_the_screen
from tests.factories import make_client, make_counselor, make_note, make_practice, make_thread

pytestmark = pytest.mark.django_db(transaction=True)
OPENING = "Thank you for writing, Maya. Let's keep this for when we meet."


@pytest.fixture
def ana():
    """Maya wrote two hours ago, Zoe an hour ago."""
    ana = make_counselor(make_practice())
    for hours, name in ((2, "Maya"), (1, "Zoe")):
        client = make_client(ana, name)
        at = timezone.now() - timedelta(hours=hours)
        make_note(make_thread(client), client, f"{name} saw the swing.", sent_at=at)
    return ana


def test_from_the_inbox_to_an_answer_by_keyboard(desk: Page, ana, sign_in, axe_clean):
    sign_in(desk, ana.user)
    desk.goto(reverse("clients:inbox"))
    axe_clean(desk)

    desk.keyboard.press("Alt+j")
    expect(desk.get_by_role("link", name="Maya")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Maya saw the swing.")).to_be_visible()
    expect(desk.get_by_role("button", name="Mark as read")).to_have_count(0)
    assert NoteRead.objects.count() == 1

    desk.get_by_label("Begin with").select_option("session")
    desk.get_by_role("button", name="Put it in the box").click()
    expect(desk.get_by_label("Write to Maya")).to_have_value(OPENING)
    expect(desk.locator("[data-saved]")).to_contain_text("Saved")
    assert StaffDraft.objects.get().body == OPENING
    axe_clean(desk)

    desk.get_by_role("button", name="Send", exact=True).click()
    expect(desk.get_by_text("Sent. Maya can read it in a minute.")).to_be_visible()
    assert Note.objects.get(author=ana).body == OPENING
    # She answered: the next in the inbox is the only one left.
    desk.keyboard.press("Alt+j")
    expect(desk.get_by_text("Zoe saw the swing.")).to_be_visible()


def test_a_point_stands_first_on_her_page(page: Page, ana, sign_in, axe_clean):
    note = Note.objects.order_by("sent_at").first()
    sign_in(page, ana.user)
    page.goto(reverse("clients:client_thread", args=[note.client_id, note.thread_id]))
    page.get_by_role("button", name="Keep for the next session").click()
    expect(page.get_by_role("link", name="Kept for the next session")).to_be_visible()
    assert not wider_than_the_screen(page)

    page.goto(reverse("worksheets:client", args=[note.client_id]))
    expect(page.get_by_text("Maya saw the swing.")).to_be_visible()
    axe_clean(page)
    assert not wider_than_the_screen(page)
    page.get_by_role("button", name="We talked about it").click()

    expect(page.get_by_text("Nothing is kept for it yet.")).to_be_visible()
    assert not SessionPoint.objects.waiting().exists()
    page.goto(reverse("clients:points", args=[note.client_id]))
    axe_clean(page)
    assert not wider_than_the_screen(page)


def test_a_note_that_needs_no_answer_by_one_key_and_back(desk: Page, ana, sign_in, axe_clean):
    note = Note.objects.order_by("sent_at").first()
    NoteRead.objects.create(
        client=note.client, thread=note.thread, membership=ana, upto=note.sent_at, at=note.sent_at
    )
    sign_in(desk, ana.user)
    desk.goto(reverse("clients:inbox"))
    expect(desk.get_by_role("button", name="Needs no answer")).to_have_count(1)

    desk.keyboard.press("n")
    desk.keyboard.press("Alt+j")
    desk.keyboard.press("n")

    expect(desk.get_by_text("Maya: no answer is needed.")).to_be_visible()
    expect(desk.get_by_role("link", name="Maya")).to_have_count(0)
    axe_clean(desk)
    assert not wider_than_the_screen(desk)
    # Zoe's is not read yet: on its row the key does nothing.
    desk.keyboard.press("Alt+j")
    expect(desk.get_by_role("link", name="Zoe")).to_be_focused()
    desk.keyboard.press("n")
    desk.get_by_role("button", name="It waits after all").click()

    expect(desk.get_by_text("It waits for an answer again.")).to_be_visible()
    desk.get_by_role("link", name="Maya").click()
    desk.get_by_role("button", name="Needs no answer").click()
    expect(desk.get_by_text("No answer is needed, you said today")).to_be_visible()
    axe_clean(desk)
    assert list(ThreadRest.objects.standing().values_list("upto", flat=True)) == [note.sent_at]
