"""A thread that stands open on both sides: what comes shows, what is being written stays."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from clients.models import Note, NoteRead, Thread
from tests.clients.people import make_people
from tests.factories import make_note, make_thread

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def people():
    """Ana with Maya."""
    return make_people()


@pytest.fixture
def thread(people) -> Thread:
    """Theirs."""
    return make_thread(people.maya)


def ask_now(page: Page) -> None:
    """As if she came back to the page: it asks at once, and not only when its seconds are over."""
    with page.expect_response("**/live/"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_both_sides_stand_open(phone, desk, sign_in, people, thread):
    hers, his = people.maya.membership, people.ana
    sign_in(phone, hers.user)
    sign_in(desk, his.user)
    desk.goto(reverse("clients:client_thread", args=[people.maya.pk, thread.pk]))
    phone.goto(reverse("clients:my_thread", args=[thread.pk]))
    box = desk.locator("#note-body")
    box.fill("I was just about to")
    box.evaluate("box => box.setSelectionRange(5, 5)")
    ask_now(desk)

    phone.locator("#note-body").fill("He called on Sunday.")
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_text("He called on Sunday.")).to_be_visible()
    ask_now(desk)
    expect(desk.get_by_text("He called on Sunday.")).to_have_count(0)
    Note.objects.update(sent_at=timezone.now() - MINUTE)
    ask_now(desk)

    expect(desk.get_by_text("He called on Sunday.")).to_be_visible()
    expect(desk.get_by_text("There is a new note.")).to_be_attached()
    expect(box).to_have_value("I was just about to")
    assert box.evaluate("box => box.selectionStart") == 5
    assert desk.evaluate("document.activeElement.tagName") == "TEXTAREA"
    assert NoteRead.objects.count() == 0
    with desk.expect_response("**/read/"):
        desk.mouse.move(300, 300)
    expect(desk.locator("[data-read-notes]")).to_be_hidden()
    assert [read.membership for read in NoteRead.objects.all()] == [his]


def test_nothing_new_asks_for_nothing_else(phone, sign_in, people, thread):
    make_note(thread, people.ana, sent_at=timezone.now() - 2 * MINUTE)
    sign_in(phone, people.maya.membership.user)
    phone.goto(reverse("clients:my_thread", args=[thread.pk]))
    ask_now(phone)
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))

    with phone.expect_response("**/live/") as answered:
        phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    assert (answered.value.status, len(asked)) == (304, 1)
    assert "cookie" not in answered.value.request.all_headers()
