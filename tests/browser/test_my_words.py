"""Her own words afterwards: the list, then and now, her chart, a change of mind."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from practice import vault
from tests.browser.watching import wider_than_the_screen
from tests.factories import (
    make_assignment,
    make_client,
    make_counselor,
    make_practice,
    make_submission,
    make_version,
)
from worksheets.models import AddedLine, Answer, SharedAnswer

pytestmark = pytest.mark.django_db(transaction=True)

SCHEMA = {
    "prompts": [
        {"key": "noticed", "type": "long_text", "text": "What did you notice this week?"},
        {"key": "miss", "type": "long_text", "text": "What do you miss?", "privacy": "private"},
        {
            "key": "missing",
            "type": "scale_0_10",
            "text": "How big has it felt?",
            "low": "hardly there",
            "high": "all day",
            "privacy": "private",
            "measure": {"key": "m.missing"},
        },
    ]
}
OLD, NEW, KEPT = "The house is so quiet.", "I heard the birds again.", "The calls from the bus."


@pytest.fixture
def maya():
    """The same sheet twice, a month apart: one part shared, one kept, a rating of hers."""
    client = make_client(make_counselor(make_practice()))
    vault.create_keys(client.pk)
    version = make_version(SCHEMA)
    for words, days, size in ((OLD, 40, 8), (NEW, 8, 5)):
        at = timezone.now() - timedelta(days=days)
        given = make_assignment(client, version)
        make_submission(given, {"noticed": words}, at=at)
        for key, value in (("noticed", words), ("miss", KEPT), ("missing", size)):
            row = {"client": client, "assignment": given, "prompt_key": key, "value": value}
            Answer.objects.create(**row, saved_at=at, revision=1)
    return client


def looked_at(page: Page, axe_clean) -> None:
    """Clean, and no wider than the screen."""
    axe_clean(page)
    assert not wider_than_the_screen(page)


def test_she_reads_then_and_now_and_adds_a_line(page, sign_in, maya, axe_clean):
    sign_in(page, maya.membership.user)
    page.goto(reverse("worksheets:my_work"))
    looked_at(page, axe_clean)
    page.get_by_role("link", name="Then and now").first.click()
    looked_at(page, axe_clean)
    page.get_by_role("link", name="What did you notice this week?").click()
    expect(page.get_by_text(OLD)).to_be_visible()
    page.get_by_text("Add a line of today").click()
    looked_at(page, axe_clean)

    page.get_by_label("What I would say to this today").fill("I was tired then.")
    page.get_by_role("button", name="Keep this line").click()
    expect(page.get_by_text("Your line is kept. Only you can read it.")).to_be_visible()

    expect(page.locator("blockquote")).to_contain_text("I was tired then.")
    looked_at(page, axe_clean)
    assert AddedLine.objects.count() == 1
    page.get_by_text("Change my line").click()
    page.get_by_role("button", name="Take this line away").click()
    expect(page.get_by_text("There is no line here now.")).to_be_visible()
    assert AddedLine.objects.count() == 0


def test_help_stands_under_a_line_that_asks_for_it(phone, sign_in, maya, axe_clean):
    sign_in(phone, maya.membership.user)
    given = Answer.objects.filter(prompt_key="noticed").first().assignment
    phone.goto(reverse("worksheets:then_and_now_part", args=[given.pk, 1]))
    phone.get_by_text("Add a line of today").click()

    phone.get_by_label("What I would say to this today").fill("I want to die.")

    expect(phone.get_by_text("It sounds like today may be very hard.")).to_be_visible()
    looked_at(phone, axe_clean)


def test_her_chart_and_its_table(page, sign_in, maya, axe_clean):
    sign_in(page, maya.membership.user)
    page.goto(reverse("worksheets:my_work"))
    page.get_by_role("link", name="My charts").click()

    expect(page.get_by_role("heading", name="Size of the missing")).to_be_visible()
    expect(page.get_by_role("img", name="Size of the missing")).to_be_visible()
    page.get_by_text("As a table").click()
    expect(page.get_by_role("cell", name="8", exact=True)).to_be_visible()
    looked_at(page, axe_clean)


def test_she_changes_her_mind_both_ways_and_deletes(page, sign_in, maya, axe_clean):
    sign_in(page, maya.membership.user)
    given = Answer.objects.filter(value__isnull=False).latest("saved_at").assignment
    page.goto(reverse("worksheets:read", args=[given.pk]))
    looked_at(page, axe_clean)
    for link, button, done in (
        ("Share it after all", "Share it", "It is shared from now on."),
        ("Take it back", "Take it back", "It stays with you from now on."),
        ("Delete for good", "Delete it for good", "Your words are deleted for good."),
    ):
        part = page.locator("section.share-line", has_text="What do you miss?")
        part = part if link != "Delete for good" else page.locator("section", has_text="How big")
        part.get_by_role("link", name=link).click()
        looked_at(page, axe_clean)
        page.get_by_role("button", name=button).click()
        expect(page.get_by_text(done)).to_be_visible()

    rows = SharedAnswer.objects.filter(prompt_key="miss")
    assert [row.withdrawn_at is None for row in rows] == [False]
    assert Answer.objects.get(assignment=given, prompt_key="missing").value is None
