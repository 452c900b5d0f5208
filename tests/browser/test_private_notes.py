"""Private notes in a real browser: saved by themselves, two tabs, every look."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from clients.actions import private_noting, releasing
from clients.models import Client, PrivateNote
from practice.models import Membership
from tests.browser.conftest import DESK
from tests.browser.crawl import Crawl
from tests.factories import (
    actor_for,
    link,
    make_client,
    make_counselor,
    make_practice,
    make_supervisor,
)
from tests.web import Browser


@pytest.fixture
def ana(transactional_db) -> Membership:
    """The counselor."""
    return make_counselor(make_practice())


@pytest.fixture
def maya(ana) -> Client:
    """Her client, whose care Sofia supervises."""
    maya = make_client(ana)
    link(maya, make_supervisor(ana.practice), "supervisor")
    return maya


@pytest.fixture
def as_ana(ana, live_server):
    """`as_ana(page)`: signed in just now, with every step done."""

    def sign_in(page: Page) -> Page:
        visitor = Browser()
        visitor.sign_in(ana.user)
        value = visitor.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}
        page.context.add_cookies([cookie | {"httpOnly": True, "sameSite": "Lax"}])
        return page

    return sign_in


def url(name: str, client: Client, *more) -> str:
    return reverse(f"clients:{name}", args=[client.pk, *more])


def write(by: Membership, client: Client, body: str, note_id=None, revision=0) -> PrivateNote:
    """As from another page."""
    wanted = private_noting.Save(body, None, revision, uuid4())
    actor = actor_for(by, timezone.now())
    kept = private_noting.keep(by=actor, client=client, note_id=note_id or uuid4(), save=wanted)
    return kept.note


def test_a_note_saves_itself_and_stays_one(page: Page, as_ana, maya):
    as_ana(page).goto(url("private_notes", maya))
    page.get_by_role("link", name="Write a note").click()
    box = page.get_by_label("Your note")
    box.fill("She looked away.")
    expect(page.locator("[data-saved]")).to_contain_text("Saved")
    note = PrivateNote.objects.get()
    assert page.url.endswith(url("private_note", maya, note.pk))

    box.press_sequentially(" And again.")
    page.get_by_role("button", name="Save and close").click()

    expect(page.get_by_text("Saved. Only you read it, and whom you name.")).to_be_visible()
    assert PrivateNote.objects.get().body == "She looked away. And again."


def test_words_of_another_tab_are_not_overwritten(desk: Page, as_ana, ana, maya):
    note = write(ana, maya, "One.")
    as_ana(desk).goto(url("private_note", maya, note.pk))
    write(ana, maya, "One, and more.", note.pk, 1)

    desk.get_by_label("Your note").fill("One. Two.")
    expect(desk.locator("[data-saved]")).to_contain_text("Both texts are kept until you choose.")
    desk.get_by_role("link", name="Look at both").click()
    desk.get_by_role("button", name="Keep both, one below the other").click()

    expect(desk.get_by_label("Your note")).to_have_value("One, and more.\n\nOne. Two.")


def test_without_a_network_the_words_stay_and_are_saved_later(desk: Page, as_ana, maya):
    as_ana(desk).goto(url("new_private_note", maya))
    desk.context.set_offline(True)
    desk.get_by_label("Your note").fill("Written on the train.")
    expect(desk.locator("[data-saved]")).to_contain_text("Not saved yet.")

    desk.context.set_offline(False)

    expect(desk.locator("[data-saved]")).to_contain_text("Saved ")
    assert PrivateNote.objects.get().body == "Written on the train."


def test_every_page_is_clear_in_every_look(new_page, axe_clean, as_ana, ana, maya):
    crawl = Crawl(as_ana(new_page(**DESK)), axe_clean)
    note = write(ana, maya, "She looked away when the door opened. " * 6)
    two = write(ana, maya, "One.")
    write(ana, maya, "From another page.", two.pk, 7)
    signed = releasing.Authorisation(timezone.now().date(), "Dr. Ortiz", "4 Mill Lane", "Opinion")
    actor = actor_for(ana, timezone.now())
    release = releasing.release(by=actor, client=maya, signed=signed, key=uuid4())

    crawl.visit(url("private_notes", maya))
    crawl.visit(url("new_private_note", maya))
    crawl.visit(url("private_note", maya, note.pk))
    crawl.visit(url("private_note", maya, two.pk))
    crawl.visit(url("remove_private_note", maya, note.pk))
    crawl.visit(url("release_private_notes", maya))
    crawl.page.get_by_role("button", name="Write it down").click()
    expect(crawl.page.get_by_text("Please choose a day.").first).to_be_visible()
    crawl.look("an authorisation to look at again")
    crawl.visit(url("print_private_notes", maya, release.pk))
    crawl.visit(reverse("clients:search_private_notes"))
    crawl.page.get_by_label("Words in your notes").fill("door")
    crawl.page.get_by_role("button", name="Look").click()
    expect(crawl.page.get_by_text("Looked through 2 of your 2 notes")).to_be_visible()
    crawl.look("what was found")

    assert (crawl.wrong, crawl.watched.strangers) == ({}, [])
