"""Goes wherever links lead, as one person, and looks at each kind of page."""

from collections import Counter
from urllib.parse import parse_qsl, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.browser.axe import AxeClean
from tests.browser.watching import Watched, wider_than_the_screen

# Pages of one name are alike, but for those on which much hangs on the state of things.
VARIED = {"clients:edit", "worksheets:assignment", "worksheets:client", "worksheets:review"}
NARROW, PHONE, WIDE = 320, 360, 1280


class Crawl:
    """What was found from a first page on: names of addresses, and what was wrong with them."""

    def __init__(self, page: Page, axe_clean: AxeClean) -> None:
        self.page, self.axe_clean = page, axe_clean
        self.watched = Watched(page, axe_clean)
        self.seen: Counter = Counter()
        self.wrong: dict[str, object] = {}

    def run(self, *starts: str) -> "Crawl":
        """Follows every link, and looks."""
        waiting = list(starts)
        while waiting:
            url = waiting.pop(0).partition("#")[0]
            kind = kind_of(url)
            if kind is None or self.seen[kind] >= 1 + (kind[0] in VARIED):
                continue
            self.seen[kind] += 1
            waiting += self.visit(url)
        return self

    def visit(self, url: str, status: int = 200) -> list[str]:
        """One page: its status, both looks, three widths. Where its links lead."""
        answer = self.page.goto(url)
        if answer is None or answer.status != status:
            self.wrong[url] = answer and answer.status
            return []
        self.look(url)
        links = self.page.locator("a[href]").evaluate_all("all => all.map(one => one.href)")
        return [link for link in links if urlsplit(link).netloc == urlsplit(self.page.url).netloc]

    def look(self, url: str) -> None:
        """axe on the phone in light and on the desk in dark; width on all three."""
        for width, look in ((NARROW, ""), (PHONE, "light"), (WIDE, "dark")):
            self.page.set_viewport_size({"width": width, "height": 800})
            if found := wider_than_the_screen(self.page):
                self.wrong[f"{url} at {width}"] = found
            if look:
                self.page.emulate_media(color_scheme=look, reduced_motion="reduce")
                try:
                    self.axe_clean(self.page)
                except AssertionError as error:
                    self.wrong[f"{url} in {look}"] = str(error).splitlines()[0]

    @property
    def names(self) -> set[str]:
        """The names of the addresses that were looked at."""
        return {name for name, _ in self.seen}


def kind_of(url: str) -> tuple[str, tuple[str, ...]] | None:
    """The name of an address and which of its questions are asked; None for what is no page."""
    parts = urlsplit(url)
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        return None
    if name in {"clients:download_agreement", "practice:healthz"}:
        return None
    return name, tuple(sorted(key for key, _ in parse_qsl(parts.query)))
