"""A browser without script: reads the forms of a page, fills them in, presses a button."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from django.http import HttpResponse
from django.test import Client


@dataclass
class Form:
    """One form with the values it would send."""

    action: str = ""
    method: str = "get"
    values: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, name: str, value: str) -> None:
        """A control that would be sent."""
        self.values.setdefault(name, []).append(value)


class Reader(HTMLParser):
    """Collects the forms of a page, also controls that stand elsewhere with a form's id."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.by_id: dict[str, Form] = {}
        self.current: Form | None = None
        self.text: list[str] | None = None
        self.open: dict[str, str] = {}
        self.links: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Takes in forms, controls and links."""
        got = {name: value or "" for name, value in attrs}
        form = self.by_id.get(got.get("form", "")) or self.current
        if tag == "form":
            self.current = Form(got.get("action", ""), got.get("method", "get"))
            self.forms.append(self.current)
            self.by_id[got.get("id", "-")] = self.current
        elif tag == "input" and form and got.get("name") and "disabled" not in got:
            if got.get("type") not in {"checkbox", "radio"} or "checked" in got:
                form.add(got["name"], got.get("value", "on"))
        elif tag in {"textarea", "button", "a", "option", "select"}:
            self.text, self.open = [], got | {"tag": tag}
            if tag == "select":
                self.open_select = got.get("name", "")
            if tag == "option" and "selected" in got and form:
                form.add(self.open_select, got.get("value", ""))

    def handle_data(self, data: str) -> None:
        """Words inside a control."""
        if self.text is not None:
            self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Closes a control or a form."""
        words = " ".join("".join(self.text or []).split())
        form = self.by_id.get(self.open.get("form", "")) or self.current
        if tag == "form":
            self.current = None
        elif tag == "textarea" and form and self.open.get("name"):
            form.add(self.open["name"], "".join(self.text or []).removeprefix("\n"))
        elif tag == "button" and form:
            form.buttons.append((words, self.open.get("name", ""), self.open.get("value", "")))
        elif tag == "a":
            self.links.setdefault(words, self.open.get("href", ""))
        if tag in {"textarea", "button", "a"}:
            self.text = None


class PlainBrowser:
    """What she does: open, follow a link, fill in, press."""

    def __init__(self, http: Client) -> None:
        self.http = http
        self.url = "/"
        self.response: HttpResponse = HttpResponse()

    def open(self, url: str) -> "PlainBrowser":
        """Goes to an address and wherever it leads."""
        self.response = self.http.get(urljoin(self.url, url), follow=True)
        return self._arrived(urljoin(self.url, url))

    def _arrived(self, url: str) -> "PlainBrowser":
        chain = getattr(self.response, "redirect_chain", [])
        self.url = chain[-1][0] if chain else url
        assert self.response.status_code < 400, (self.url, self.response.status_code)
        self.page = Reader()
        self.page.feed(self.response.content.decode())
        return self

    @property
    def words(self) -> str:
        """The page with single spaces."""
        return " ".join(self.response.content.decode().split())

    def follow(self, words: str) -> "PlainBrowser":
        """Follows the link with these words."""
        return self.open(self.page.links[words])

    def press(self, button: str, **filled: Any) -> "PlainBrowser":
        """Fills in controls by name (`_` at the end reads as `:`) and presses the button."""
        form, name, value = next(
            (form, name, value)
            for form in self.page.forms
            for words, name, value in form.buttons
            if words == button
        )
        data = {key: list(values) for key, values in form.values.items()}
        data |= {f"{key[:-1]}:" if key.endswith("_") else key: v for key, v in filled.items()}
        if name:
            data[name] = value
        url = urljoin(self.url, form.action or self.url)
        self.response = self.http.post(url, data, follow=True)
        return self._arrived(url)
