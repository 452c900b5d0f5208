"""What a version holds is parsed once per process, and only where it cannot change any more."""

import pytest

from tests.factories import make_version
from worksheets.models import Version, library, schema_of, warm_schemas

pytestmark = pytest.mark.django_db

WITHOUT_SCHEMA = ("title",)


def keys_of(text: str) -> dict:
    """A schema of one part."""
    return {"prompts": [{"key": text, "type": "short_text", "text": "A line."}]}


def test_a_published_version_is_parsed_once(django_assert_num_queries):
    pk = make_version(keys_of("one")).pk
    first = Version.objects.get(pk=pk).sheet

    light = Version.objects.only(*WITHOUT_SCHEMA).get(pk=pk)
    with django_assert_num_queries(0):
        again = [light.sheet, schema_of(pk)]

    assert [sheet is first for sheet in again] == [True, True]


def test_a_version_without_its_columns_reads_them_in_one_query(django_assert_num_queries):
    light = Version.objects.only(*WITHOUT_SCHEMA).get(pk=make_version(keys_of("one")).pk)

    with django_assert_num_queries(1):
        keys = light.sheet.keys

    assert keys == ("one",)


def test_many_versions_are_warmed_in_one_query(django_assert_num_queries):
    ids = [make_version(keys_of(f"p{number}")).pk for number in range(3)]

    with django_assert_num_queries(1):
        warm_schemas(ids)
        keys = [schema_of(pk).keys for pk in ids]

    assert keys == [("p0",), ("p1",), ("p2",)]


def test_a_draft_is_parsed_each_time():
    draft = make_version(keys_of("one"), published_at=None)
    before = draft.sheet.keys
    draft.schema = keys_of("two")
    draft.save()

    read = (draft.sheet.keys, Version.objects.get(pk=draft.pk).sheet.keys, schema_of(draft.pk).keys)

    assert (before, *read) == (("one",), ("two",), ("two",), ("two",))


def test_what_was_never_stored_is_not_kept():
    version = Version(published_at=make_version().published_at, schema=keys_of("one"))
    before = version.sheet.keys
    version.schema = keys_of("two")

    assert (before, version.sheet.keys) == (("one",), ("two",))


def test_the_store_of_parsed_versions_has_an_end(monkeypatch):
    monkeypatch.setattr("worksheets.models.library.SHEETS_KEPT", 2)
    ids = [make_version(keys_of(f"p{number}")).pk for number in range(5)]

    warm_schemas(ids)

    assert [schema_of(pk).keys for pk in ids] == [(f"p{number}",) for number in range(5)]


def test_a_list_never_pushes_out_its_own_schemas(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(library, "SHEETS_KEPT", 4)
    monkeypatch.setattr(library, "_sheets", {})
    first, *others = [make_version().pk for _ in range(4)]
    wanted = [first, *(make_version().pk for _ in range(3))]
    library.warm_schemas([first])
    library.warm_schemas(others)

    library.warm_schemas(wanted)

    with django_assert_num_queries(0):
        assert all(library.schema_of(pk) for pk in wanted)
    assert len(library._sheets) == 4
