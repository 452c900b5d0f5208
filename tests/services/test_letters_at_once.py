"""She accepts while somebody else acts on her letter: one after the other, on a database that
lets two writers in."""

from threading import Event, Thread

import pytest
from django.db import connection, transaction

from clients.actions import accepting, caring, inviting
from clients.models import Client
from tests.clients.people import PASSWORD, invite, letter_to, make_people, nobody, said
from tests.factories import NOW, actor_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("on_postgres")]


@pytest.fixture
def rosa():
    """A client with an open letter, as Ana's browser read her row before she came in."""
    people = make_people()
    client = invite(people.ana)
    return Client.objects.select_related("membership").get(pk=client.pk), actor_for(people.ana)


def accepts_while(client, act):
    """What `act` raised, begun while her yes waits for its commit."""
    token, ticked, begun, raised = letter_to(client), said(client), Event(), []

    def other():
        begun.set()
        try:
            act()
        except (caring.AddressIsHers, inviting.AlreadyIn, inviting.LinkOver) as error:
            raised.append(type(error).__name__)
        finally:
            connection.close()

    thread = Thread(target=other)
    with transaction.atomic():
        way_in = accepting.WayIn(PASSWORD)
        accepting.accept(by=nobody(), token=token, said=ticked, way_in=way_in)
        thread.start()
        begun.wait(5)
        thread.join(0.5)
    thread.join()
    return raised


def letters(client):
    """Kind and state of each of her letters."""
    return [(letter.kind, letter.state(NOW)) for letter in client.invitations.all()]


def test_an_edit_of_her_address_comes_too_late(rosa):
    client, ana = rosa
    details = caring.Details("Rosa", "other@example.org", "UTC", "US")

    raised = accepts_while(
        client, lambda: caring.edit_client(by=ana, client=client, details=details)
    )

    assert (raised, letters(client)) == (["AddressIsHers"], [("first", "accepted")])
    assert Client.objects.get(pk=client.pk).contact_email == "rosa@example.org"


def test_another_letter_comes_too_late(rosa):
    client, ana = rosa

    raised = accepts_while(client, lambda: inviting.resend(by=ana, client=client))

    assert (raised, letters(client)) == (["AlreadyIn"], [("first", "accepted")])


def test_taking_the_letter_back_comes_too_late(rosa):
    client, ana = rosa
    letter = client.invitations.get()

    raised = accepts_while(client, lambda: inviting.withdraw_invitation(by=ana, invitation=letter))

    assert (raised, letters(client)) == (["LinkOver"], [("first", "accepted")])
