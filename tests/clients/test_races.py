"""Two presses at the same instant, on real connections."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from clients.actions.accepting import WayIn, accept
from clients.actions.inviting import LinkOver
from clients.models import Consent, Invitation
from practice.models import Membership
from tests.clients.people import PASSWORD, invite, letter_to, make_people, nobody, said

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_presses_at_once_accept_once():
    people = make_people()
    client = invite(people.ana)
    token, ticked, start = letter_to(client), said(client), Barrier(2)

    def press(_number: int) -> str:
        start.wait()
        try:
            accept(by=nobody(), token=token, said=ticked, way_in=WayIn(PASSWORD))
        except LinkOver as over:
            return over.state
        finally:
            connection.close()
        return "in"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(press, range(2)))

    assert outcomes == ["accepted", "in"]
    assert Membership.objects.filter(client=client).count() == 1
    assert Invitation.objects.filter(client=client, accepted_at__isnull=False).count() == 1
    assert Consent.objects.filter(client=client).count() == 3
