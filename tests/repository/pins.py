"""Rules about what the project stands on: reasons, pins, hashes, and no trace of a machine."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

# Written in two halves, so that this file keeps its own rule.
MACHINES = re.compile(
    "|".join(
        [
            r"(?<![\w.~})])/(?:work|root|farm|Users)/",
            "py" + "pi" + r"\.org",
            "python" + "hosted",
            "npm" + "js",
            r"--(?:extra-)?index" + "-url",
            r"file:" + "///",
        ]
    )
)
TEXT = {
    ".cfg",
    ".css",
    ".html",
    ".in",
    ".js",
    ".json",
    ".md",
    ".py",
    ".sh",
    ".toml",
    ".txt",
    ".yml",
}
NOT_OURS = {".git", ".venv", "var", "node_modules", "test-results", "__pycache__"}


def without_reason(root: Path) -> list[str]:
    """Dependencies of pyproject.toml with no comment on the line above."""
    found, before = [], ""
    for number, line in enumerate((root / "pyproject.toml").read_text().splitlines(), start=1):
        required = re.match(r'    "([\w-]+)(\[[\w,-]+\])?[><=~]', line)
        if required and not before.strip().startswith("# "):
            found.append(f"pyproject.toml:{number} {required[1]} has no reason above it")
        before = line
    return found


def unlike(root: Path) -> list[str]:
    """Dependencies that pyproject.toml and the .in files do not share."""
    project = tomllib.loads((root / "pyproject.toml").read_text())
    pairs = {
        "requirements.in": project["project"]["dependencies"],
        "requirements-dev.in": project["dependency-groups"]["dev"],
    }
    found = []
    for name, wanted in pairs.items():
        lines = (root / name).read_text().splitlines()
        listed = {line for line in lines if line and not line.startswith(("#", "-c "))}
        found += [f"{name}: {item}" for item in sorted(listed ^ set(wanted))]
    return found


def unpinned(root: Path) -> list[str]:
    """Lines of the pinned files that are no `name==version` with a hash."""
    found = []
    for file in sorted(root.glob("requirements*.txt")):
        for block in file.read_text().replace("\\\n", "").splitlines():
            if not re.fullmatch(r"[\w-]+==\S+( ; [^@]+?)?(\s+--hash=sha256:[0-9a-f]{64})+", block):
                found.append(f"{file.name}: {block[:60]}")
    return found


def traces(root: Path) -> list[str]:
    """Paths of one machine, and addresses of package registries."""
    return [
        f"{file.relative_to(root).as_posix()}:{number} holds {hit[0]}"
        for file in ours(root)
        for number, line in enumerate(file.read_text(errors="replace").splitlines(), start=1)
        if (hit := MACHINES.search(line))
    ]


def ours(folder: Path) -> Iterator[Path]:
    """Our own text files."""
    for file in sorted(folder.iterdir()):
        hidden = file.name.startswith(".") and file.name != ".ci"
        if file.is_dir() and not hidden and file.name not in NOT_OURS:
            yield from ours(file)
        elif file.is_file() and file.suffix in TEXT:
            yield file
