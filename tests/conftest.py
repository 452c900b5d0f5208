"""Fixtures of every test. HTTP goes through `browser`; `client` is a word of the domain."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from practice import guards, vault
from tests.missing import not_run
from tests.settings import FOLDER

TESTS = Path(__file__).parent


def pytest_configure() -> None:
    """The folder of this run: its SQLite file, and what a practice keeps in var/."""
    FOLDER.mkdir(mode=0o700)


def pytest_unconfigure() -> None:
    """Nothing of a run stays on the machine."""
    shutil.rmtree(FOLDER, ignore_errors=True)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the folder they stand in: browser, services, bench.

    Browsers first: few tests that take long, which one process would end on alone.
    """
    items.sort(key=lambda item: item.path.relative_to(TESTS).parts[0] != "browser")
    for item in items:
        folder = item.path.relative_to(TESTS).parts[0]
        if folder in {"browser", "services", "bench"}:
            item.add_marker(getattr(pytest.mark, folder))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the very end what could not run here, and what would make it run."""
    if sentences := not_run(terminalreporter.stats.get("skipped", [])):
        terminalreporter.section("NOT RUN ON THIS MACHINE", yellow=True)
        for sentence in sentences:
            terminalreporter.line(sentence)


@pytest.fixture(autouse=True)
def _clean_slate() -> Iterator[None]:
    """No cached rows, rates or unwrapped keys from the test before."""
    cache.clear()
    vault.forget()
    yield
    vault.forget()


@pytest.fixture(autouse=True)
def _guards_let_the_flush_through(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests that commit end in emptied tables; the flush installs the guards again by itself."""
    marker = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(request.fixturenames)
    if commits or (marker and marker.kwargs.get("transaction")):
        request.getfixturevalue("_django_db_helper")
        yield
        guards.uninstall()
    else:
        yield


@pytest.fixture
def browser() -> Client:
    """An HTTP client without a session; `browser.force_login(user)` signs in."""
    return Client()
