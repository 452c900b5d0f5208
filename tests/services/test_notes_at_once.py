"""A note that meets something else about its client: on a database that lets two writers in."""

from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from clients.actions import noting
from clients.models import CareLink, Client, Note
from practice.actions import away
from practice.models import Delivery, Leave
from tests.clients.people import make_people
from tests.factories import NOW, actor_for, make_thread

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("on_postgres")]
DAY = timedelta(days=1)


def test_a_note_that_meets_new_days_away_waits_for_nobody():
    people = make_people()
    people.ana.is_told_of_notes = True
    people.ana.save()
    thread, hers = make_thread(people.maya), actor_for(people.maya)
    key = "00000000-0000-4000-8000-00000000000{}"
    noting.send(by=hers, thread=thread, body="The first one.", key=key.format(1))
    begun = Event()
    days = away.Away(NOW.date(), (NOW + 3 * DAY).date(), "Back soon.", people.ben)

    def goes():
        begun.set()
        try:
            away.add_leave(by=actor_for(people.ana), away=days)
        finally:
            connection.close()

    other = Thread(target=goes)
    with transaction.atomic():
        Client.objects.locked(people.maya.pk)
        other.start()
        begun.wait(5)
        other.join(0.5)
        noting.recall(by=hers, note=Note.objects.get())
        noting.send(by=hers, thread=thread, body="The second one.", key=key.format(2))
    other.join()

    assert Leave.objects.count() == 1
    assert CareLink.objects.filter(membership=people.ben, leave__isnull=False).count() == 1
    assert Note.objects.count() == 2
    assert Delivery.objects.filter(purpose="note_staff", state="planned").count() == 1
