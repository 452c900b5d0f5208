"""An empty database becomes a practice whose clients each have a thread that stands open.

To be imported once the apps are there.
"""

import json
import os
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from django.core.management import call_command
from django.db import connection, transaction

from clients.models import Note, Thread
from clients.notes import live
from practice.vault import Sealed
from tests.bench.bulk import Copies
from tests.bench.deliveries_people import copy, people, sample

NOTES, HOUR = 20, timedelta(hours=1)


def main(count: int) -> None:
    """["a ticket of the page that stands open", ...]"""
    call_command("migrate", interactive=False, verbosity=0)
    now = datetime.now(tz=UTC)
    with transaction.atomic():
        client, sheet = sample(now)
        found = people(count)
        copy(client, sheet, found)
        threads = [(uuid4(), person) for person in found]
        Copies(Thread(client=client, is_general=True), "id", "client_id").insert(
            (thread, person.id) for thread, person in threads
        )
        note = Note(client_id=client.pk, author=client.membership, sent_at=now, key=uuid4())
        note.thread_id, note.body = uuid4(), Sealed(os.urandom(200))
        Copies(note, "id", "thread_id", "client_id", "author_id", "key", "sent_at").insert(
            (uuid4(), thread, person.id, person.membership, uuid4(), now - number * HOUR)
            for thread, person in threads
            for number in range(1, NOTES + 1)
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    tickets = [live.Ticket(thread, person.membership).signed() for thread, person in threads]
    print(json.dumps(tickets))
