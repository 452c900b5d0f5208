"""`python -m tests.browser.icons`: each icon of the app as telephones want it on a home screen.

A telephone rounds the corners itself, so the picture is drawn to its edges.
"""

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import chromium

ICONS = Path(__file__).parents[2] / "practice" / "static" / "practice" / "icons"
SIDE = 180
PAGE = "<style>body {{ margin: 0 }} svg {{ display: block }}</style>{drawing}"


def main() -> None:
    """Every drawing of the folder."""
    with sync_playwright() as driver:
        path = chromium.find(driver.chromium)
        browser = driver.chromium.launch(executable_path=path, args=chromium.FLAGS)
        page = browser.new_page(viewport={"width": SIDE, "height": SIDE})
        for drawing in sorted(ICONS.glob("*.svg")):
            page.set_content(PAGE.format(drawing=drawing.read_text("utf-8").replace(' rx="7"', "")))
            page.screenshot(path=drawing.with_suffix(".png"))
        browser.close()


if __name__ == "__main__":
    main()
