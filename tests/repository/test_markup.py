"""Templates hold nothing that the content security policy would refuse."""

from pathlib import Path

import pytest

from tests.repository.markup import forbidden
from tests.repository.source import REPOSITORY, write


def test_this_tree_holds_nothing_inline():
    assert forbidden(REPOSITORY) == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('<p style="color: teal">', "an inline style"),
        ("<style>p { color: teal }", "an inline style sheet"),
        ("<script>go()</script>", "an inline script"),
        ('<a onclick="go()">', "an inline handler"),
        ('<a hx-on:click="go()">', "an inline handler of htmx"),
        ('<a href="javascript:go()">', "script in an attribute"),
        (
            '<a hx-trigger="click[ctrlKey]">',
            "an event filter, which htmx ignores under our policy",
        ),
        ("{{ words|safe }}", "unescaped text"),
        ("{% autoescape off %}", "unescaped text"),
        ('<img src="https://elsewhere.example/x.png">', "an address of another site"),
    ],
)
def test_what_is_forbidden_is_found(tmp_path: Path, line, what):
    tree = write(tmp_path, {"templates/page.html": f"<p>\n{line}\n"})

    assert forbidden(tree) == [f"templates/page.html:2 holds {what}"]


@pytest.mark.parametrize(
    "line",
    [
        "<script src=\"{% static 'practice/save.js' %}\" defer></script>",
        '<script id="data" type="application/json">{"ids": {}}</script>',
    ],
)
def test_scripts_of_our_own_and_data_are_allowed(tmp_path: Path, line):
    assert forbidden(write(tmp_path, {"templates/page.html": line})) == []
