"""A page that is looked at on every visit: both looks, its width, and where its requests go."""

from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.axe import AxeClean

# Set down by the browser itself, never asked of anybody.
OF_THE_BROWSER = {"data", "blob", "about", "chrome-error"}


class Watched:
    """Looks at a page as everybody would: `look()` on each visit, `strangers` for the end."""

    def __init__(self, page: Page, axe_clean: AxeClean) -> None:
        self.page, self.axe_clean = page, axe_clean
        self.visited: list[str] = []
        self.strangers: list[str] = []
        page.on("request", lambda request: self.note(request.url))

    def note(self, url: str) -> None:
        """Keeps the address of a request that leaves this house."""
        parts = urlsplit(url)
        if parts.scheme not in OF_THE_BROWSER and parts.hostname not in {"localhost", "127.0.0.1"}:
            self.strangers.append(url)

    def look(self) -> None:
        """Nothing serious for axe in light and dark, and nothing wider than the screen."""
        for look, is_clean in (("light", self.axe_clean), ("dark", self.axe_clean.colours)):
            # Without motion: halfway from one look to the other no contrast is right.
            self.page.emulate_media(color_scheme=look, reduced_motion="reduce")
            is_clean(self.page)
        self.page.emulate_media(color_scheme="light")
        assert wider_than_the_screen(self.page) == []
        self.visited.append(urlsplit(self.page.url).path)


def wider_than_the_screen(page: Page) -> list[str]:
    """What makes a page scroll sideways, outermost first."""
    return page.evaluate("""() => {
        const root = document.documentElement
        if (root.scrollWidth <= root.clientWidth) return []
        const found = [...document.body.querySelectorAll('*')].filter(
            one => one.getBoundingClientRect().right > root.clientWidth + 1)
        return [`${root.scrollWidth} > ${root.clientWidth}`,
                ...found.slice(0, 3).map(one => one.outerHTML.slice(0, 120))]
    }""")
