"""A thread that stands open on both sides: what comes shows, what is being written stays."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from clients.models import Note, NoteRead, StaffDraft, Thread
from clients.notes.live import Ticket
from tests.browser.conftest import DESK, PHONE
from tests.clients.people import make_people
from tests.factories import make_note, make_thread

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


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


def test_undone_on_another_device_it_goes_from_this_one(new_page, sign_in, people, thread):
    first, second = new_page(**DESK), new_page(**PHONE)
    make_note(thread, people.ana, "An older one.", sent_at=timezone.now() - 3 * MINUTE)
    for page in (first, second):
        sign_in(page, people.ana.user)
        page.goto(reverse("clients:client_thread", args=[people.maya.pk, thread.pk]))
    second.locator("#note-body").fill("Too quick.")
    second.get_by_role("button", name="Send").click()
    expect(second.get_by_text("seconds left")).to_be_visible()
    ask_now(first)
    expect(first.get_by_text("Too quick.")).to_be_visible()
    first.locator("#note-body").fill("What I am at here.")
    expect(first.locator("[data-saved]")).to_contain_text("Saved")

    second.get_by_role("button", name="Undo").click()
    expect(second.get_by_text("Your words are in the box again.")).to_be_visible()
    ask_now(first)

    expect(first.get_by_text("You undid a note on another page.")).to_be_visible()
    expect(first.locator(".note-row")).to_have_count(1)
    expect(first.locator("#note-body")).to_have_value("What I am at here.")
    draft = StaffDraft.objects.get()
    assert (draft.body, [one["text"] for one in draft.others]) == (
        "What I am at here.",
        ["Too quick."],
    )


def test_what_could_not_be_fetched_is_asked_for_again(phone, sign_in, people, thread):
    sign_in(phone, people.maya.membership.user)
    phone.goto(reverse("clients:my_thread", args=[thread.pk]))
    expect(phone.get_by_text("Nothing was written here yet.")).to_be_visible()
    make_note(thread, people.ana, "From Ana.", sent_at=timezone.now() - MINUTE)
    phone.route("**/new/?*", lambda route: route.abort())
    with phone.expect_event("requestfailed"):
        ask_now(phone)
    phone.unroute("**/new/?*")

    ask_now(phone)

    expect(phone.get_by_text("From Ana.")).to_be_visible()
    expect(phone.get_by_text("Nothing was written here yet.")).to_be_hidden()


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


def test_open_for_more_than_an_hour_it_asks_as_herself_and_goes_on(phone, sign_in, people, thread):
    member = people.maya.membership
    sign_in(phone, member.user)
    phone.goto(reverse("clients:my_thread", args=[thread.pk]))
    with time_machine.travel(timezone.now() - 61 * MINUTE, tick=False):
        old = Ticket(thread.pk, member.pk).signed()
    phone.locator("[data-live]").evaluate("(list, old) => list.dataset.live = old", old)
    make_note(thread, people.ana, "From Ana.", sent_at=timezone.now() - MINUTE)

    with phone.expect_response("**/new/?*"):
        ask_now(phone)

    expect(phone.get_by_text("From Ana.")).to_be_visible()
    expect(phone.locator("[data-live]")).not_to_have_attribute("data-live", old)
    with phone.expect_response("**/live/") as answered:
        phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert answered.value.status == 204


def test_signed_out_it_asks_once_as_herself_and_stops(phone, sign_in, people, thread):
    sign_in(phone, people.maya.membership.user)
    phone.goto(reverse("clients:my_thread", args=[thread.pk]))
    phone.locator("[data-live]").evaluate("list => list.dataset.live = 'too-old'")
    phone.clock.install()
    phone.context.clear_cookies()
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url.split("/")[-2]))

    with phone.expect_response("**/new/?*"):
        ask_now(phone)
    phone.wait_for_timeout(300)
    phone.clock.run_for(15_000)
    phone.wait_for_timeout(300)

    assert (asked.count("live"), asked.count("new")) == (1, 1)


def test_more_than_a_page_comes_at_once(phone, sign_in, people, thread):
    sign_in(phone, people.maya.membership.user)
    phone.goto(reverse("clients:my_thread", args=[thread.pk]))
    now = timezone.now()
    for n in range(40):
        make_note(thread, people.ana, f"{n}.", sent_at=now - MINUTE + n * SECOND / 1000)

    with phone.expect_response("**/new/?*") as first:
        ask_now(phone)

    expect(phone.locator(".note-row")).to_have_count(40)
    assert first.value.headers["x-more"] == "1"


def test_one_taken_back_leaves_the_newer_ones_to_be_read(phone, sign_in, people, thread):
    old = make_note(thread, people.ana, sent_at=timezone.now() - 9 * MINUTE)
    sign_in(phone, people.maya.membership.user)
    phone.goto(reverse("clients:my_thread", args=[thread.pk]))
    expect(phone.locator("[data-read-notes]")).to_be_hidden()
    new = make_note(thread, people.ana, "The newer one.", sent_at=timezone.now() - MINUTE)
    ask_now(phone)
    expect(phone.get_by_text("The newer one.")).to_be_visible()
    Note.objects.filter(pk=old.pk).update(recalled_at=timezone.now())
    ask_now(phone)
    expect(phone.get_by_text("took this note back")).to_be_visible()

    with phone.expect_response("**/read/"):
        phone.mouse.move(200, 200)

    assert [read.upto for read in NoteRead.objects.all()] == [new.sent_at]
