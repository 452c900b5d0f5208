"""An empty database becomes a practice with many real clients, each with an open sheet and every
reason to get a reminder now. To be imported once the apps are there.

One of them is made as the product makes them and copied. Each has keys of her own.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from django.core.management import call_command
from django.db import connection, transaction

from clients.models import Client
from practice import emails
from practice.emails import Letter
from practice.models import WrappedKey
from practice.vault import Sealed, keys, rings
from tests.bench.bulk import Copies
from tests.factories import make_assignment, make_counselor, make_practice
from tests.services.seeded import zone_at_noon
from tests.worksheets.reminders.people import make_reachable
from worksheets.models import Assignment
from worksheets.reminders.stopping import LINKS

SHEET_GIVEN = timedelta(days=2)
SIGNED_IN = timedelta(days=3)


@dataclass(frozen=True)
class Person:
    """The ids of one client."""

    id: UUID
    user: UUID
    membership: UUID
    sheet: UUID
    email: str


def people(count: int) -> list[Person]:
    """So many."""
    users = [uuid4() for _ in range(count)]
    return [Person(uuid4(), u, uuid4(), uuid4(), f"{u.hex}@example.org") for u in users]


def sample(now: datetime) -> tuple[Client, Assignment]:
    """The client that all others are copied from, and her open sheet."""
    zone = zone_at_noon(now)
    practice = make_practice(time_zone=zone, app_name="Harbour")
    client = make_reachable(make_counselor(practice), time_zone=zone)
    client.membership.user.last_login = now - SIGNED_IN
    client.membership.user.save()
    given = now - SHEET_GIVEN
    sheet = make_assignment(client, assigned_at=given, due_on=(now + timedelta(days=1)).date())
    return client, sheet


def keys_of(found: list[Person]) -> Iterator[tuple]:
    """(id, subject, wrapped) of a key of each."""
    ring = rings.fresh_ring("care")
    for person in found:
        yield uuid4(), person.id, keys.wrap(ring, person.id, os.urandom(32))


def copy(client: Client, sheet: Assignment, found: list[Person]) -> None:
    """The rows of everybody."""
    login, user = client.membership, client.membership.user
    Copies(user, "id", "email").insert((p.user, p.email) for p in found)
    Copies(login, "id", "user_id").insert((p.membership, p.user) for p in found)
    Copies(client, "id", "membership_id").insert((p.id, p.membership) for p in found)
    key = WrappedKey.objects.get(subject=client.pk, purpose="care")
    Copies(key, "id", "subject", "wrapped").insert(keys_of(found))
    link, consent = client.care_links.get(), client.consents.get()
    Copies(link, "id", "client_id").insert((uuid4(), p.id) for p in found)
    Copies(consent, "id", "client_id").insert((uuid4(), p.id) for p in found)
    address = user.emailaddress_set.get()
    Copies(address, "id", "user_id", "email").insert(
        (number, p.user, p.email) for number, p in enumerate(found, start=100)
    )
    sheet.reason = Sealed(os.urandom(60))
    Copies(sheet, "id", "client_id", "request_key").insert((p.sheet, p.id, uuid4()) for p in found)
    round_ = sheet.rounds.get()
    Copies(round_, "id", "assignment_id", "client_id").insert(
        (uuid4(), p.sheet, p.id) for p in found
    )


def main(count: int) -> None:
    """{"bytes": how long a reminder is on its way}"""
    call_command("migrate", interactive=False, verbosity=0)
    with transaction.atomic():
        client, sheet = sample(datetime.now(tz=UTC))
        copy(client, sheet, people(count - 1))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    to = "somebody@example.org"
    links = LINKS.of_one(uuid4(), to)
    letter = Letter(
        to=to,
        name="reminder",
        practice=client.practice,
        slots=links,
        headers=LINKS.headers(links),
    )
    print(json.dumps({"bytes": len(emails.render(letter).message().as_bytes(linesep="\r\n"))}))
