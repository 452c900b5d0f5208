"""Somebody at a browser without scripts: opens, follows, fills in, presses, by what she reads."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from urllib.parse import urljoin, urlsplit

from django.test import Client

from tests.journeys.page import Control, Form, Page

Committing = Callable[[], AbstractContextManager]


def has(form: Form, fills: dict) -> bool:
    """Whether a form has a field of each of these names."""
    return set(fills) <= {control.name for control in form.controls}


class Visitor:
    """One person's browser. CSRF is checked as in a real one; what follows a commit happens."""

    def __init__(self, committing: Committing, url: str = "/") -> None:
        self.http = Client(enforce_csrf_checks=True)
        self.committing = committing
        self.page = Page("", url)
        self.status = 0

    def opens(self, url: str, status: int = 200) -> Page:
        """Goes to an address; the page it leads to has this status."""
        return self._send("get", url, {}, status)

    def follows(self, words: str, status: int = 200) -> Page:
        """Presses a link by its words: exactly these, or beginning with them."""
        return self.opens(self.link(words), status)

    def link(self, words: str) -> str:
        """Where a link with these words leads."""
        for fits in (str.__eq__, str.startswith):
            for said, href in self.page.links:
                if fits(said, words):
                    return href
        raise AssertionError(
            f"No link {words!r} here, but: {[said for said, _ in self.page.links]}"
        )

    def presses(
        self, words: str, fills: dict | None = None, status: int = 200, to: str = ""
    ) -> Page:
        """Fills a form in, by labels or names, and presses its button.

        `to` is the end of the form's address, where buttons of several forms are called the same.
        """
        form, button = self._button(words, fills or {}, to)
        sent = form.filled(fills or {}, self.page.labels)
        if button.name:
            sent.setdefault(button.name, []).append(button.value)
        return self._send(form.method, button.action or form.action or self.page.url, sent, status)

    def offers(self, words: str) -> bool:
        """Whether a button or a link with these words stands on the page."""
        buttons = [c.words for form in self.page.forms for c in form.controls if c.is_button]
        return words in [*buttons, *(said for said, _ in self.page.links)]

    def signs_in(self, login: str, password: str) -> Page:
        """By the sign-in page, as everybody does."""
        self.opens("/account/login/")
        return self.presses("Sign in", {"login": login, "password": password})

    def signs_out(self) -> None:
        """Puts the device away; the next sign-in starts anew."""
        self.http = Client(enforce_csrf_checks=True)

    def _button(self, words: str, fills: dict, to: str) -> tuple[Form, Control]:
        found = [
            (form, control)
            for form in self.page.forms
            if form.action.endswith(to)
            for control in form.controls
            if control.is_button and (control.words == words or control.words.startswith(words))
        ]
        assert found, f"No button {words!r} here: {self.page.text[:600]}"
        fitting = [one for one in found if has(one[0], fills)] or found
        exact = [one for one in fitting if one[1].words == words]
        return (exact or fitting)[0]

    def _send(self, method: str, url: str, sent: dict[str, list[str]], status: int) -> Page:
        url = urljoin(self.page.url, url)
        parts = urlsplit(url)
        assert not parts.netloc, f"{url} leads away from here"
        with self.committing():
            ask = self.http.post if method == "post" else self.http.get
            answer = ask(url, sent, headers={"referer": f"http://testserver{self.page.url}"})
        if 300 <= answer.status_code < 400:
            self.page = Page("", url)
            return self._send("get", answer.headers["Location"], {}, status)
        self.status = answer.status_code
        self.page = Page(answer.content.decode(), url)
        assert self.status == status, f"{url} answered {self.status}: {self.page.text[:600]}"
        return self.page
