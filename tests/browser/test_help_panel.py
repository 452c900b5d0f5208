"""The phrase check and the fast way out, in a real browser (R-02 to R-06, R-15, A-01)."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from worksheets import help as helping
from worksheets.phrases import compile_phrases, counts

FIXTURES = Path(__file__).parents[1] / "worksheets" / "fixtures" / "help"
DATA = json.loads((helping.FOLDER / "phrases.en.json").read_text())
pytestmark = pytest.mark.urls("tests.browser.writing")
DARK = "Some nights I want to die. "
HURT = "He hits me when he is drunk. "


def open_page(page: Page) -> Page:
    page.goto("/writing/")
    page.wait_for_selector("[data-help-ready]", state="attached")
    return page


def write(page: Page, words: str, field: str = "#words") -> None:
    page.locator(field).press_sequentially(words)
    page.wait_for_timeout(600)


def panels(page: Page) -> list[str]:
    found = page.locator("[data-help-slot] [data-help-panel]").all()
    return [panel.get_attribute("data-help-panel") for panel in found]


def fixture_lines() -> list[str]:
    lines = []
    for name in ("dev", "held-out"):
        read = json.loads((FIXTURES / f"lines.{name}.en.json").read_text())
        groups = [*read["explicit"].values(), *read["indirect"].values()]
        lines += [line for group in [*groups, read["apart"], read["harmless"]] for line in group]
    extra = [
        "",
        "I don’t want to diiie…",
        "ｉ ｗａｎｔ ｔｏ ｄｉｅ",
        "I wánt to d​ie?!",
        "he_hits_me\n\nme",
        "i " * 300 + "want to die",
        "I die. The silence is killing me and I am dying to see her " * 20,
        "i not want to be here he hits me so " * 40,
    ]
    return [*lines, *extra]


def test_browser_and_server_find_the_same(desk):
    open_page(desk)
    lines = fixture_lines()
    phrases = compile_phrases(DATA)

    found = desk.evaluate(
        """async ([url, data, lines]) => {
            const { compile, counts } = await import(url);
            const phrases = compile(data);
            return lines.map((line) => counts(line, phrases));
        }""",
        ["/static/worksheets/help-panel.js", DATA, lines],
    )

    assert found == [counts(line, phrases) for line in lines]


def test_typing_sends_nothing_and_keeps_nothing(phone):
    open_page(phone)
    sent: list[str] = []
    phone.on("request", lambda request: sent.append(request.url))

    write(phone, DARK + HURT)
    phone.locator("#words").blur()
    phone.wait_for_timeout(600)

    assert panels(phone) == ["self", "harmed"]
    assert sent == []
    assert phone.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_the_check_goes_on_without_a_network(phone):
    open_page(phone)
    phone.context.set_offline(True)

    write(phone, DARK)

    assert panels(phone) == ["self"]


def test_the_panel_is_calm_and_takes_no_focus(page, axe_clean):
    open_page(page)
    page.focus("#words")
    slot = page.locator("#words + [data-help-slot]")
    expect(slot).to_have_attribute("aria-live", "polite")
    assert slot.inner_text() == ""

    write(page, DARK)

    assert page.evaluate("document.activeElement.id") == "words"
    panel = slot.locator("[data-help-panel]")
    expect(panel).to_contain_text("It sounds like today may be very hard.")
    expect(panel).to_contain_text("Ana may not see it until later")
    expect(panel.get_by_role("link", name="Call 988").first).to_have_attribute("href", "tel:988")
    assert page.get_by_role("dialog").count() == 0
    axe_clean(page)


def test_writing_and_saving_go_on(phone):
    open_page(phone)

    write(phone, DARK)
    write(phone, "Still here.")
    phone.get_by_role("button", name="Next").click()

    assert phone.inner_text("body") == f"next: {DARK}Still here."


def test_save_and_take_a_break_saves_and_stops(phone):
    open_page(phone)

    write(phone, DARK)
    phone.get_by_role("button", name="Save and take a break").click()

    assert phone.inner_text("body") == f"stop: {DARK}"


def test_it_comes_back_once_and_only_for_new_words(phone):
    open_page(phone)
    seen = []

    for words in [DARK, "The rain is loud. ", DARK, DARK]:
        write(phone, words)
        seen.append(panels(phone))
        for button in phone.get_by_role("button", name="Keep writing").all():
            button.click()

    assert seen == [["self"], [], ["self"], []]
    assert phone.evaluate("document.activeElement.id") == "words"


def test_leaving_a_field_is_enough(phone):
    open_page(phone)

    phone.fill("#short", HURT)
    phone.locator("#short").blur()

    assert panels(phone) == ["harmed"]
    assert phone.locator("#short + [data-help-slot] [data-help-panel]").count() == 1


def test_other_fields_are_left_alone(phone):
    open_page(phone)

    write(phone, DARK, "#other")

    assert panels(phone) == []


def test_somebody_to_trust_is_words_only(phone):
    open_page(phone)

    write(phone, DARK)
    phone.get_by_text("Call someone I trust").click()

    expect(phone.get_by_text("Think of one person")).to_be_visible()


def test_without_the_list_the_numbers_stand_in_the_page(phone):
    phone.route("**/phrases.en.json", lambda route: route.abort())

    phone.goto("/writing/")

    expect(phone.locator("[data-help-box]")).to_be_visible()
    expect(phone.locator("[data-help-box]").get_by_role("link", name="Call 911")).to_be_visible()


def test_get_help_now_without_a_network_opens_the_numbers(phone):
    open_page(phone)
    phone.context.set_offline(True)

    phone.get_by_role("link", name="Get help now").first.click()

    expect(phone.locator("details.help-lines")).to_have_attribute("open", "")
    expect(phone.locator("details.help-lines a").first).to_be_visible()


def neutral_site(page: Page) -> None:
    """A stand-in for the neutral site: nothing leaves this machine."""

    def answer(route: Route) -> None:
        route.fulfill(body="<title>Weather</title><h1>Sunny</h1>", content_type="text/html")

    page.context.route(re.compile(r"https://www\.weather\.gov/"), answer)


def test_leave_fast_goes_at_once_and_ends_the_session(phone):
    neutral_site(phone)
    open_page(phone)
    write(phone, HURT)

    with phone.expect_request("**/leave/") as left:
        phone.get_by_role("button", name="Leave this site fast").click()
    phone.wait_for_url("https://www.weather.gov/")

    assert left.value.method == "POST"
    assert phone.inner_text("h1") == "Sunny"
    assert phone.evaluate("history.length") == 2


def test_leave_fast_does_not_wait_for_the_server(phone):
    neutral_site(phone)
    open_page(phone)
    phone.route("**/leave/", lambda route: None)

    phone.locator(".leave button").click()
    phone.wait_for_url("https://www.weather.gov/", timeout=3000)

    assert phone.inner_text("h1") == "Sunny"


def test_leave_fast_works_without_script(new_page):
    page = new_page(java_script_enabled=False)
    neutral_site(page)
    page.goto("/writing/")

    page.locator(".leave button").click()
    page.wait_for_url("https://www.weather.gov/")

    assert page.inner_text("h1") == "Sunny"


@pytest.mark.parametrize("address", ["/help/", "/help/clear-tracks/"])
def test_help_pages_are_clean_at_both_widths(page, axe_clean, address):
    page.goto(address)

    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe_clean(page)
