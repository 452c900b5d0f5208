"""Habits that nothing else enforces: who reads the clock, and checks that can end in red."""

import ast
import re
from pathlib import Path

from tests.repository.directions import part
from tests.repository.source import sources

# Time is an argument (architecture 3): these alone ask what time it is.
MAY_READ_THE_CLOCK = {"adapters", "context", "management", "middleware", "tasks", "views"}
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
