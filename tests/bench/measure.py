"""Times pages and ceilings in turn, so that a busy moment of the machine meets all of them."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any
from uuid import uuid4

from django.db import connection
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse

from tests.bench.seed import ANSWERS, SHARED, Measured
from worksheets.models import Answer

Call = Callable[[], HttpResponse]


@dataclass
class Subject:
    """One page or ceiling: how to ask for it, and what was measured."""

    name: str
    call: Call
    ceiling: str = ""
    status: int = 200
    times: list[float] = field(default_factory=list)
    queries: int = 0
    bytes: int = 0
    before: Callable[[], object] = bool
    # How often it can be asked: a sheet is sent once.
    most: int = sys.maxsize

    def ask(self, *, keep: bool) -> None:
        """One request; its time in milliseconds is kept when told so. Not that of `before`."""
        self.before()
        begun = time.perf_counter()
        response = self.call()
        took = (time.perf_counter() - begun) * 1000
        if response.status_code != self.status:
            raise AssertionError(f"{self.name}: {response.status_code}")
        self.bytes = len(response.content)
        if keep:
            self.times.append(took)

    def figures(self) -> dict[str, Any]:
        """p50 and p95 in milliseconds, queries, bytes."""
        p95 = quantiles(self.times, n=20)[-1] if len(self.times) > 1 else self.times[0]
        return {
            "name": self.name,
            "ceiling": self.ceiling,
            "p50": median(self.times),
            "p95": p95,
            "queries": self.queries,
            "bytes": self.bytes,
        }


def subjects(measured: Measured) -> list[Subject]:
    """The ceilings first, then the pages of the issue."""
    desk, hers, sender = Browser(), Browser(), Browser()
    desk.force_login(measured.counselor.user)
    hers.force_login(measured.client.membership.user)
    sender.force_login(measured.sender.membership.user)
    sheet = [measured.open_sheet]
    one_client = [measured.client.pk]
    done = [measured.client.pk, measured.done_sheet]
    get = {
        "home": (hers, reverse("worksheets:home"), "rows, client"),
        "open a sheet": (hers, reverse("worksheets:part", args=[*sheet, 2]), "rows, client"),
        "today": (desk, reverse("worksheets:today"), "rows, recorded"),
        "client page": (desk, reverse("worksheets:client", args=one_client), "rows, recorded"),
        "her notes": (hers, reverse("clients:my_thread", args=[measured.thread]), "rows, client"),
        "notes": (
            desk,
            reverse("clients:client_thread", args=[*one_client, measured.thread]),
            "rows, recorded",
        ),
        "inbox": (desk, reverse("clients:inbox"), "rows, recorded"),
        "review": (desk, reverse("worksheets:review", args=done), "rows, recorded"),
    }
    return [
        Subject("trivial", lambda: hers.get("/bench/trivial/")),
        Subject("rows, client", lambda: hers.get("/bench/rows/")),
        Subject("rows, staff", lambda: desk.get("/bench/rows/")),
        Subject("rows, recorded", lambda: desk.get("/bench/recorded/")),
        Subject("one row", one_row(hers, measured)),
        plain_sender(sender, measured.to_send[::2]),
        *(Subject(name, page(*how[:2]), how[2]) for name, how in get.items()),
        Subject("save an answer", saver(hers, measured), "one row"),
        submitter(sender, measured.to_send[1::2]),
    ]


def page(browser: Browser, url: str) -> Call:
    """A plain GET."""
    return lambda: browser.get(url)


def one_row(browser: Browser, measured: Measured) -> Call:
    """Other words each time: a database skips a write that changes nothing."""

    def write() -> HttpResponse:
        data = {"round": measured.open_round, "words": uuid4().hex}
        return browser.post("/bench/one-row/", data)

    return write


def saver(browser: Browser, measured: Measured) -> Call:
    """Saves other words each time, on the revision before, as the page's script does."""
    url = reverse("worksheets:save", args=[measured.open_sheet])
    row = Answer.objects.get(assignment=measured.open_sheet, prompt_key="one_less")
    state = {"revision": row.revision}

    def save() -> HttpResponse:
        words = f"Let him keep his own calendar, {state['revision']}."
        data = {
            "one_less:": words,
            "one_less:_revision": state["revision"],
            "one_less:_once": str(uuid4()),
        }
        response = browser.post(url, data, headers={"Accept": "application/json"})
        state["revision"] += response.status_code == 200
        return response

    return save


def plain_sender(browser: Browser, waiting: list) -> Subject:
    """Sends another sheet each time with nothing asked, where she has just been."""

    def look() -> HttpResponse:
        return browser.get(reverse("worksheets:share", args=[waiting[-1]]))

    def send() -> HttpResponse:
        return browser.post(f"/bench/send/{waiting.pop()}/")

    return Subject("plain send", send, before=look, most=len(waiting) - 2)


def submitter(browser: Browser, waiting: list) -> Subject:
    """Sends another sheet each time, as its sharing review posts it, where she has just been."""

    def look() -> HttpResponse:
        return browser.get(reverse("worksheets:share", args=[waiting[-1]]))

    def submit() -> HttpResponse:
        url = reverse("worksheets:submit", args=[waiting.pop()])
        data = {"done_as": "done", "submit_key": str(uuid4())}
        data |= {f"seen:{key}": "1" for key in ANSWERS}
        data |= {f"share:{key}": "on" for key in SHARED}
        return browser.post(url, data)

    return Subject("submit", submit, "plain send", status=302, before=look, most=len(waiting) - 2)


def measure(measured: Measured, times: int) -> list[dict[str, Any]]:
    """Figures of every subject: warmed up, counted once, then timed in turn."""
    listed = subjects(measured)
    for subject in listed:
        subject.ask(keep=False)
        subject.queries = count(subject)
    for number in range(times):
        for subject in listed:
            if number < subject.most:
                subject.ask(keep=True)
    return [subject.figures() for subject in listed]


def count(subject: Subject) -> int:
    """How many queries one request makes."""
    seen = 0

    def counting(execute: Callable, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal seen
        seen += 1
        return execute(sql, params, many, context)

    subject.before()
    with connection.execute_wrapper(counting):
        subject.call()
    return seen
