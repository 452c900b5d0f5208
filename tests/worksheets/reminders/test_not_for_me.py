"""A mail that reached somebody else: one press, and nothing goes there any more (M-07)."""

import re

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from clients.actions import contact
from clients.models import Consent
from practice import deliveries
from practice.models import AuditIntake, ChannelStop, Delivery
from practice.neutral import loud_words
from tests.factories import NOW, actor_for
from tests.tables import changed, checksums
from tests.worksheets.reminders.people import DAY, HOUR, give, sent_before, signed
from worksheets.reminders.trouble import troubles

pytestmark = pytest.mark.django_db
DUE = NOW + 23 * HOUR


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(DUE, tick=False):
        yield


@pytest.fixture
def row(maya) -> Delivery:
    """A reminder that went out to her, and another is planned."""
    give(maya, None)
    deliveries.dispatch(now=DUE)
    give(maya, (NOW + 20 * DAY).date())
    return Delivery.objects.get(state="sent")


def url(row: Delivery, name: str = "not_for_me") -> str:
    return reverse(f"worksheets:{name}", args=[signed(row)])


def stops() -> list[tuple]:
    standing = ChannelStop.objects.filter(lifted_at__isnull=True)
    return list(standing.values_list("person", "kind", "delivery"))


def test_one_press_stops_all_mail_to_her(browser, maya, row):
    answer = browser.post(url(row))
    deliveries.dispatch(now=DUE + 30 * DAY)

    row.refresh_from_db()
    assert "Thank you for telling us" in answer.content.decode()
    assert stops() == [(maya.pk, "wrong_person", row.pk)]
    assert (row.state, row.reason) == ("sent", "This address reaches somebody else.")
    assert Delivery.objects.filter(state="sent").count() == 1


def test_her_counselor_is_told_and_it_is_on_record(browser, maya, row):
    browser.post(url(row))

    told = [(one.kind, one.stops_mail) for one in troubles([maya.pk], DUE)[maya.pk]]
    audited = AuditIntake.objects.filter(client_id=maya.pk, action="channel.stopped")
    assert (told, audited.count()) == ([("wrong_person", True)], 1)


def test_her_own_word_on_reminders_stays_hers(browser, maya, row):
    browser.post(url(row))

    assert Consent.objects.latest_word(maya, 4).given


def test_a_look_changes_nothing_and_has_one_button(browser, row):
    before = checksums()

    page = browser.get(url(row)).content.decode().split("<main")[1].split("</main")[0]

    assert (page.count("<button"), 'method="post"' in page) == (1, True)
    assert changed(before, checksums()) == []


def test_it_takes_a_press_on_our_own_page(row):
    assert Browser(enforce_csrf_checks=True).post(url(row)).status_code == 403
    assert stops() == []


def test_pressed_again_it_says_the_same_and_counts_once(browser, row):
    told = [browser.post(url(row)).content.decode() for _ in range(2)]

    assert all("Thank you for telling us" in page for page in told)
    assert (len(stops()), AuditIntake.objects.filter(action="channel.stopped").count()) == (1, 1)


def test_a_mail_from_before_it_was_put_right_stops_nothing(browser, ana, maya, row):
    browser.post(url(row))
    contact.mail_again(by=actor_for(ana, DUE + HOUR), client=maya)

    with time_machine.travel(DUE + DAY, tick=False):
        browser.post(url(row))

    assert stops() == []


def test_a_mail_after_it_was_put_right_stops_it_again(browser, ana, maya, row):
    browser.post(url(row))
    contact.mail_again(by=actor_for(ana, DUE + HOUR), client=maya)
    later = sent_before(maya, DUE + DAY)

    with time_machine.travel(DUE + 2 * DAY, tick=False):
        browser.post(url(later))

    assert stops() == [(maya.pk, "wrong_person", later.pk)]


@pytest.mark.parametrize("name", ["stop_reminders", "why_reminder"])
def test_the_pages_behind_a_mail_lead_there(browser, row, name):
    assert f'href="{url(row)}"' in browser.get(url(row, name)).content.decode()


@pytest.mark.parametrize("how", ["get", "post"])
def test_it_tells_nothing_to_whoever_holds_the_mail(browser, maya, row, how):
    page = getattr(browser, how)(url(row)).content.decode()
    inside = page.split("<main")[1].split("</main")[0]

    assert loud_words(re.sub(r"<[^>]*>", " ", inside)) == []
    assert "Harbour" in page
    assert [w for w in ("Maya", maya.membership.user.email, "Ana") if w in page] == []


@pytest.mark.parametrize("made_up", ["x", "x" * 3000, "0" * 32, "a.b"])
def test_a_made_up_link_is_told_kindly_and_stops_nothing(browser, row, made_up):
    before = checksums()
    page = reverse("worksheets:not_for_me", args=[made_up])

    told = [browser.get(page), browser.post(page)]

    assert [answer.status_code for answer in told] == [404, 404]
    assert changed(before, checksums()) == []


def move(maya, email: str) -> None:
    """She has another address from now on."""
    user = maya.membership.user
    user.email = email
    user.save()


def test_who_reads_the_mailbox_she_left_does_not_silence_the_new_one(browser, maya, row):
    old = url(row)
    move(maya, "new@example.org")

    answer = browser.post(old)

    assert "Nothing more of this kind comes to this address." in answer.content.decode()
    assert (stops(), AuditIntake.objects.filter(action="channel.stopped").count()) == ([], 0)


def test_it_counts_again_where_she_went_back(browser, maya, row):
    old, before = url(row), maya.membership.user.email
    move(maya, "new@example.org")
    browser.post(old)
    elsewhere = stops()
    move(maya, before.upper())

    browser.post(old)

    assert (elsewhere, stops()) == ([], [(maya.pk, "wrong_person", row.pk)])


def test_without_any_address_an_old_mail_stops_nothing(browser, maya, row):
    old, user = url(row), maya.membership.user
    user.email, user.sign_in_name = None, "maya"
    user.save()

    browser.post(old)

    assert stops() == []
