"""The words of architecture 10 and of the screens, each rule a function from a tree to findings."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.repository.source import Source, sources

# Never on a screen (visual.md; rulings 19).
ON_SCREENS = (
    "best before|failed|failure|homework|invalid|late|missing|overdue|patients?|questions?|"
    "raise in session|responses?|scores?|therapists?"
)
# Never in a name that we give (architecture 10).
IN_NAMES = re.compile(
    r"\b(?:curriculum|homework|overdue|patients?|questions?|recurrence|roster|scores?|students?|"
    r"tenants?|therapists?|workspaces?)\b"
)
# A mail may be late; a client never is.
MAY_BE_LATE = {"practice.deliveries.judging", "practice.models.deliveries"}
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}
SCREEN = re.compile(rf"\b(?:{ON_SCREENS})\b", re.IGNORECASE)

COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->", re.DOTALL)
TRANSLATED = re.compile(r"""\{% (?:translate|trans) (?:"([^"]*)"|'([^']*)')[^%]*%\}""")
TAG_OF_DJANGO = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
SPOKEN = re.compile(r"""\b(?:alt|aria-label|content|placeholder|title)="([^"]*)\"""")
ATTRIBUTE = re.compile(r"""[\w-]+="[^"]*\"""")  # a partial may hold attributes alone
TAG = re.compile(r"<[^>]*>", re.DOTALL)


def on_screens(root: Path) -> list[str]:
    """Words in templates, and in what Python says to people, that Tend does not say."""
    found = []
    for file in sorted((root / "templates").rglob("*.*")):
        text = shown(file.read_text(encoding="utf-8"))
        for number, line in enumerate(text.splitlines(), start=1):
            place = f"{file.relative_to(root).as_posix()}:{number}"
            found += [f"{place} says “{word}”" for word in SCREEN.findall(line)]
    for source in sources(root):
        for number, text in [] if source.module in MAY_BE_LATE else said(source):
            place = source.place(number)
            found += [f"{place} says “{word}”" for word in SCREEN.findall(text)]
    return found


def shown(template: str) -> str:
    """What a template shows or speaks, every word still on its line."""
    text = COMMENT.sub(only_newlines, template)
    text = TRANSLATED.sub(lambda found: found[1] or found[2] or "", text)
    text = TAG_OF_DJANGO.sub(only_newlines, text)
    text = TAG.sub(lambda tag: " ".join(SPOKEN.findall(tag[0])) + only_newlines(tag), text)
    return ATTRIBUTE.sub("", text)


def only_newlines(found: re.Match[str]) -> str:
    """Nothing but the line breaks of what was found."""
    return "\n" * found[0].count("\n")


def said(source: Source) -> Iterator[tuple[int, str]]:
    """The strings that go through gettext."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {
            "_",
            "gettext",
            "ngettext",
        }:
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield node.lineno, argument.value


def in_names(root: Path) -> list[str]:
    """Names given in Python that hold a word of another house."""
    return [
        f"{source.place(line)} names “{name}”"
        for source in sources(root)
        for line, name in given(source)
        if IN_NAMES.search(spread(name))
    ]


def given(source: Source) -> Iterator[tuple[int, str]]:
    """Every name defined in a file: classes, functions, arguments, variables, attributes."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.attr


def spread(name: str) -> str:
    """The words of a name: `OverdueSheet`, `OVERDUE_SHEET`, `overdue_sheet` -> `overdue sheet`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").lower()
