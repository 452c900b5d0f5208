"""Before a sheet: a plan of her own, a low number, and the shorter version sent."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE
from tests.factories import (
    make_assignment,
    make_client,
    make_counselor,
    make_practice,
    make_version,
)
from worksheets.models import Assignment, OwnPlan, Round

pytestmark = pytest.mark.django_db(transaction=True)

LINES = [{"key": f"p{n}", "type": "short_text", "text": f"Line {n}."} for n in range(1, 6)]


@pytest.fixture
def given() -> Assignment:
    """A sheet of five parts that she has not opened."""
    maya = make_client(make_counselor(make_practice()))
    return make_assignment(maya, make_version({"prompts": LINES}))


def fits(page: Page) -> bool:
    """Nothing sticks out sideways."""
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def plans(page: Page) -> None:
    """From home to the plan's page, and fills it in."""
    page.goto("/my/")
    page.get_by_role("link", name="Begin").click()
    page.get_by_role("link", name="When and where could you do this?").click()
    page.get_by_label("When …", exact=True).fill("breakfast is over")
    page.get_by_label("… I will do it at …").fill("the kitchen")
    page.locator("label:has-text('4')").click()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_hard_sheet_becomes_a_shorter_one(new_page, sign_in, fits_and_clean, given, size, script):
    page = new_page(**size, java_script_enabled=script)
    sign_in(page, given.client.membership.user)
    plans(page)
    fits_and_clean(page, script)

    page.get_by_role("button", name="Keep my plan").click()
    expect(page.get_by_role("heading", name="It may be made lighter.")).to_be_visible()
    fits_and_clean(page, script)
    page.get_by_role("button", name="Only the first two parts").click()
    expect(page.get_by_text("1 of 2", exact=True).first).to_be_visible()
    page.get_by_role("textbox").fill("Only this.")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("2 of 2", exact=True).first).to_be_visible()
    page.get_by_role("button", name="Look it over").click()
    expect(page.get_by_text("These are the first two parts")).to_be_visible()
    fits_and_clean(page, script)
    page.get_by_role("button", name="Send to Ana: done").first.click()

    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
    assert Round.objects.get().done_as == "done"
    assert OwnPlan.objects.get().said.words == ["breakfast is over", "the kitchen"]


@pytest.fixture
def fits_and_clean(axe_clean):
    """The page fits its width, and axe has nothing to say where it can be asked."""

    def look(page: Page, script: bool) -> None:
        if script:
            assert fits(page)
            axe_clean(page)

    return look


def test_by_keyboard_alone(new_page, sign_in, given):
    page = new_page(**PHONE)
    sign_in(page, given.client.membership.user)
    page.goto(f"/my/sheets/{given.pk}/plan/")
    page.get_by_label("When …", exact=True).focus()

    page.keyboard.type("tea")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _step in range(3):
        page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Keep my plan").press("Enter")

    expect(page.get_by_role("button", name="Go on anyway")).to_be_visible()
    said = OwnPlan.objects.get().said
    assert (said.when, said.doable) == ("tea", 3)
