"""The ceilings of architecture 9, each a function from a tree to what is too large."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.repository.source import APPS, Source, sources

FILE, FUNCTION, VIEW, TEMPLATE, TEST, TASK = 400, 50, 50, 200, 60, 15
CODE = (*APPS, "deploy")


def files(root: Path) -> list[str]:
    """Source files above 400 lines, scripts of the browser among them."""
    scripts = [file for app in APPS for file in sorted((root / app / "static").rglob("*.js"))]
    texts = {source.path: source.text for source in sources(root, *CODE, "tests")}
    texts |= {file.relative_to(root).as_posix(): file.read_text() for file in scripts}
    return too_long(((path, text.count("\n")) for path, text in texts.items()), FILE)


def functions(root: Path) -> list[str]:
    """Functions above 50 lines, views among them."""
    return too_long(lengths(sources(root, *CODE)), min(FUNCTION, VIEW))


def test_functions(root: Path) -> list[str]:
    """Functions of tests above 60 lines."""
    return too_long(lengths(sources(root, "tests")), TEST)


def tasks(root: Path) -> list[str]:
    """Celery's tasks above 15 lines."""
    found = (source for source in sources(root) if "tasks" in source.module.split("."))
    return too_long(lengths(found, decorated="task"), TASK)


def templates(root: Path) -> list[str]:
    """Templates above 200 lines."""
    found = sorted((root / "templates").rglob("*.*"))
    counted = ((file.relative_to(root).as_posix(), lines(file)) for file in found)
    return too_long(counted, TEMPLATE)


def lines(file: Path) -> int:
    """How many lines a file has."""
    return file.read_text(encoding="utf-8").count("\n")


def lengths(found: Iterator[Source] | list[Source], decorated: str = "") -> Iterator[tuple]:
    """Place and length of every function; of those alone whose decorator's name ends so."""
    for source in found:
        for node in source.functions():
            if not decorated or any(name_of(d).endswith(decorated) for d in node.decorator_list):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                yield f"{source.place(node.lineno)} {node.name}", length


def name_of(node: ast.AST) -> str:
    """The name of a decorator, called or not."""
    target = node.func if isinstance(node, ast.Call) else node
    return getattr(target, "attr", None) or getattr(target, "id", None) or ""


def too_long(counted: Iterator[tuple], ceiling: int) -> list[str]:
    """What is above its ceiling, in words."""
    return [
        f"{what}: {count} lines, at most {ceiling}" for what, count in counted if count > ceiling
    ]
