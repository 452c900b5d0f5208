"""Imports go one way (architecture 2), in this tree and, to prove the rules, in made-up ones."""

from pathlib import Path

import pytest

from tests.repository import directions
from tests.repository.source import REPOSITORY, write

RULES = [
    directions.undeclared,
    directions.upward_apps,
    directions.upward_levels,
    directions.circles,
    directions.tasks_calling_actions,
    directions.local_imports,
    directions.signals,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_this_tree_keeps_the_rule(rule):
    assert rule(REPOSITORY) == []


def test_tests_import_at_the_top_of_files():
    assert directions.local_imports(REPOSITORY, "tests", "deploy") == []


@pytest.mark.parametrize(
    ("rule", "files", "finding"),
    [
        (
            directions.undeclared,
            {"clients/utils.py": ""},
            "clients/utils: give it a level in tests/repository/ranks.py",
        ),
        (
            directions.upward_apps,
            {"practice/models.py": "from clients.models import Client", "clients/models.py": ""},
            "practice/models.py:1 practice imports clients.models, which is above it",
        ),
        (
            directions.upward_apps,
            {"worksheets/views.py": "from clients import forms", "clients/forms.py": ""},
            "worksheets/views.py:1 clients.forms belongs to clients alone",
        ),
        (
            directions.upward_levels,
            {"clients/models/care.py": "import os\nfrom clients.views.desk import x"},
            "clients/models/care.py:2 models imports views, which is above it",
        ),
        (
            directions.circles,
            {
                "clients/models/care.py": "from clients.models import dates",
                "clients/models/dates.py": "from clients.models.care import Client",
            },
            "clients.models.care -> clients.models.dates -> clients.models.care",
        ),
        (
            directions.tasks_calling_actions,
            {"worksheets/tasks.py": "from clients.actions import discharge"},
            "worksheets/tasks.py:1 tasks import clients.actions",
        ),
        (
            directions.local_imports,
            {"clients/access.py": "def may():\n    import json"},
            "clients/access.py:2 imports json inside a function",
        ),
        (
            directions.signals,
            {"clients/apps.py": "from django.db.models import signals"},
            "clients/apps.py:1 uses signals: practice/facts.py is for that",
        ),
    ],
)
def test_a_broken_rule_is_found(tmp_path: Path, rule, files, finding):
    assert rule(write(tmp_path, files)) == [finding]


def test_what_serves_types_alone_may_look_up(tmp_path: Path):
    lines = "if TYPE_CHECKING:\n    from practice.models import User"
    tree = write(tmp_path, {"practice/vault.py": lines, "practice/models.py": ""})

    assert directions.upward_levels(tree) == []
