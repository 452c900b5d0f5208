"""Loading the shipped library."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from tests.factories import NOW
from worksheets import library
from worksheets.library import Loaded, files, loading
from worksheets.models import Theme, Version, Worksheet
from worksheets.prompts.publishing import NotPublishable

LATER = NOW + timedelta(days=30)
FIRST = Loaded(themes=10, worksheets=29, published=29, retired=0, unchanged=0)


def changed(monkeypatch, slug: str, **fields) -> None:
    """The library as its files would be after an edit of one sheet."""
    edited = [
        theme.model_copy(
            update={
                "worksheets": tuple(
                    sheet.model_copy(update=fields) if sheet.slug == slug else sheet
                    for sheet in theme.worksheets
                )
            }
        )
        for theme in files.themes()
    ]
    monkeypatch.setattr(loading, "themes", lambda: edited)


def test_load_publishes_the_whole_library(db):
    loaded = library.load(NOW)

    themes = [theme.slug for theme in Theme.objects.all()]
    assert loaded == FIRST
    assert themes == [theme.slug for theme in library.themes()]
    assert Worksheet.objects.filter(practice=None).count() == 29
    assert Version.objects.current().filter(published_at=NOW, number=1).count() == 29


def test_load_again_changes_nothing(db):
    library.load(NOW)
    before = list(Version.objects.order_by("pk").values())

    loaded = library.load(LATER)

    assert loaded == Loaded(themes=0, worksheets=0, published=0, retired=0, unchanged=29)
    assert list(Version.objects.order_by("pk").values()) == before


def test_changed_content_becomes_a_new_version_and_retires_the_old(db, monkeypatch):
    library.load(NOW)
    changed(monkeypatch, "qg-naming", title="What I miss")

    loaded = library.load(LATER)

    versions = Version.objects.filter(worksheet__slug="qg-naming").order_by("number")
    assert loaded == Loaded(themes=0, worksheets=0, published=1, retired=1, unchanged=28)
    assert list(versions.values_list("number", "title", "published_at", "retired_at")) == [
        (1, "Naming what I miss", NOW, LATER),
        (2, "What I miss", LATER, None),
    ]


def test_a_stored_version_reads_as_its_file(db):
    library.load(NOW)
    sheet = library.themes()[3].worksheets[0]

    version = Version.objects.get(worksheet__slug="sp-storm-or-harm")

    assert version.sheet == library.schema_of(sheet)
    assert (version.minutes, version.weight, version.tip) == (10, "medium", sheet.tip)


def test_c10_a_version_names_its_reviewer_once_there_is_one(db, monkeypatch):
    reviewed = [
        theme.model_copy(update={"reviewer": "A clinician", "review_on": date(2026, 2, 1)})
        for theme in files.themes()
    ]
    monkeypatch.setattr(loading, "themes", lambda: reviewed)

    library.load(NOW)

    signed = set(Version.objects.values_list("number", "reviewer", "review_on"))
    assert signed == {(1, "A clinician", date(2026, 2, 1))}


def test_facts_carry_their_sources(db):
    library.load(NOW)

    fact = Theme.objects.get(slug="quiet-grief").about["facts"][1]

    assert fact["sources"][0] == {
        "ref": "S6",
        "cite": "Blake 2017, review of parents and children estranged in adulthood",
        "where": "https://research.edgehill.ac.uk/en/publications/"
        "parents-and-children-who-are-estranged-in-adulthood-a-review-and--2",
        "note": "",
    }


def test_a_key_that_changes_its_type_stops_the_whole_load(db, monkeypatch):
    library.load(NOW)
    prompts = ({"key": "miss_most", "type": "short_text", "text": "What do you miss?"},)
    changed(monkeypatch, "qg-naming", prompts=prompts)

    with pytest.raises(NotPublishable):
        library.load(LATER)

    assert Version.objects.current().filter(published_at=NOW).count() == 29


def test_the_command_says_what_it_did(db):
    out = StringIO()

    call_command("load_library", stdout=out)

    assert out.getvalue() == (
        "Library: 10 themes and 29 sheets added, 29 versions published, 0 retired, 0 unchanged.\n"
    )
