"""Inviting to an address that is known: her own, or one of her own clients'; of others' nothing."""

from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from clients.models import Client
from practice.deliveries import freezing
from tests.clients.people import invite, make_people
from tests.factories import NOW

pytestmark = pytest.mark.django_db
INVITE = reverse("clients:invite")


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOW, tick=False):
        yield


def ask(browser, email: str, **more):
    wanted = {
        "call_name": "Nia",
        "email": email,
        "time_zone": "America/New_York",
        "country": "US",
        "is_adult": "on",
        "request_key": str(uuid4()),
    }
    return browser.post(INVITE, wanted | more)


def invited() -> int:
    """How many clients are called Nia; names are sealed."""
    return sum(client.call_name == "Nia" for client in Client.objects.all())


def told(response) -> list[str]:
    return list(response.context["form"].errors.get("email", []))


def test_her_own_address_is_not_a_clients(browser):
    people = make_people()
    browser.force_login(people.ana.user)

    response = ask(browser, people.ana.user.email.upper())

    assert told(response) == [
        "This is your own address. The letter is for your client: please type hers."
    ]
    assert invited() == 0


@pytest.mark.parametrize("by", ["account", "contact"])
def test_an_address_of_her_own_client_is_asked_about_once(browser, by):
    people = make_people()
    address = people.maya.membership.user.email
    if by == "contact":
        address = invite(people.ana).contact_email
    browser.force_login(people.ana.user)

    asked = ask(browser, address)
    name = "Maya" if by == "account" else "Rosa"
    sent = ask(browser, address, is_shared="on")

    assert told(asked) == [f"{name}, whom you care for, has this address. Is it the right one?"]
    assert "They share this mailbox." in asked.content.decode()
    assert (sent.status_code, invited()) == (302, 1)


def test_pressing_twice_asks_nothing(browser):
    people = make_people()
    browser.force_login(people.ana.user)
    key = str(uuid4())

    answers = [ask(browser, "nia@example.org", request_key=key).status_code for _ in range(2)]

    assert (answers, invited()) == ([302, 302], 1)


@pytest.mark.parametrize("whose", ["noor", "ben"])
def test_of_others_it_says_nothing(browser, whose):
    people = make_people()
    other = people.noor.membership if whose == "noor" else people.ben
    browser.force_login(people.ana.user)

    assert ask(browser, other.user.email).status_code == 302


@pytest.mark.parametrize(
    ("is_frozen", "said"),
    [
        (False, "A letter to Nia is on its way. Its link holds for seven days."),
        (True, "The letter to Nia is ready. Letters are held just now; then it goes out."),
    ],
)
def test_it_says_whether_letters_go_out_now(browser, is_frozen, said):
    people = make_people()
    if is_frozen:
        freezing.freeze(why="A look at the mail server.", now=NOW, by=None)
    browser.force_login(people.ana.user)

    page = browser.get(ask(browser, "nia@example.org")["Location"]).content.decode()
    nia = next(one for one in Client.objects.all() if one.call_name == "Nia")
    again = browser.post(reverse("clients:resend_invitation", args=[nia.pk]), follow=True)

    assert said in page
    assert ("A new letter is ready." in again.content.decode()) == is_frozen
