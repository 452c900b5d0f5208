"""Every dependency has a reason, a pin and a hash; nothing tells of one machine."""

from pathlib import Path

import pytest

from tests.repository import pins
from tests.repository.source import REPOSITORY, write

RULES = [pins.without_reason, pins.unlike, pins.unpinned, pins.traces]
HASH = "--hash=sha256:" + "0" * 64
PROJECT = """\
[project]
dependencies = [
    # The framework.
    "django>=5.2,<5.3",
]
[dependency-groups]
dev = [
    # Tests.
    "pytest>=9",
]
"""
LISTS = {"requirements.in": "django>=5.2,<5.3\n", "requirements-dev.in": "-c x\npytest>=9\n"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_this_tree_keeps_the_rule(rule):
    assert rule(REPOSITORY) == []


@pytest.mark.parametrize(
    ("rule", "files", "finding"),
    [
        (
            pins.without_reason,
            {"pyproject.toml": PROJECT.replace("    # The framework.\n", "")},
            "pyproject.toml:3 django has no reason above it",
        ),
        (
            pins.unlike,
            {"pyproject.toml": PROJECT, **LISTS, "requirements-dev.in": "pytest>=9\nrich\n"},
            "requirements-dev.in: rich",
        ),
        (pins.unpinned, {"requirements.txt": f"django>=5.2 {HASH}\n"}, f"django>=5.2 {HASH}"),
        (pins.unpinned, {"requirements.txt": "django==5.2.1\n"}, "django==5.2.1"),
        (
            pins.unpinned,
            {"requirements.txt": f"x @ https://x.example/x.whl {HASH}\n"},
            f"x @ https://x.example/x.whl {HASH}",
        ),
        (pins.traces, {"README.md": "Look in /" + "root/tend.\n"}, "README.md:1 holds /" + "root/"),
        (pins.traces, {"docs/a.md": "\npy" + "pi.org\n"}, "docs/a.md:2 holds py" + "pi.org"),
    ],
)
def test_a_broken_rule_is_found(tmp_path: Path, rule, files, finding):
    found = rule(write(tmp_path, files))

    assert [line.removeprefix("requirements.txt: ") for line in found] == [finding[:60]]


def test_pinned_and_hashed_is_right(tmp_path: Path):
    text = f"django==5.2.1 ; python_version < '4' \\\n    {HASH} \\\n    {HASH}\n"

    assert pins.unpinned(write(tmp_path, {"requirements.txt": text})) == []
