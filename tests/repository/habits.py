"""Habits that nothing else enforces: who reads the clock, what is sorted, checks that can fail."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.repository.directions import part
from tests.repository.source import sources

# Time is an argument (architecture 3): these alone ask what time it is.
MAY_READ_THE_CLOCK = {"adapters", "context", "management", "middleware", "tasks", "views", "wsgi"}
CLOCK = re.compile(r"(?:timezone|datetime|date)\.(?:now|today|utcnow|localdate|localtime)")


def clock_readers(root: Path) -> list[str]:
    """Calls of the clock below the views. A field's default is no call."""
    return [
        f"{source.place(node.lineno)} reads the clock: take `now` as an argument"
        for source in sources(root)
        if part(source.module) not in MAY_READ_THE_CLOCK
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and CLOCK.fullmatch(ast.unparse(node.func)) and not node.args
    ]


SEALS = {"SealedText", "SealedJSON"}
SORTS = {"order_by", "earliest", "latest", "distinct"}


def sorted_ciphertext(root: Path) -> list[str]:
    """Sealed fields in an ORDER BY. No database refuses it, and the order would mean nothing."""
    trees = sources(root)
    sealed = {name for source in trees for name in _sealed_names(source.tree)}
    return [
        f"{source.place(line)} sorts by {name}, which is sealed: sort the opened rows in Python"
        for source in trees
        for line, name in _sorted_names(source.tree)
        if name.lstrip("-").split("__")[-1] in sealed
    ]


def _sealed_names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        made = node.value if isinstance(node, ast.Assign) else None
        if isinstance(made, ast.Call) and ast.unparse(made.func).split(".")[-1] in SEALS:
            yield ast.unparse(node.targets[0])


def _sorted_names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        by: list[ast.expr] = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            by = node.args if node.func.attr in SORTS else []
        elif isinstance(node, ast.Assign):
            by = [node.value] if ast.unparse(node.targets[0]) == "ordering" else []
        for part_of_it in (inner for each in by for inner in ast.walk(each)):
            if isinstance(part_of_it, ast.Constant) and isinstance(part_of_it.value, str):
                yield part_of_it.lineno, part_of_it.value


def locks_that_stop_others(root: Path) -> list[str]:
    """Row locks that make others wait who only write a row that points there.

    No key of ours ever changes, and two that wait for each other so end in a deadlock.
    """
    return [
        f"{source.place(node.lineno)} locks too much: select_for_update(no_key=True)"
        for source in sources(root)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "select_for_update"
        and "no_key" not in {keyword.arg for keyword in node.keywords}
    ]


def checks_that_cannot_fail(root: Path) -> list[str]:
    """Lines of .ci/ that go on after an error."""
    found = []
    for file in sorted((root / ".ci").glob("*")):
        lines = file.read_text().splitlines()
        if "set -euo pipefail" not in lines:
            found.append(f".ci/{file.name} does not stop at the first error")
        for number, line in enumerate(lines, start=1):
            if re.search(r"\|\|\s*(?:true|:)|set \+e", line):
                found.append(f".ci/{file.name}:{number} goes on after an error")
    return found
