"""Mail that came back, and an address that is another one since: mail goes to her again (M-07)."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from zeal import zeal_ignore

from clients.actions import caring, inviting
from clients.actions.caring import Details
from practice import deliveries
from practice.models import AuditIntake, ChannelStop, Delivery
from tests.clients.people import come_in, invite, make_people, standing
from tests.factories import NOW, actor_for, make_owner
from tests.web import Browser

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def stop(client, kind: str = "bounced") -> None:
    deliveries.stop(person=client.pk, kind=kind, now=NOW)


def lifted() -> list[tuple]:
    """Whose stop was lifted, and by which of the staff."""
    return list(ChannelStop.objects.exclude(lifted_at=None).values_list("person", "lifted_by"))


def move(people, client, email: str) -> None:
    details = Details("Rosa", email, "America/New_York", "US")
    caring.edit_client(by=actor_for(people.ana), client=client, details=details)


def test_a_letter_that_came_back_is_told_and_none_goes_to_that_address():
    people = make_people()
    client = invite(people.ana)
    deliveries.dispatch(now=NOW)
    row = Delivery.objects.get(subject=standing(client).pk)
    news = deliveries.News(deliveries.What.GONE, NOW, row.pk, client.contact_email)
    deliveries.take(news, now=NOW)

    with pytest.raises(inviting.AddressStopped, match="Mail to this address came back."):
        inviting.resend(by=actor_for(people.ana), client=client)

    row.refresh_from_db()
    assert (row.state, client.invitations.count()) == ("bounced", 1)


def test_another_address_lifts_it_and_gets_a_letter(mailoutbox):
    people = make_people()
    client = invite(people.ana)
    stop(client)

    move(people, client, "rosa.two@example.org")
    deliveries.dispatch(now=NOW)

    assert [one.to for one in mailoutbox] == [["rosa.two@example.org"]]
    assert lifted() == [(client.pk, people.ana.user_id)]


def test_the_same_address_lifts_nothing():
    people = make_people()
    client = invite(people.ana)
    stop(client)

    move(people, client, client.contact_email)

    assert lifted() == []


def test_the_counselor_is_told_why_no_letter_goes_out(browser):
    people = make_people()
    client = invite(people.ana)
    stop(client, "complaint")
    browser.force_login(people.ana.user)

    answer = browser.post(reverse("clients:resend_invitation", args=[client.pk]), follow=True)

    words = "The reader marked our mail as unwanted. Change her address here, or say on her page"
    assert words in answer.content.decode()


def test_coming_in_by_a_letter_lifts_it_without_anybody():
    people = make_people()
    client = invite(people.ana)
    stop(client)

    client = come_in(client)

    assert lifted() == [(client.pk, None)]
    actions = AuditIntake.objects.filter(client_id=client.pk).values_list("action", flat=True)
    assert "channel.lifted" in set(actions)


def test_a_confirmed_new_address_lifts_it():
    browser = Browser()
    client = come_in(invite(make_people().ana))
    for person in (client.pk, client.membership.user_id):
        deliveries.stop(person=person, kind="bounced", now=NOW)
    browser.sign_in(client.membership.user)
    browser.post(reverse("account_email"), {"email": "new@example.org", "action_add": "1"})
    asked = lifted()

    code = re.search(r"^[A-Z0-9-]{6,9}$", mail.outbox[-1].body, re.MULTILINE)[0]
    with zeal_ignore():  # the library's own look-ups
        browser.post(reverse("account_email_verification_sent"), {"code": code})

    client.membership.user.refresh_from_db()
    assert (asked, client.membership.user.email) == ([], "new@example.org")
    assert set(lifted()) == {(client.pk, None), (client.membership.user_id, None)}


# --- colleagues ---------------------------------------------------------------------------------


def test_an_owner_lifts_it_for_a_colleague_and_sends_the_letter_again(browser):
    people = make_people()
    olga = make_owner(people.ana.practice)
    deliveries.stop(person=people.ben.user_id, kind="bounced", now=NOW)
    browser.force_login(olga.user)
    page = reverse("practice:colleague", args=[people.ben.pk])
    letter = reverse("practice:resend_welcome", args=[people.ben.pk])

    refused = browser.post(letter, follow=True).content.decode()
    stood = browser.get(page).content.decode()
    browser.post(reverse("practice:mail_to_colleague", args=[people.ben.pk]))
    browser.post(letter)

    assert "Mail to this address came back. Please put that right first." in refused
    assert ("Mail may go to her again" in stood, lifted()) == (
        True,
        [(people.ben.user_id, olga.user_id)],
    )
    assert "Mail may go to her again" not in browser.get(page).content.decode()
    assert Delivery.objects.filter(purpose="staff_welcome").count() == 1


@pytest.mark.parametrize(("who", "status"), [("ana", 403), ("eva", 403), ("maya", 403)])
def test_only_an_owner_does(browser, who, status):
    people = make_people()
    deliveries.stop(person=people.ben.user_id, kind="bounced", now=NOW)
    person = getattr(people, who)
    browser.force_login(getattr(person, "membership", person).user)

    answer = browser.post(reverse("practice:mail_to_colleague", args=[people.ben.pk]))

    assert (answer.status_code, lifted()) == (status, [])
