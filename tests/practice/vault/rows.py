"""Rows with sealed columns, and the columns as the database has them."""

from django.db import connection

from clients.models import TenderDate
from tests import factories
from worksheets.models import Answer


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
