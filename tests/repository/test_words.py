"""Screens and code use the words of the house (architecture 10)."""

from pathlib import Path

import pytest

from tests.repository import words
from tests.repository.source import REPOSITORY, write


@pytest.mark.parametrize("rule", [words.on_screens, words.in_names], ids=["screens", "names"])
def test_this_tree_keeps_to_the_words(rule):
    assert rule(REPOSITORY) == []


@pytest.mark.parametrize(
    "template",
    [
        "<p>Your homework</p>",
        '<a href="/" aria-label="Your homework"></a>',
        '{% translate "Your homework" %}',
        "{% blocktranslate %}Your homework{% endblocktranslate %}",
    ],
)
def test_a_word_on_a_screen_is_found(tmp_path: Path, template):
    tree = write(tmp_path, {"templates/worksheets/home.html": f"\n{template}\n"})

    assert words.on_screens(tree) == ["templates/worksheets/home.html:2 says “homework”"]


@pytest.mark.parametrize(
    "template",
    [
        '<p class="overdue">Later</p>',
        '{% if error %} aria-invalid="true"{% endif %}',
        "{# homework #}",
        "{{ late }}",
        '{% include "failed.html" %}',
        "{% if sheet.missing %}{% endif %}",
    ],
)
def test_what_no_one_reads_is_free(tmp_path: Path, template):
    assert words.on_screens(write(tmp_path, {"templates/page.html": template})) == []


def test_a_word_said_by_python_is_found(tmp_path: Path):
    tree = write(tmp_path, {"clients/forms.py": 'x = 1\ny = _("This is invalid.")'})

    assert words.on_screens(tree) == ["clients/forms.py:2 says “invalid”"]


@pytest.mark.parametrize(
    "line",
    ["class OverdueSheet: ...", "def is_overdue(): ...", "def f(overdue): ...", "OVERDUE_ON = 1"],
)
def test_a_name_is_found(tmp_path: Path, line):
    found = words.in_names(write(tmp_path, {"clients/access.py": line}))

    assert [finding.split(" names ")[0] for finding in found] == ["clients/access.py:1"]
