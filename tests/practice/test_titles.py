"""What a tab and a history say of a page: which one it is, and nothing more (A-03)."""

import re
from pathlib import Path

import pytest

from practice.neutral import loud_words

TEMPLATES = Path(__file__).parents[2] / "templates"
FOLDERS = ("account", "clients", "mfa", "practice", "usersessions")
# Pages that another one frames, and the one that shows parts only.
FRAMES = {"account/confirm.html", "account/reauthenticate.html", "mfa/reauthenticate.html"}
FRAMES |= {"mfa/webauthn/reauthenticate.html", "practice/styleguide.html"}
SHAPE = re.compile(r'{% translate "([^"{]+)" %} · {{ app_name }}')


def pages() -> list[str]:
    """Every page of these folders; parts begin with an underscore."""
    found = (file for folder in FOLDERS for file in (TEMPLATES / folder).rglob("*.html"))
    whole = [file for file in found if "{% extends" in file.read_text()]
    names = {file.relative_to(TEMPLATES).as_posix() for file in whole}
    return sorted(name for name in names - FRAMES if "/_" not in name)


def title(page: str) -> str:
    """The title's source."""
    found = re.search(r"{% block title %}(.*?){% endblock", (TEMPLATES / page).read_text())
    return found[1] if found else ""


@pytest.mark.parametrize("page", pages())
def test_each_page_says_which_one_it_is_in_neutral_words(page):
    said = SHAPE.fullmatch(title(page))

    assert said is not None, title(page)
    assert loud_words(said[1]) == []


def test_there_are_pages_to_look_at():
    assert len(pages()) > 45
    assert {title("account/login.html"), title("clients/caseload.html")} == {
        '{% translate "Sign in" %} · {{ app_name }}',
        '{% translate "Caseload" %} · {{ app_name }}',
    }


@pytest.mark.parametrize(
    "source",
    ["{{ client.call_name }} · {{ app_name }}", '{% translate "Sheets" %}', ""],
)
def test_a_name_in_a_title_would_be_found(source):
    assert SHAPE.fullmatch(source) is None
