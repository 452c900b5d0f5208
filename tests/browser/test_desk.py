"""The desk in a real browser: four clicks, drafts by themselves, two tabs, the keyboard."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from clients.models import Client
from tests.factories import (
    NOW,
    make_assignment,
    make_client,
    make_counselor,
    make_practice,
    make_reply,
    make_submission,
    make_version,
)
from worksheets.models import Assignment, Comment, Round


@pytest.fixture
def ana(transactional_db):
    """The counselor."""
    return make_counselor(make_practice())


@pytest.fixture
def maya(ana) -> Client:
    """Her client."""
    return make_client(ana)


def waiting(ana, name: str, hours: int = 1) -> Assignment:
    """A sheet of a client of hers that waits to be read since so many hours."""
    given = make_assignment(make_client(ana, name))
    shared = {"noticed": "The quiet.", "size": 4}
    make_submission(given, shared, at=NOW - timedelta(hours=hours))
    return given


def address(given: Assignment, page: str = "review/") -> str:
    return f"/caseload/{given.client_id}/sheets/{given.pk}/{page}"


def test_four_clicks_from_her_page_to_a_given_sheet(page: Page, ana, maya, sign_in):
    make_version(title="A walk by the sea")
    sign_in(page, ana.user)
    page.goto(f"/caseload/{maya.pk}/")

    page.get_by_role("link", name="Give a sheet").click()
    page.get_by_role("link", name="A walk by the sea").click()
    page.get_by_label("A line for Maya").click()
    page.keyboard.type("You spoke of the harbour.")
    page.get_by_role("button", name="Give it to Maya").click()

    expect(page.get_by_text("Maya has it now")).to_be_visible()
    assert Assignment.objects.get().reason == "You spoke of the harbour."


def test_a_draft_keeps_itself_and_is_sent(page: Page, ana, sign_in):
    given = waiting(ana, "Maya")
    sign_in(page, ana.user)
    page.goto(address(given))

    box = page.get_by_label("Your comment").first
    box.fill("Yes, that.")
    expect(page.locator("#s-c-noticed")).to_contain_text("Draft kept")
    assert Comment.objects.get().body == "Yes, that."

    box.press_sequentially(" And more.")
    page.get_by_role("button", name="Thank Maya").click()

    expect(page.get_by_text("Maya can read it now.")).to_be_visible()
    assert Comment.objects.get(prompt_key="noticed").body == "Yes, that. And more."
    assert Round.objects.get().closing == "thanks"


def test_what_was_refused_is_not_said_once_it_is_kept(page: Page, ana, sign_in):
    given = waiting(ana, "Maya")
    sign_in(page, ana.user)
    page.goto(address(given))
    box = page.locator("#c-noticed")
    box.fill("x" * 5000)
    expect(page.locator("#s-c-noticed")).to_contain_text("You wrote 5000.")
    page.evaluate("HTMLFormElement.prototype.submit.call(document.getElementById('review'))")
    expect(page.locator("p.error")).to_contain_text("You wrote 5000.")

    page.locator("#c-noticed").fill("Yes, that.")

    expect(page.locator("#s-c-noticed")).to_contain_text("Draft kept")
    expect(page.locator("p.error")).to_have_count(0)


def test_two_tabs_show_both_texts(desk: Page, ana, sign_in):
    given = waiting(ana, "Maya")
    sign_in(desk, ana.user)
    desk.goto(address(given))
    other = desk.context.new_page()
    other.goto(address(given))

    desk.get_by_label("Your comment").first.fill("From this tab.")
    expect(desk.locator("#s-c-noticed")).to_contain_text("Draft kept")
    other.get_by_label("Your comment").first.fill("From that tab.")

    expect(other.locator("#s-c-noticed")).to_contain_text("From this tab.")
    expect(other.get_by_label("Your comment").first).to_have_value("From that tab.")
    assert Comment.objects.get().body == "From this tab."


def test_the_keyboard_goes_to_the_next_and_back(desk: Page, ana, sign_in):
    first, _second = waiting(ana, "Maya", 2), waiting(ana, "Rosa", 1)
    sign_in(desk, ana.user)
    desk.goto(address(first))
    expect(desk.get_by_role("heading", level=1)).to_have_text("Maya")

    desk.keyboard.press("Alt+KeyJ")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Rosa")
    desk.keyboard.press("Alt+KeyK")

    expect(desk.get_by_role("heading", level=1)).to_have_text("Maya")


def test_the_desk_is_clear_to_everybody(page: Page, ana, sign_in, axe_clean):
    given = waiting(ana, "Maya")
    waiting(ana, "Rosa")
    make_assignment(given.client, declined_at=given.assigned_at, decline_reason="painful")
    sheet = f"/library/{given.version.worksheet_id}/"
    sign_in(page, ana.user)

    for path in (
        "/today/",
        f"/caseload/{given.client_id}/",
        f"/caseload/{given.client_id}/assign/",
        f"/caseload/{given.client_id}/assign/{given.version.worksheet_id}/",
        address(given, ""),
        address(given),
        "/library/",
        sheet,
        f"{sheet}preview/",
        f"{sheet}print/",
    ):
        page.goto(path)
        axe_clean(page)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert (path, wide) == (path, 0)
        expect(page).to_have_title(re.compile(r"^(\w[\w ]* · )Tend$"))


def focused(page: Page) -> str:
    """The id of what is in focus, or its words."""
    said = "document.activeElement.id || document.activeElement.textContent.trim()"
    return re.sub(r"\s+", " ", page.evaluate(said))


@pytest.fixture(params=[True, False], ids=["script", "plain"])
def either(request, new_page) -> Page:
    """A phone with and without script."""
    return new_page(viewport={"width": 360, "height": 740}, java_script_enabled=request.param)


def test_a_line_that_is_missed_is_where_the_focus_goes(either: Page, ana, maya, sign_in):
    version = make_version()
    sign_in(either, ana.user)
    either.goto(f"/caseload/{maya.pk}/assign/{version.worksheet_id}/")
    either.get_by_text("Start some parts as private").click()
    either.get_by_label("What did you notice this week?").check()

    either.get_by_role("button", name="Give it to Maya").click()

    expect(either.get_by_text("A line from you helps her begin.")).to_be_visible()
    expect(either.get_by_role("alert")).to_have_count(0)
    expect(either.locator("#id_reason")).to_be_focused()
    expect(either.get_by_label("What did you notice this week?")).to_be_checked()
    either.keyboard.type("You spoke of the harbour.")
    either.get_by_role("button", name="Give it to Maya").click()
    expect(either.get_by_text("Maya has it now")).to_be_visible()
    assert Assignment.objects.get().kept_private == ["noticed"]


def test_to_look_again_asks_for_a_part_where_it_is_chosen(either: Page, ana, sign_in):
    given = waiting(ana, "Maya")
    sign_in(either, ana.user)
    either.goto(address(given))
    either.get_by_label("Your comment").first.fill("Tell me more?")
    either.get_by_text("Ask Maya to look at some parts again").click()

    either.get_by_role("button", name="Ask Maya to look again").click()

    expect(either.get_by_text("Choose at least one part to look at again.")).to_be_in_viewport()
    expect(either.locator("#again-noticed")).to_be_focused()
    either.keyboard.press("Space")
    either.get_by_role("button", name="Ask Maya to look again").click()
    expect(either.get_by_text("Maya can read it now.")).to_be_visible()
    assert Round.objects.current().get().reopened_keys == ["noticed"]


def test_a_double_click_asks_once(either: Page, ana, sign_in):
    given = waiting(ana, "Maya")
    sign_in(either, ana.user)
    either.goto(address(given))
    either.get_by_text("Ask Maya to look at some parts again").click()
    either.locator("#again-noticed").check()

    either.get_by_role("button", name="Ask Maya to look again").dblclick()

    expect(either.get_by_text("Maya can read it now.").first).to_be_visible()
    expect(either).to_have_title("Today · Tend")
    assert Round.objects.count() == 2


def test_after_sending_one_press_leads_to_the_next(page: Page, ana, sign_in):
    first = waiting(ana, "Maya", 2)
    waiting(ana, "Rosa", 1)
    sign_in(page, ana.user)
    page.goto(address(first))

    page.get_by_role("button", name="Thank Maya").click()
    # The page before has such a link too.
    expect(page.get_by_text("Maya can read it now.")).to_be_visible()
    page.get_by_role("link", name="Next: Rosa").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Rosa")


def test_rows_of_today_by_keyboard(desk: Page, ana, sign_in):
    for name, hours in (("Maya", 3), ("Rosa", 2)):
        waiting(ana, name, hours)
    aside = make_client(ana, "Helen")
    make_assignment(aside, declined_at=NOW, decline_reason="painful")
    sign_in(desk, ana.user)
    desk.goto("/today/")

    went = []
    for key in ("Alt+KeyJ", "j", "ArrowDown", "ArrowDown", "k", "Alt+KeyK", "ArrowUp"):
        desk.keyboard.press(key)
        went.append(focused(desk))

    rows = ["Read Maya", "Read Rosa", "Send a kind word"]
    assert went == [*rows, rows[2], rows[1], rows[0], rows[0]]
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Maya")


def test_what_she_wrote_back_is_opened_at_its_place(either: Page, ana, sign_in):
    given = waiting(ana, "Maya")
    make_reply(given, at=timezone.now())
    sign_in(either, ana.user)
    either.goto("/today/")

    either.get_by_role("link", name="Open Maya").click()

    expect(either.get_by_text("I had not seen it so.")).to_be_in_viewport()
    either.goto("/today/")
    expect(either.get_by_role("heading", name="They wrote back")).to_have_count(0)
