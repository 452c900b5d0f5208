"""Sealed fields behave like fields, whatever Django does with the row."""

import copy
import pickle

import pytest
from django.core import serializers
from django.db import IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clients.models import Client, TenderDate
from practice import vault
from practice.vault.fields import SealedText
from practice.vault.values import Sealed
from tests import factories
from tests.practice.vault.rows import answer_of, raw, tender_date
from worksheets.models import Answer

pytestmark = pytest.mark.django_db


def test_loaded_row_opens(maya):
    assert Client.objects.get(pk=maya.pk).call_name == "Maya"


def test_saving_again_keeps_the_ciphertext(maya):
    column = bytes(raw(maya, "call_name"))
    loaded = Client.objects.get(pk=maya.pk)
    assert loaded.call_name == "Maya"

    loaded.save()
    maya.save()

    assert bytes(raw(maya, "call_name")) == column


def test_new_text_replaces_the_old(maya):
    maya.call_name = "Maja"
    maya.save(update_fields=["call_name"])

    assert Client.objects.get(pk=maya.pk).call_name == "Maja"
    assert maya.call_name == "Maja"


def test_change_inside_a_json_value_is_saved(maya):
    answer_of(maya, {"rows": [1]})
    answer = Answer.objects.get()

    answer.value["rows"].append(2)
    answer.save()

    assert Answer.objects.get().value == {"rows": [1, 2]}


def test_change_inside_a_json_value_after_the_save_is_saved(maya):
    answer = answer_of(maya, {"rows": [1]})

    answer.value["rows"].append(2)
    answer.save()

    assert Answer.objects.get().value == {"rows": [1, 2]}


def test_none_is_null_where_the_column_may_be(maya):
    answer = answer_of(maya, None)

    assert raw(answer, "value") is None
    assert Answer.objects.get().value is None
    assert Answer.objects.filter(value__isnull=True).count() == 1


def test_text_takes_text_only(maya):
    with pytest.raises(TypeError):
        maya.call_name = 7
    with pytest.raises(TypeError):
        maya.call_name = None


@pytest.mark.parametrize("name", ["M" * 81, "M" + "\ud800"])
def test_text_too_long_or_broken_is_refused(maya, name):
    maya.call_name = name

    with pytest.raises(vault.NotSealable):
        maya.save()


@pytest.mark.parametrize("value", [{"at": factories.NOW}, float("nan"), "x" * 1_000_001])
def test_json_that_is_none_or_too_long_is_refused(maya, value):
    with pytest.raises(vault.NotSealable):
        answer_of(maya, value)


def test_bulk_create_seals(maya):
    made = [
        TenderDate(
            client=maya,
            on_date=factories.NOW.date(),
            label=f"Day {n}",
            own_label="hers",
            created_by=maya.created_by,
        )
        for n in range(3)
    ]

    TenderDate.objects.bulk_create(made)

    found = {(row.label, row.own_label) for row in TenderDate.objects.all()}
    assert found == {("Day 0", "hers"), ("Day 1", "hers"), ("Day 2", "hers")}


def test_bulk_update_seals(maya):
    rows = [tender_date(maya, f"Day {n}") for n in range(2)]
    for row in rows:
        row.label += " now"

    TenderDate.objects.bulk_update(rows, ["label"])

    assert {row.label for row in TenderDate.objects.all()} == {"Day 0 now", "Day 1 now"}


def test_update_or_create_seals(maya):
    date = tender_date(maya)

    TenderDate.objects.update_or_create(pk=date.pk, defaults={"label": "Another day"})

    assert TenderDate.objects.get().label == "Another day"


def test_refresh_brings_back_what_is_stored(maya):
    maya.call_name = "Not saved"

    maya.refresh_from_db()

    assert maya.call_name == "Maya"


def test_deferred_and_only_load_when_read(maya, django_assert_num_queries):
    deferred = Client.objects.defer("call_name").get(pk=maya.pk)
    alone = Client.objects.only("call_name").get(pk=maya.pk)
    vault.forget()

    with django_assert_num_queries(2):
        names = [deferred.call_name, alone.call_name]

    assert names == ["Maya", "Maya"]


def test_saving_a_deferred_row_leaves_the_column_alone(maya):
    deferred = Client.objects.defer("call_name").get(pk=maya.pk)

    deferred.country = "CA"
    deferred.save()

    assert Client.objects.get(pk=maya.pk).call_name == "Maya"


def test_pickle_carries_no_plain_text(maya):
    loaded = Client.objects.get(pk=maya.pk)
    assert loaded.call_name == "Maya"

    for row in (loaded, maya):
        pickled = pickle.dumps(row)
        assert b"Maya" not in pickled
        assert pickle.loads(pickled).call_name == "Maya"  # noqa: S301


def test_unsaved_text_cannot_be_pickled(maya):
    maya.call_name = "Not saved"

    with pytest.raises(TypeError, match="save it first"):
        pickle.dumps(maya)


def test_deep_copies_are_apart(maya):
    answer = answer_of(maya, {"rows": [1]})
    loaded = Answer.objects.get()
    assert loaded.value == {"rows": [1]}

    for row in (answer, loaded):
        copy.deepcopy(row).value["rows"].append(2)

    assert (answer.value, loaded.value) == ({"rows": [1]}, {"rows": [1]})


def test_repr_shows_no_plain_text(maya):
    loaded = Client.objects.get(pk=maya.pk)
    assert loaded.call_name == "Maya"
    values = list(Client.objects.filter(pk=maya.pk).values_list("call_name", flat=True))

    seen = repr([loaded.__dict__, maya.__dict__, values, str(values[0])])

    assert "Maya" not in seen
    assert isinstance(values[0], Sealed)


def test_full_clean_leaves_the_text(maya):
    maya.full_clean()
    maya.save()

    assert maya.call_name == "Maya"
    assert Client.objects.get(pk=maya.pk).call_name == "Maya"


def test_dump_and_load_keep_the_ciphertext(maya):
    date = tender_date(maya)
    before = bytes(raw(date, "label"))
    dump = serializers.serialize("json", TenderDate.objects.all())
    TenderDate.objects.all().delete()

    for loaded in serializers.deserialize("json", dump):
        loaded.save()

    assert bytes(raw(date, "label")) == before
    assert TenderDate.objects.get().label == "Her birthday"


def test_old_label_stays_readable_after_a_renaming():
    field = SealedText(purpose="own", client="id", max_length=9, bound_as="clients.Person.name")
    field.set_attributes_from_name("name")

    _, path, args, kwargs = field.deconstruct()

    assert (path, args, kwargs) == (
        "practice.vault.fields.SealedText",
        [],
        {"purpose": "own", "client": "id", "max_length": 9, "bound_as": "clients.Person.name"},
    )


def test_null_is_refused_where_the_column_may_not_be(maya):
    with pytest.raises(IntegrityError):
        TenderDate.objects.filter(pk=tender_date(maya).pk).update(label=None)


any_text = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
any_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | any_text,
    lambda inner: st.lists(inner) | st.dictionaries(any_text, inner),
    max_leaves=20,
)


# The row stays the same between examples: only its value changes.
anywhere = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def answer(maya):
    return answer_of(maya, None)


@given(value=any_json)
@anywhere
def test_any_json_comes_back(answer, value):
    answer.value = value
    answer.save()

    assert Answer.objects.get().value == value


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80))
@anywhere
def test_any_text_comes_back(maya, text):
    maya.call_name = text
    maya.save()

    assert Client.objects.get(pk=maya.pk).call_name == text
