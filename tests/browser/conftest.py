"""A real Chromium on a live server: `phone` is 360 px wide, `desk` 1280, `page` runs at both."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

from practice.models import User
from tests.browser import chromium
from tests.browser.axe import AxeClean
from tests.missing import missing

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 800}}
PICTURES = Path(__file__).parents[2] / "test-results"
FAILED = pytest.StashKey[bool]()
# Milliseconds: two browsers and two servers may share one small machine.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE / 2)

NewPage = Callable[..., Page]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember a failure, so that its pages are photographed."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture(scope="session")
def chromium_browser() -> Iterator[Browser]:
    """One browser process for the run; skips loudly where there is none."""
    # The driver keeps an event loop in this thread, which Django would take for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as driver:
        path = chromium.find(driver.chromium)
        if not path:
            missing(chromium.NO_CHROMIUM)
        running = driver.chromium.launch(executable_path=path, args=chromium.FLAGS, headless=True)
        yield running
        running.close()


@pytest.fixture
def new_page(
    request: pytest.FixtureRequest, live_server: LiveServer, chromium_browser: Browser
) -> Iterator[NewPage]:
    """`new_page(**PHONE)`: a page with cookies of its own; script errors fail the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def make(**options: object) -> Page:
        context = chromium_browser.new_context(
            base_url=live_server.url, locale="en-US", timezone_id="America/New_York", **options
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.extend(refusals(message)))
        return page

    yield make
    if request.node.stash.get(FAILED, False):
        photograph(request.node.name, contexts)
    for context in contexts:
        context.close()
    assert errors == []


def refusals(message: ConsoleMessage) -> list[str]:
    """What the content security policy or Trusted Types refused."""
    words = ("Content Security Policy", "TrustedHTML", "TrustedScript")
    return [message.text] if any(word in message.text for word in words) else []


def photograph(name: str, contexts: list[BrowserContext]) -> None:
    """Keep what the pages of a failed test showed."""
    PICTURES.mkdir(exist_ok=True)
    safe = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in name)
    for number, context in enumerate(contexts):
        for page in context.pages:
            page.screenshot(path=PICTURES / f"{safe}-{number}.png", full_page=True)


@pytest.fixture
def phone(new_page: NewPage) -> Page:
    """A page on a phone 360 px wide."""
    return new_page(**PHONE)


@pytest.fixture
def desk(new_page: NewPage) -> Page:
    """A page on a desk screen 1280 px wide."""
    return new_page(**DESK)


@pytest.fixture(params=[PHONE, DESK], ids=["360", "1280"])
def page(request: pytest.FixtureRequest, new_page: NewPage) -> Page:
    """A page at both widths: the test runs twice."""
    return new_page(**request.param)


@pytest.fixture
def sign_in(live_server: LiveServer) -> Callable[[Page, User], None]:
    """`sign_in(page, user)` gives the page a session of this account, past every form."""

    def with_cookie(page: Page, user: User) -> None:
        visitor = Client()
        visitor.force_login(user)
        value = visitor.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}
        page.context.add_cookies([cookie | {"httpOnly": True, "sameSite": "Lax"}])

    return with_cookie


@pytest.fixture(scope="session")
def axe_clean() -> AxeClean:
    """`axe_clean(page)` asserts that axe finds nothing serious or critical on the page."""
    return AxeClean()
