"""What the database holds, table by table, as raw as it lies there."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from hashlib import sha256

from django.db import connection, transaction

# What a page view may write: its session, and that it was read (rulings 34).
SESSIONS = frozenset({"django_session", "usersessions_usersession"})
READS = SESSIONS | {"practice_auditintake"}


def tables() -> list[str]:
    """Every table of this database, Django's own among them."""
    return sorted(connection.introspection.table_names())


def rows(table: str) -> tuple[list[str], list[tuple]]:
    """Names of the columns, and the rows as the driver gives them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
        return [column[0] for column in cursor.description], cursor.fetchall()


def raw(value: object) -> bytes:
    """One cell as bytes."""
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    return str(value).encode()


def cells() -> Iterator[tuple[str, str, bytes]]:
    """Table, column and content of every cell there is."""
    for table in tables():
        names, found = rows(table)
        for row in found:
            yield from ((table, name, raw(value)) for name, value in zip(names, row, strict=True))


def checksums(but: Collection[str] = SESSIONS) -> dict[str, str]:
    """How many rows each table has, and a fingerprint of them; whatever their order."""
    return {table: checksum(table) for table in tables() if table not in but}


def checksum(table: str) -> str:
    """Rows and fingerprint of one table."""
    _, found = rows(table)
    lines = sorted(b"|".join(raw(value) for value in row) for row in found)
    return f"{len(lines)} rows {sha256(b'/'.join(lines)).hexdigest()[:12]}"


@contextmanager
def undone() -> Iterator[None]:
    """What happens in this block is taken back. No transaction of its own: reads are durable."""
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The tables that are not as they were."""
    return sorted(table for table in after if after[table] != before.get(table))
