"""`python -m tests.services.seeded <rows> <people>`: a database with so many deliveries due now."""

import sys
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import django
from django.core.management import call_command


def zone_at_noon(now: datetime) -> str:
    """A zone in which nobody is asleep now."""
    return f"Etc/GMT{now.hour - 12:+d}"


def seed(rows: int, people: int) -> None:
    """Migrates, then plans the rows, those above the number of people a second one for somebody."""
    from practice.models import Delivery, Practice  # noqa: PLC0415 - needs the apps

    now = datetime.now(tz=UTC)
    persons, practice = [uuid4() for _ in range(people)], Practice.objects.create(name="Harbour")
    zone, due_at = zone_at_noon(now), now - timedelta(minutes=1)
    Delivery.objects.bulk_create(
        Delivery(
            practice=practice,
            purpose="posted",
            subject=uuid4(),
            person=persons[number % people],
            local_on=now.date(),
            local_time=now.time(),
            zone=zone,
            due_at=due_at,
        )
        for number in range(rows)
    )


if __name__ == "__main__":
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    seed(int(sys.argv[1]), int(sys.argv[2]))
