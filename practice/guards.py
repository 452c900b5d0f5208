"""What the database itself refuses to change (H-06, H-07, rulings 36): one list of triggers.

Installed by `post_migrate`, because altering a table on SQLite drops its triggers without a word.
Retention and the audit's sealer pass through `door`, which opens for their transaction alone.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Manager, Model

# By name: AppConfig.ready wires this module, which is imported before any model.
DOOR = "practice.GuardDoor"


@dataclass(frozen=True)
class Guard:
    """One table's protection, from the moment that the column `once` is set, if one is named."""

    model: str
    once: str = ""
    but: tuple[str, ...] = ()

    @property
    def table(self) -> type[Model]:
        """The model. LookupError where the list is out of step with the models."""
        return apps.get_model(self.model)

    def columns(self) -> tuple[str, tuple[str, ...]]:
        """`once` and `but` as columns. FieldDoesNotExist where the list is out of step."""
        meta: Any = self.table._meta
        once = meta.get_field(self.once).column if self.once else ""
        return once, tuple(meta.get_field(name).column for name in self.but)

    def names(self, connection: BaseDatabaseWrapper) -> dict[str, str]:
        """The trigger's name for each operation that it refuses."""
        whole_table = ["truncate"] if connection.vendor == "postgresql" else []
        stem = f"guard_{self.model.replace('.', '_').lower()}"
        return {does: f"{stem}_{does}" for does in ("update", "delete", *whole_table)}


def append_only(model: str, but: Sequence[str] = ()) -> Guard:
    """Rows are added, never changed or deleted, but for the fields in `but`."""
    return Guard(model, but=tuple(but))


def frozen(model: str, once: str, but: Sequence[str] = ()) -> Guard:
    """A row never changes or goes once `once` is set, but for the fields in `but`."""
    return Guard(model, once, tuple(but))


GUARDS: tuple[Guard, ...] = (
    append_only("practice.AuditIntake"),
    append_only("practice.AuditEvent"),
    append_only("clients.Consent"),
    frozen("clients.ConsentText", once="published_at"),
    append_only("clients.NoteRelease"),
    append_only("clients.ReleasedNote"),
    frozen("worksheets.Version", once="published_at", but=["retired_at"]),
    append_only("worksheets.Submission"),
    append_only("worksheets.SharedAnswer", but=["withdrawn_at"]),
    append_only("worksheets.GateCheck"),
    frozen("worksheets.Comment", once="sent_at"),
)


@contextmanager
def door(reason: str, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """The guards let this transaction through while the block runs; nobody else's sees it."""
    with transaction.atomic(using=using):
        opened = _doors(using).create(reason=reason)
        yield
        opened.delete(using=using)


def after_migrate(using: str, **_: Any) -> None:
    """Receiver of Django's post_migrate."""
    install(using)


def before_migrate(using: str, **_: Any) -> None:
    """Receiver of Django's pre_migrate: SQLite cannot alter a table that a trigger names."""
    if connections[using].vendor == "sqlite":
        uninstall(using)


def install(using: str = DEFAULT_DB_ALIAS) -> None:
    """Makes every trigger of the list anew. Tables that a partial migration lacks are left out."""
    connection = connections[using]
    statements = list(_statements(connection))
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)


def uninstall(using: str = DEFAULT_DB_ALIAS) -> None:
    """Drops every trigger of the list: before SQLite migrates, and before tests empty tables."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, table in _installed(connection).items():
            cursor.execute(_drop(connection, name, table))


def missing(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Names of triggers that should stand in the database and do not."""
    connection = connections[using]
    wanted = {name for guard in GUARDS for name in guard.names(connection).values()}
    return sorted(wanted - _installed(connection).keys())


def left_open(using: str = DEFAULT_DB_ALIAS) -> bool:
    """True where a committed row holds the door open for everybody. Never so in good order."""
    return _doors(using).exists()


def _doors(using: str) -> Manager[Any]:
    doors: Manager[Any] = apps.get_model(DOOR)._default_manager
    return doors.db_manager(using)


def _statements(connection: BaseDatabaseWrapper) -> Iterator[str]:
    present = set(connection.introspection.table_names())
    if apps.get_model(DOOR)._meta.db_table not in present:
        return
    for name, table in _installed(connection).items():
        yield _drop(connection, name, table)
    if connection.vendor == "postgresql":
        yield POSTGRES_FUNCTION
    for guard in GUARDS:
        table = guard.table._meta.db_table
        guard.columns()
        if table in present:
            make = _postgres if connection.vendor == "postgresql" else _sqlite
            yield from make(guard, table, connection)


def _installed(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Trigger to table, of those whose name begins as ours do."""
    sql = {
        "sqlite": "SELECT name, tbl_name FROM sqlite_master "
        "WHERE type = 'trigger' AND substr(name, 1, 6) = 'guard_'",
        "postgresql": "SELECT t.tgname, c.relname FROM pg_trigger t "
        "JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE starts_with(t.tgname, 'guard_') AND pg_table_is_visible(c.oid)",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return dict(cursor.fetchall())


def _drop(connection: BaseDatabaseWrapper, name: str, table: str) -> str:
    quote = connection.ops.quote_name
    on_table = f" ON {quote(table)}" if connection.vendor == "postgresql" else ""
    return f"DROP TRIGGER IF EXISTS {quote(name)}{on_table}"


def _sqlite(guard: Guard, table: str, connection: BaseDatabaseWrapper) -> Iterator[str]:
    quote = connection.ops.quote_name
    once, but = guard.columns()
    with connection.cursor() as cursor:
        # Not Django's introspection: it stumbles over `CHECK (x IN (1, 2))`.
        cursor.execute("SELECT name FROM pragma_table_info(%s)", [table])
        kept = [quote(column) for (column,) in cursor.fetchall() if column not in but]
    shut = "NOT EXISTS (SELECT 1 FROM practice_guarddoor)"
    conditions = [shut, *([f"OLD.{quote(once)} IS NOT NULL"] if once else [])]
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in kept)
    for does, name in guard.names(connection).items():
        when = [*conditions, f"({changed})"] if does == "update" and but else conditions
        yield (
            f"CREATE TRIGGER {quote(name)} BEFORE {does.upper()} ON {quote(table)} "
            f"WHEN {' AND '.join(when)} "
            f"BEGIN SELECT RAISE(ABORT, '{guard.model} refuses {does} (H-06, H-07)'); END"
        )


# Columns are compared by name inside the function: a WHEN clause would tie the trigger to them,
# and dropping such a column drops the trigger too.
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION practice_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  once text := TG_ARGV[1];
  but text[] := string_to_array(TG_ARGV[2], ',');
  passes boolean := EXISTS (SELECT 1 FROM practice_guarddoor);
BEGIN
  IF TG_LEVEL = 'ROW' AND NOT passes THEN
    passes := once <> '' AND to_jsonb(OLD) ->> once IS NULL;
    IF TG_OP = 'UPDATE' AND cardinality(but) > 0 AND NOT passes THEN
      passes := to_jsonb(OLD) - but = to_jsonb(NEW) - but;
    END IF;
  END IF;
  IF NOT passes THEN
    RAISE EXCEPTION '% refuses % (H-06, H-07)', TG_ARGV[0], lower(TG_OP)
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'UPDATE' THEN
    RETURN NEW;
  END IF;
  RETURN OLD;
END $$
"""


def _postgres(guard: Guard, table: str, connection: BaseDatabaseWrapper) -> Iterator[str]:
    quote = connection.ops.quote_name
    once, but = guard.columns()
    for does, name in guard.names(connection).items():
        level = "STATEMENT" if does == "truncate" else "ROW"
        yield (
            f"CREATE TRIGGER {quote(name)} BEFORE {does.upper()} ON {quote(table)} "
            f"FOR EACH {level} "
            f"EXECUTE FUNCTION practice_guard('{guard.model}', '{once}', '{','.join(but)}')"
        )
