"""`id__among=[...]`: as `__in`, but told to PostgreSQL as one array instead of many values.

Writing, reading and planning a hundred values costs more than finding their rows.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import UUIDField
from django.db.models.lookups import In
from django.db.models.sql.compiler import SQLCompiler


def as_array(ids: Iterable[UUID]) -> str:
    """The ids as PostgreSQL writes an array."""
    return "{" + ",".join(map(str, ids)) + "}"


@UUIDField.register_lookup
class Among(In):
    """Whether an id is one of these."""

    lookup_name = "among"
    prepare_rhs = False

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[object]]:
        """One parameter, whatever the number of ids."""
        column, given = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::uuid[])", [*given, as_array(self.rhs)]
