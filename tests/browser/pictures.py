"""`python -m tests.browser.pictures ADDRESS`: the README's six pictures, from a running demo.

ADDRESS is that of a demo practice that `python3 run.py` has just started; its sign-ins are read
from var/demo.json.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import chromium

HERE = Path(__file__).parents[2]
PICTURES = HERE / "docs" / "pictures"
PHONE = {"width": 400, "height": 760}
DESK = {"width": 1200, "height": 760}


def to_her_sheet(page: Page, place: str) -> None:
    """From her home to a page of the sheet that she is in the middle of."""
    page.get_by_role("link", name="Go on").click()
    page.wait_for_url("**/my/sheets/**")
    page.goto(page.url.split("parts/")[0] + place)


PAGES: dict[str, tuple[str, dict[str, int], Callable[[Page], object]]] = {
    "home": ("Maya", PHONE, lambda page: None),
    "part": ("Maya", PHONE, lambda page: to_her_sheet(page, "parts/3/")),
    "share": ("Maya", PHONE, lambda page: to_her_sheet(page, "share/")),
    "today": ("Ana Ruiz", DESK, lambda page: None),
    "review": ("Ana Ruiz", DESK, lambda page: to_review(page)),
    "client": ("Ana Ruiz", DESK, lambda page: to_client(page)),
}


def to_review(page: Page) -> None:
    """To what Rosa has just sent."""
    page.get_by_role("row", name="Rosa M.").get_by_role("link", name="Read").click()


def to_client(page: Page) -> None:
    """To Maya's page."""
    page.get_by_role("link", name="Caseload").click()
    page.get_by_role("link", name="Maya").click()


def take(browser: Browser, address: str, name: str) -> None:
    """Signs in, walks there, takes the picture."""
    who, size, walk = PAGES[name]
    people = json.loads((HERE / "var" / "demo.json").read_text("utf-8"))["people"]
    person = next(person for person in people if person["name"] == who)
    context = browser.new_context(base_url=address, viewport=size, color_scheme="light")
    page = context.new_page()
    page.goto("/account/login/")
    page.fill("[name=login]", person["sign_in"])
    page.fill("[name=password]", person["password"])
    page.press("[name=password]", "Enter")
    page.wait_for_load_state()
    walk(page)
    page.wait_for_load_state()
    page.screenshot(path=PICTURES / f"{name}.png")
    context.close()


def main(address: str) -> None:
    """All six."""
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as driver:
        path = chromium.find(driver.chromium)
        browser = driver.chromium.launch(executable_path=path, args=chromium.FLAGS)
        for name in PAGES:
            take(browser, address, name)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
