"""What a ciphertext is bound to: its row, its column, its client, every byte of it."""

from uuid import uuid4

import pytest
from django.template import Context, Template

from clients.models import Client, TenderDate
from practice import vault
from tests import factories
from tests.practice.vault.rows import put, raw, tender_date

pytestmark = pytest.mark.django_db


def test_column_holds_layout_nonce_and_ciphertext(maya):
    column = bytes(raw(maya, "call_name"))

    assert (column[:1], len(column)) == (b"\x01", 1 + 12 + len("Maya") + 16)
    assert b"Maya" not in column


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


def test_row_without_client_cannot_be_saved():
    with pytest.raises(vault.NotSealable):
        TenderDate(on_date=factories.NOW.date(), label="A day", own_label="").save()


def test_row_without_id_cannot_be_sealed(maya):
    maya.id = None

    with pytest.raises(vault.NotSealable):
        _ = maya.call_name_sealed


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
