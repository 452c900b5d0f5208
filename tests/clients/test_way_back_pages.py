"""A way back that she did not ask for: what she is told, and how she stops it (rulings 47)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from clients.actions import inviting
from clients.models import Client
from practice import deliveries
from tests.clients.people import PASSWORD, come_in, invite
from tests.factories import NOW, actor_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HOUR = timedelta(hours=1)
SETTINGS, STOP = "/my/settings/", "/my/settings/stop-way-back/"
TOLD = (
    "A new way in was asked for, at another address. As you are in, it is stopped. If you did not "
    "ask for it, please tell your counselor."
)


@pytest.fixture
def rosa(people) -> Client:
    """She came in an hour ago; since then a way back was asked for."""
    client = invite(people.ana, NOW - HOUR)
    come_in(client, NOW - HOUR)
    client = Client.objects.select_related("membership__user").get(pk=client.pk)
    inviting.give_way_back(by=actor_for(people.ana), client=client, email="new@example.org")
    return client


def state(client: Client) -> str:
    return client.invitations.get(kind="way_back").state(NOW + HOUR)


def test_who_is_signed_in_already_stops_it_by_a_button(browser, rosa):
    browser.force_login(rosa.membership.user)
    rosa.membership.user.last_login = NOW - HOUR
    rosa.membership.user.save()
    before = browser.get(SETTINGS).content.decode()

    after = browser.post(STOP, follow=True).content.decode()

    assert (STOP in before, STOP in after, state(rosa)) == (True, False, "stopped")


def test_the_button_is_hers(browser, people, rosa):
    browser.force_login(people.noor.membership.user)
    browser.post(STOP)
    other = state(rosa)
    browser.force_login(people.ana.user)

    assert (other, browser.post(STOP).status_code, state(rosa)) == ("planned", 403, "planned")


def test_signing_in_stops_it_and_tells_her_once(browser, rosa):
    sign_in = {"login": "rosa@example.org", "password": PASSWORD}

    told = []
    for _ in range(2):
        page = browser.post(reverse("account_login"), sign_in, follow=True)
        told.append([str(each) for each in page.context["messages"] if str(each) == TOLD])
        browser.post(reverse("account_logout"))

    assert (told, state(rosa)) == ([[TOLD], []], "stopped")
    assert rosa.invitations.get(kind="way_back").withdrawn_by == rosa.membership.user


def test_its_notice_leads_to_the_button(browser, rosa, mailoutbox):
    deliveries.dispatch(now=NOW)
    browser.force_login(rosa.membership.user)

    link = next(word for word in mailoutbox[0].body.split() if word.startswith("http"))
    page = browser.get(link.removeprefix("http://localhost:8000"))

    assert page["Location"] == SETTINGS
