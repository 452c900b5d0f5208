"""Many rows at once: a row made once as Django would store it, then copied with other ids."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, models

BATCH = 20_000


class Copies:
    """Rows of one model that differ from a prototype in a few columns."""

    def __init__(self, prototype: models.Model, *columns: str) -> None:
        self.table = prototype._meta.db_table
        fields = [f for f in prototype._meta.concrete_fields if not f.generated]
        self.columns = [f.column for f in fields]
        self.base = [f.get_db_prep_save(getattr(prototype, f.attname), connection) for f in fields]
        self.places = [self.columns.index(column) for column in columns]
        self.fields = [fields[place] for place in self.places]

    def stored(self, value: Any, place: int) -> Any:
        """A value as this database takes it."""
        if isinstance(value, UUID):
            return value.hex if connection.vendor == "sqlite" else value
        if isinstance(value, str | int | bytes | None):
            return value
        return self.fields[place].get_db_prep_save(value, connection)

    def rows(self, differing: Iterable[tuple]) -> Iterator[list]:
        """The prototype's row with each tuple put into its columns."""
        for values in differing:
            row = self.base.copy()
            for place, column in enumerate(self.places):
                row[column] = self.stored(values[place], place)
            yield row

    def insert(self, differing: Iterable[tuple]) -> int:
        """Writes them all; returns how many."""
        names = ", ".join(f'"{name}"' for name in self.columns)
        made, count = self.rows(differing), 0
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f'COPY "{self.table}" ({names}) FROM STDIN') as copy:
                    for row in made:
                        copy.write_row(row)
                        count += 1
                return count
            marks = ", ".join(["%s"] * len(self.columns))
            statement = f'INSERT INTO "{self.table}" ({names}) VALUES ({marks})'  # noqa: S608
            while batch := list(islice(made, BATCH)):
                cursor.executemany(statement, batch)
                count += len(batch)
        return count


def ids(count: int) -> list[UUID]:
    """So many new ids."""
    return [uuid4() for _ in range(count)]
