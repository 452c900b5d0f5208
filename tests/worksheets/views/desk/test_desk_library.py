"""The library at the desk: filters, and every shipped sheet on screen and on paper."""

import re
from html import unescape

import pytest
from django.core.management import call_command

from tests.factories import make_version
from tests.pdf import size_of, told_by, words_of
from tests.worksheets.views.desk.conftest import url
from worksheets.models import Theme, Version
from worksheets.printing import typeset

pytestmark = pytest.mark.django_db


def titles(response) -> list[str]:
    """The sheets that the library lists."""
    found = re.findall(r'<a class="title"[^>]*>([^<]+)</a>', response.content.decode())
    return [unescape(one) for one in found]


@pytest.fixture
def shelf():
    """Three sheets that differ in all that the filter asks for."""
    theme = Theme.objects.create(number=1, slug="grief", name="The Quiet Grief", client_intro="")
    make_version(theme=theme, title="A letter", weight="heavy", minutes=15)
    make_version(title="A walk", purpose="Go to the harbour.", minutes=5)
    make_version(title="A list", weight="medium")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["A letter", "A walk", "A list"]),
        ({"theme": "grief"}, ["A letter"]),
        ({"weight": "medium"}, ["A list"]),
        ({"minutes": "5"}, ["A walk"]),
        ({"minutes": "10"}, ["A walk", "A list"]),
        ({"words": "HARBOUR"}, ["A walk"]),
        ({"words": "quiet letter"}, ["A letter"]),
        ({"words": "nothing like it"}, []),
        ({"weight": "enormous", "minutes": "soon", "theme": "x"}, ["A letter", "A walk", "A list"]),
        ({"words": "x" * 101}, ["A letter", "A walk", "A list"]),
        ({"words": "a\x00b"}, ["A letter", "A walk", "A list"]),
    ],
)
def test_the_filter_finds(ana, shelf, wanted, found):
    assert sorted(titles(ana.get(url("library"), wanted))) == sorted(found)


def test_where_nothing_fits_a_way_back_is_offered(ana, shelf):
    page = ana.get(url("library"), {"words": "zebra"}).content.decode()

    assert "No sheet fits that" in page
    assert "Show the whole library" in page


def test_a_retired_sheet_is_not_listed(ana, shelf):
    version = Version.objects.get(title="A list")
    version.worksheet.versions.filter(pk=version.pk).update(retired_at=version.published_at)

    assert "A list" not in titles(ana.get(url("library")))
    assert ana.get(url("preview", version.worksheet)).status_code == 404


def test_every_shipped_sheet_can_be_read_previewed_and_printed(ana):
    call_command("load_library", verbosity=0)
    versions = list(Version.objects.current().in_order())
    assert len(versions) == 29

    for version in versions:
        for name in ("worksheet", "preview", "print_blank"):
            response = ana.get(url(name, version.worksheet))
            page = unescape(response.content.decode())
            assert response.status_code == 200, (name, version.title)
            missing = [
                prompt.key
                for prompt in version.sheet.answerable
                if prompt.text.split("\n")[0] not in page
            ]
            assert missing == [], (name, version.title)


def test_controls_of_a_preview_have_names_of_their_own(ana):
    call_command("load_library", verbosity=0)

    for version in Version.objects.current():
        page = ana.get(url("preview", version.worksheet)).content.decode()
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert sorted(ids) == sorted(set(ids)), version.title


def test_a_sheets_page_tells_what_to_know_before_giving_it(ana):
    call_command("load_library", verbosity=0)
    letter = Version.objects.current().get(worksheet__slug="qg-letter")

    page = ana.get(url("worksheet", letter.worksheet)).content.decode()

    assert "We meet within seven days of this sheet." in page
    assert "hers alone" in page
    assert "Not yet read by a clinician of your practice" in page
    assert "<title>Library · Tend</title>" in page


def test_a_blank_sheet_comes_as_a_file_with_a_neutral_name(ana, shelf):
    version = Version.objects.get(title="A letter")

    response = ana.get(url("download_blank", version.worksheet))

    assert response.headers["Content-Disposition"] == 'attachment; filename="sheet.pdf"'
    assert response.headers["Cache-Control"] == "no-store, private"
    assert told_by(response.content)["title"] == "Tend"
    assert words_of(response.content).startswith("A letter")


def test_a_blank_sheet_is_as_large_as_was_chosen(ana, shelf):
    version = Version.objects.get(title="A letter")
    question = version.sheet.prompts[0].text

    pages = [ana.get(url("print_blank", version.worksheet), {"type": t}) for t in ("", "large")]
    files = [ana.get(url("download_blank", version.worksheet), {"type": t}) for t in ("", "large")]

    assert ["large-letters" in page.content.decode() for page in pages] == [False, True]
    assert [size_of(file.content, question) for file in files] == [14, 24]


def test_a_file_that_cannot_be_made_leads_back_to_the_page(ana, shelf, monkeypatch):
    version = Version.objects.get(title="A letter")
    monkeypatch.setattr(typeset, "_set", lambda data, standard: None)

    response = ana.get(url("download_blank", version.worksheet))

    assert (response.status_code, response.url) == (302, url("print_blank", version.worksheet))
