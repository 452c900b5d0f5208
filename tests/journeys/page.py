"""A page as a browser without scripts has it: words, links, and forms that can be filled in."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

SILENT = {"script", "style", "template", "title"}
VOID = {"input", "img", "br", "link", "meta", "hr", "path", "circle", "rect", "line"}


@dataclass
class Control:
    """One field of a form, or one of its buttons."""

    tag: str
    name: str
    kind: str
    value: str
    id: str = ""
    is_on: bool = True
    words: str = ""
    action: str = ""
    options: list[str] = field(default_factory=list)

    @property
    def is_button(self) -> bool:
        """Something to press."""
        return self.tag == "button" or self.kind in {"submit", "image"}

    @property
    def is_choice(self) -> bool:
        """Sends its value only where it is ticked."""
        return self.kind in {"checkbox", "radio"}


@dataclass
class Form:
    """A form with what would be sent from it as it stands."""

    method: str = "get"
    action: str = ""
    id: str = ""
    controls: list[Control] = field(default_factory=list)

    def filled(self, fills: dict[str, object], labels: dict[str, str]) -> dict[str, list[str]]:
        """What is sent once `fills` were typed, by a field's label or its name."""
        wanted = {self.name_of(key, labels): value for key, value in fills.items()}
        sent: dict[str, list[str]] = {}
        for control in self.controls:
            if not control.name or control.is_button:
                continue
            if control.name not in wanted:
                values = [control.value] if control.is_on else []
            else:
                values = typed(control, wanted[control.name])
            if values:
                sent.setdefault(control.name, []).extend(values)
        return sent

    def name_of(self, key: str, labels: dict[str, str]) -> str:
        """The name of the control that has this label, or this name."""
        names = {control.name for control in self.controls}
        ids = {control.id: control.name for control in self.controls if control.id}
        for id_, label in labels.items():
            if label == key and id_ in ids:
                return ids[id_]
        assert key in names, f"No field {key!r} here, but: {sorted(names)}"
        return key


def typed(control: Control, value: object) -> list[str]:
    """What a field sends once this was typed, ticked or chosen in it."""
    if control.tag == "select":
        assert str(value) in control.options, f"{value!r} is not offered: {control.options}"
    if not control.is_choice:
        return [str(value)]
    if isinstance(value, bool):
        return [control.value] if value else []
    wanted = value if isinstance(value, list) else [value]
    return [control.value] if control.value in [str(one) for one in wanted] else []


class Page(HTMLParser):
    """Reads one page."""

    def __init__(self, html: str, url: str) -> None:
        super().__init__()
        self.url, self.html = url, html
        self.forms: list[Form] = []
        self.loose: list[tuple[str, Control]] = []
        self.links: list[tuple[str, str]] = []
        self.labels: dict[str, str] = {}
        self.said: list[str] = []
        self.open: list[tuple[str, dict[str, str], int]] = []
        self.feed(html)
        by_id = {form.id: form for form in self.forms}
        for form_id, control in self.loose:
            if form_id in by_id:
                by_id[form_id].controls.append(control)

    @property
    def text(self) -> str:
        """Everything that can be read on it."""
        return " ".join(" ".join(self.said).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A form, a field, or something whose words count."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            form = Form(given.get("method", "get").lower(), given.get("action", ""))
            form.id = given.get("id", "")
            self.forms.append(form)
        elif tag == "input":
            self.add(given, control_of("input", given))
        elif tag == "option" and self.inside("select"):
            self.choose(given)
        if tag not in VOID:
            self.open.append((tag, given, len(self.said)))
            if tag == "select":
                self.add(given, control_of("select", given))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Drawings close themselves."""

    def handle_data(self, data: str) -> None:
        """Words, but for those of scripts."""
        if not any(tag in SILENT for tag, _, _ in self.open):
            self.said.append(data)

    def handle_endtag(self, tag: str) -> None:
        """What was open is whole now: its words are known."""
        while self.open:
            name, given, begun = self.open.pop()
            if name == tag:
                break
        else:
            return
        raw = "".join(self.said[begun:])
        words = " ".join(raw.split())
        if tag == "a" and "href" in given:
            self.links.append((words, given["href"]))
        elif tag == "label" and "for" in given:
            self.labels[given["for"]] = words
        elif tag == "textarea":
            self.add(given, control_of("textarea", given | {"value": raw.removeprefix("\n")}))
        elif tag == "button" and given.get("type", "submit") == "submit":
            button = control_of("button", given)
            button.words, button.action = words, given.get("formaction", "")
            self.add(given, button)

    def inside(self, tag: str) -> bool:
        """Whether such an element is open."""
        return any(name == tag for name, _, _ in self.open)

    def add(self, given: dict[str, str], control: Control) -> None:
        """To its form: the one around it, or the one it names."""
        if "disabled" in given:
            return
        if "form" in given:
            self.loose.append((given["form"], control))
        elif self.inside("form"):
            self.forms[-1].controls.append(control)

    def choose(self, given: dict[str, str]) -> None:
        """One line of a list to choose from."""
        select = self.forms[-1].controls[-1]
        select.options.append(given.get("value", ""))
        if "selected" in given or len(select.options) == 1:
            select.value = given.get("value", "")


def control_of(tag: str, given: dict[str, str]) -> Control:
    """A field from its attributes."""
    kind = given.get("type", "text") if tag == "input" else ""
    value = given.get("value", "on" if kind in {"checkbox", "radio"} else "")
    is_on = kind not in {"checkbox", "radio"} or "checked" in given
    return Control(tag, given.get("name", ""), kind, value, given.get("id", ""), is_on)
