"""Sealed fields: what stands in the column, and what it is bound to."""

import copy
import pickle
from uuid import uuid4

import pytest
from django.core import serializers
from django.db import IntegrityError, connection
from django.template import Context, Template
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clients.models import Client, TenderDate
from practice import vault
from practice.vault.fields import SealedText
from practice.vault.values import Sealed
from tests import factories
from worksheets.models import Answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return factories.make_counselor(factories.make_practice())


@pytest.fixture
def maya(ana):
    return factories.make_client(ana, "Maya")


def tender_date(client, label="Her birthday", **fields):
    row = TenderDate(
        client=client,
        on_date=factories.NOW.date(),
        label=label,
        created_by=client.created_by,
        **{"own_label": ""} | fields,
    )
    row.save()
    return row


def answer_of(client, value):
    assignment = factories.make_assignment(client)
    return Answer.objects.create(
        client=client, assignment=assignment, prompt_key="noticed", value=value
    )


def raw(row, column):
    table = row._meta.db_table
    key = row.pk.hex if connection.vendor == "sqlite" else row.pk
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s", [key])  # noqa: S608
        return cursor.fetchone()[0]


def put(row, column, sealed):
    key = row.pk.hex if connection.vendor == "sqlite" else row.pk
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {row._meta.db_table} SET {column} = %s WHERE id = %s",  # noqa: S608
            [bytes(sealed), key],
        )


def test_column_holds_layout_nonce_and_ciphertext(maya):
    column = bytes(raw(maya, "call_name"))

    assert (column[:1], len(column)) == (b"\x01", 1 + 12 + len("Maya") + 16)
    assert b"Maya" not in column


def test_loaded_row_opens(maya):
    assert Client.objects.get(pk=maya.pk).call_name == "Maya"


def test_same_text_never_looks_the_same(maya):
    first, second = tender_date(maya), tender_date(maya)

    assert bytes(raw(first, "label")) != bytes(raw(second, "label"))


def test_two_rows_of_one_client_cannot_swap(maya):
    one, other = tender_date(maya, "Her birthday"), tender_date(maya, "The last call")
    here, there = raw(one, "label"), raw(other, "label")

    put(one, "label", there)
    put(other, "label", here)

    for row in TenderDate.objects.filter(client=maya):
        with pytest.raises(vault.WrongKey):
            _ = row.label


def test_two_columns_of_one_row_cannot_swap(maya):
    put(maya, "contact_email", raw(maya, "call_name"))

    with pytest.raises(vault.WrongKey):
        _ = Client.objects.get(pk=maya.pk).contact_email


def test_row_cannot_move_to_another_client(maya, ana):
    date = tender_date(maya)
    noor = factories.make_client(ana, "Noor")

    TenderDate.objects.filter(pk=date.pk).update(client=noor)

    with pytest.raises(vault.WrongKey):
        _ = TenderDate.objects.get(pk=date.pk).label


@pytest.mark.parametrize("at", [0, 1, 12, 13, -1])
def test_any_altered_byte_is_noticed(maya, at):
    column = bytearray(raw(maya, "call_name"))
    column[at] ^= 1

    put(maya, "call_name", column)

    with pytest.raises(vault.WrongKey):
        _ = Client.objects.get(pk=maya.pk).call_name


@pytest.mark.parametrize("column", [b"", b"\x01", b"Maya", b"\x01" + b"0" * 28])
def test_what_was_never_sealed_does_not_open(maya, column):
    put(maya, "call_name", column)

    with pytest.raises(vault.WrongKey):
        _ = Client.objects.get(pk=maya.pk).call_name


def test_template_does_not_swallow_a_wrong_key(maya):
    put(maya, "call_name", b"\x01" + b"0" * 40)
    page = Template("<h1>{{ client.call_name }}</h1>")

    with pytest.raises(vault.WrongKey):
        page.render(Context({"client": Client.objects.get(pk=maya.pk)}))


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


def test_row_without_client_cannot_be_saved():
    with pytest.raises(vault.NotSealable):
        TenderDate(on_date=factories.NOW.date(), label="A day", own_label="").save()


def test_row_without_id_cannot_be_sealed(maya):
    maya.id = None

    with pytest.raises(vault.NotSealable):
        _ = maya.call_name_sealed


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


@pytest.mark.parametrize("is_read_first", [True, False])
def test_copied_row_is_sealed_for_its_own_place(maya, is_read_first):
    tender_date(maya)
    twin = TenderDate.objects.get()
    if is_read_first:
        assert twin.label == "Her birthday"

    twin.pk, twin._state.adding = uuid4(), True
    twin.save()

    assert [row.label for row in TenderDate.objects.all()] == ["Her birthday"] * 2


def test_copying_to_another_client_seals_under_her_key(maya, ana):
    tender_date(maya)
    noor = factories.make_client(ana, "Noor")
    twin = TenderDate.objects.get()

    twin.pk, twin.client, twin._state.adding = uuid4(), noor, True
    twin.save()

    assert TenderDate.objects.get(client=noor).label == "Her birthday"


def test_pickle_carries_no_plain_text(maya):
    loaded = Client.objects.get(pk=maya.pk)
    assert loaded.call_name == "Maya"

    for row in (loaded, maya):
        pickled = pickle.dumps(row)
        assert b"Maya" not in pickled
        assert pickle.loads(pickled).call_name == "Maya"  # noqa: S301


def test_unsaved_text_cannot_be_pickled(maya):
    maya.call_name = "Not saved"

    with pytest.raises(TypeError):
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


def test_unset_json_is_refused_by_the_database(maya):
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
