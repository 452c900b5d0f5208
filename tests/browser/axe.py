"""axe on a page: put into a document once, asked for no more than is read here."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# No frames, and no style sheets fetched again for rules about phones held sideways.
ASKED = {"resultTypes": ["violations"], "iframes": False, "preload": False}
# What another look of the same page can change.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
RUN = "asked => axe.run(asked).then(results => results.violations)"
SERIOUS = {"serious", "critical"}


class AxeClean:
    """`axe_clean(page)` asserts that axe finds nothing serious or critical on the page."""

    def __init__(self) -> None:
        self.script = Axe().axe_script

    def __call__(self, page: Page) -> None:
        """Everything."""
        self.assert_none(page, ASKED)

    def colours(self, page: Page) -> None:
        """Only what colours can do, of a page that was found clean in its other look."""
        self.assert_none(page, ASKED | COLOURS)

    def assert_none(self, page: Page, asked: dict[str, Any]) -> None:
        """One line per node that stands in somebody's way."""
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(self.script)
        found = page.evaluate(RUN, asked)
        lines = [line for violation in found for line in told(violation)]
        assert not lines, "\n".join(lines)


def told(violation: dict[str, Any]) -> list[str]:
    """One line per node of a serious or critical violation."""
    if violation["impact"] not in SERIOUS:
        return []
    return [f"{violation['id']}: {node['html'][:200]}" for node in violation["nodes"]]
