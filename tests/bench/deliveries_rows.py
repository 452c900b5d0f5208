"""Rows of deliveries by the million, made by the database itself."""

import subprocess
import sys
from datetime import UTC, datetime

from tests.services.ensemble import Ensemble
from tests.services.seeded import zone_at_noon

COLUMNS = """id, practice_id, purpose, subject, person, step, channel, due_version, local_on,
    local_time, zone, due_at, state, reason, claim, claimed_at, settled_at, created_at"""
PRACTICE = "(SELECT id FROM practice_practice LIMIT 1)"


def migrate(made: Ensemble) -> None:
    """An empty database with one practice."""
    run = "import django; django.setup()\nfrom practice.models import Practice\n"
    run += "from django.core.management import call_command\n"
    run += "call_command('migrate', interactive=False, verbosity=0)\nPractice.objects.create()"
    subprocess.run([sys.executable, "-c", run], env=made.env, check=True)


def due(made: Ensemble, rows: int) -> None:
    """So many reminders, each to somebody else, due at the same instant a minute ago."""
    zone = zone_at_noon(datetime.now(tz=UTC))
    made.run(
        f"""INSERT INTO practice_delivery ({COLUMNS})
        SELECT gen_random_uuid(), {PRACTICE}, 'posted', gen_random_uuid(), gen_random_uuid(),
            'once', 'email', 1, current_date, '12:00', '{zone}',
            date_trunc('minute', now()) - interval '1 minute', 'planned', '', NULL, NULL, NULL,
            now()
        FROM generate_series(1, {rows})"""  # noqa: S608
    )


def past(made: Ensemble, rows: int) -> None:
    """So many that went out in the three years behind, fifty to a person."""
    indexes = made.ask(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'practice_delivery'"
        " AND indexname NOT LIKE '%pkey'"
    )
    for name, _made in indexes:
        made.run(f'DROP INDEX "{name}"')
    made.run(
        f"""INSERT INTO practice_delivery ({COLUMNS})
        SELECT gen_random_uuid(), {PRACTICE}, 'posted', gen_random_uuid(),
            md5((number / 50)::text)::uuid, 'once', 'email', 1, current_date, '12:00', 'UTC',
            at, 'sent', '', gen_random_uuid(), at, at, at
        FROM generate_series(1, {rows}) AS number,
            LATERAL (SELECT now() - interval '1 second' * (number % 94608000)) AS gone(at)"""  # noqa: S608
    )
    for _name, definition in indexes:
        made.run(definition)


def vacuum(made: Ensemble) -> None:
    """What autovacuum would have done by then."""
    made.run("VACUUM ANALYZE practice_delivery")
