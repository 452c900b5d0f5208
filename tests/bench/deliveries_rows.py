"""Rows of deliveries by the million, made by the database itself."""

from tests.services.ensemble import Ensemble

COLUMNS = """id, practice_id, purpose, subject, person, step, channel, due_version, local_on,
    local_time, zone, due_at, state, reason, claim, claimed_at, settled_at, created_at"""


def due(made: Ensemble) -> None:
    """A reminder about every open sheet, all due at the same instant a minute ago."""
    made.run(
        f"""INSERT INTO practice_delivery ({COLUMNS})
        SELECT gen_random_uuid(), client.practice_id, 'reminder', sheet.id, client.id, 'before',
            'email', 1, current_date, '12:00', client.time_zone,
            date_trunc('minute', now()) - interval '1 minute', 'planned', '', NULL, NULL, NULL,
            now()
        FROM worksheets_assignment sheet JOIN clients_client client ON client.id = client_id"""  # noqa: S608
    )


def past(made: Ensemble, rows: int) -> None:
    """So many reminders that went to the same clients in three years, the last eight days ago."""
    made.run("TRUNCATE practice_delivery CASCADE")
    indexes = made.ask(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'practice_delivery'"
        " AND indexname NOT LIKE '%pkey'"
    )
    for name, _made in indexes:
        made.run(f'DROP INDEX "{name}"')
    made.run(
        f"""INSERT INTO practice_delivery ({COLUMNS})
        SELECT gen_random_uuid(), practice_id, 'reminder', gen_random_uuid(), id, 'before',
            'email', 1, at::date, '12:00', time_zone, at, 'sent', '', gen_random_uuid(), at, at, at
        FROM (SELECT *, row_number() OVER () - 1 AS number FROM clients_client) AS client
        JOIN generate_series(0, {rows - 1}) AS had(nth)
            ON had.nth % (SELECT count(*) FROM clients_client) = client.number,
        LATERAL (SELECT now() - interval '8 days' - interval '1 second' * (nth % 94608000))
            AS gone(at)"""  # noqa: S608
    )
    for _name, definition in indexes:
        made.run(definition)


def vacuum(made: Ensemble) -> None:
    """What autovacuum would have done by then."""
    made.run("VACUUM ANALYZE practice_delivery")
