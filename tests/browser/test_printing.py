"""Her sheet on paper: chosen by keyboard, downloaded with and without script, and how it prints."""

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.factories import NOW, make_assignment, make_client, make_counselor, make_practice
from tests.pdf import words_of
from worksheets.models import Answer


@pytest.fixture
def given():
    """Her sheet with one answer."""
    maya = make_client(make_counselor(make_practice()))
    assignment = make_assignment(maya, round={"opened_at": NOW})
    Answer.objects.create(
        client=maya, assignment=assignment, prompt_key="noticed", value="A short call.", revision=1
    )
    return assignment


def downloaded(page: Page) -> tuple[str, str]:
    """The name and the words of the file that the button gives."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as PDF").press("Enter")
    return waiting.value.suggested_filename, words_of(Path(waiting.value.path()).read_bytes())


def test_what_she_chooses_is_what_she_sees_and_prints(page, sign_in, axe_clean, given):
    sign_in(page, given.client.membership.user)
    page.goto(reverse("worksheets:print_mine", args=[given.pk]))
    expect(page.get_by_role("button", name="Print", exact=True)).to_be_visible()
    axe_clean(page)

    page.get_by_label("Parts I left open").select_option("Say “left blank”")
    page.get_by_label("Size").select_option("Large letters")
    # What stands on the page is not what she chose: it is not printed before it is shown.
    expect(page.get_by_role("button", name="Print", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Show it like this").press("Enter")

    expect(page.get_by_text("Left blank", exact=True).first).to_be_visible()
    expect(page.get_by_role("button", name="Print", exact=True)).to_be_visible()
    axe_clean(page)
    printed = words_of(page.pdf(format="A4"))
    assert ("A short call." in printed, "Left blank" in printed) == (True, True)
    assert ("Show it like this" in printed, "Get help now" in printed) == (False, False)


@pytest.mark.parametrize("has_script", [True, False])
def test_the_file_comes_as_it_was_chosen(new_page, sign_in, given, has_script):
    page = new_page(java_script_enabled=has_script, viewport={"width": 320, "height": 740})
    sign_in(page, given.client.membership.user)
    page.goto(reverse("worksheets:print_mine", args=[given.pk]))

    page.get_by_label("Parts I left open").select_option("Leave them out")
    name, words = downloaded(page)

    assert name == "sheet.pdf"
    assert words.endswith("What did you notice this week? A short call. 1 / 1")
