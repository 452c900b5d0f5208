"""Nothing is larger than its ceiling (architecture 9)."""

from pathlib import Path

import pytest

from tests.repository import sizes
from tests.repository.source import REPOSITORY, write

RULES = [sizes.files, sizes.functions, sizes.test_functions, sizes.tasks, sizes.templates]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_this_tree_keeps_the_ceiling(rule):
    assert rule(REPOSITORY) == []


@pytest.mark.parametrize(
    ("rule", "path", "text", "finding"),
    [
        (
            sizes.files,
            "clients/access.py",
            "x = 1\n" * 401,
            "clients/access.py: 401 lines, at most 400",
        ),
        (
            sizes.files,
            "practice/static/practice/save.js",
            "// a line\n" * 401,
            "practice/static/practice/save.js: 401 lines, at most 400",
        ),
        (
            sizes.functions,
            "clients/views.py",
            "@public\ndef leave(request):\n" + "    x = 1\n" * 50,
            "clients/views.py:2 leave: 51 lines, at most 50",
        ),
        (
            sizes.test_functions,
            "tests/test_x.py",
            "def test_x():\n" + "    x = 1\n" * 60,
            "tests/test_x.py:1 test_x: 61 lines, at most 60",
        ),
        (
            sizes.tasks,
            "clients/tasks.py",
            "@shared_task(bind=True)\ndef send(self):\n" + "    x = 1\n" * 15,
            "clients/tasks.py:2 send: 16 lines, at most 15",
        ),
        (
            sizes.templates,
            "templates/clients/page.html",
            "<p>\n" * 201,
            "templates/clients/page.html: 201 lines, at most 200",
        ),
    ],
)
def test_what_is_too_large_is_found(tmp_path: Path, rule, path, text, finding):
    assert rule(write(tmp_path, {path: text})) == [finding]


def test_a_plain_function_beside_tasks_is_no_task(tmp_path: Path):
    tree = write(tmp_path, {"clients/tasks.py": "def plan():\n" + "    x = 1\n" * 20})

    assert sizes.tasks(tree) == []
