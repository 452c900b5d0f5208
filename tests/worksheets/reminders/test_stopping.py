"""Stopping from the mail: one press for programs, one button for people, nothing told (M-01..M-03).

RFC 8058: the address in the header takes a POST without a sign-in, a cookie or a redirect.
"""

import re
from email import message_from_bytes
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.core.signing import Signer
from django.test import Client as Browser
from django.urls import reverse

from clients.models import Consent, Layer
from practice import deliveries
from practice.models import Delivery
from practice.neutral import loud_words
from tests.factories import NOW, make_counselor, make_practice
from tests.tables import changed, checksums
from tests.worksheets.reminders.people import (
    DAY,
    HOUR,
    agree,
    give,
    make_reachable,
    planned,
    signed,
)
from worksheets.reminders.stopping import LINKS

pytestmark = pytest.mark.django_db
DUE = NOW + 23 * HOUR
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(DUE, tick=False):
        yield


@pytest.fixture
def maya():
    """A reminder has gone out to her; more are planned."""
    maya = make_reachable(make_counselor(make_practice(app_name="Harbour")))
    give(maya, None)
    deliveries.dispatch(now=DUE)
    give(maya, (NOW + 20 * DAY).date())
    return maya


@pytest.fixture
def row(maya) -> Delivery:
    return Delivery.objects.get(state="sent")


def raw() -> bytes:
    """The mail as it goes over the line."""
    return mail.outbox[0].message().as_bytes()


def stop(row: Delivery, how: str = "stop_reminders") -> str:
    return reverse(f"worksheets:{how}", args=[signed(row)])


def test_the_whole_head_of_the_mail(row):
    head = {
        name: value.strip()  # a long address stands on a line of its own
        for name, value in message_from_bytes(raw()).items()
        if name not in {"Date", "Message-ID", "Content-Type", "MIME-Version", "To"}
    }

    assert head == {
        "From": "Harbour <tend@localhost>",
        "Subject": "You have something waiting",
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<http://localhost:8000{stop(row)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def test_the_whole_html_of_the_mail(row):
    html = mail.outbox[0].alternatives[0].content

    inside = [line.strip() for line in html.split("<body>")[1].splitlines() if line.strip()]
    sign_in = "http://localhost:8000/account/login/"
    assert inside[:-2] == [
        "<p>You have something waiting. When it suits you, sign in here:</p>",
        f'<p><a href="{sign_in}">{sign_in}</a></p>',
        "<p>Harbour</p>",
        f'<p><a href="http://localhost:8000{stop(row, "why_reminder")}">'
        "Why did I get this?</a></p>",
        f'<p><a href="http://localhost:8000{stop(row)}">Stop these messages</a></p>',
    ]


def test_no_part_of_the_mail_says_what_it_is_about(maya, row):
    message = mail.outbox[0]
    parts = [str(value) for value in message.message().values()]
    parts += [message.body, message.alternatives[0].content]
    addresses = " ".join(re.findall(r"https?://([^\s\"<>]+)", message.body)).replace("/", " ")

    told = loud_words(re.sub(r"<[^>]*>|https?://\S+", " ", " ".join(parts)))

    assert (told, loud_words(addresses.replace(signed(row), ""))) == ([], [])
    ids = [maya.pk, maya.membership.user_id, row.subject]
    assert [one for one in ids if str(one) in raw().decode() or one.hex in raw().decode()] == []


def test_a_mail_program_stops_it_with_one_post(browser, maya, row):
    before = planned(maya)

    answer = browser.post(stop(row), ONE_CLICK)

    word = Consent.objects.latest_word(maya, 4)
    assert (answer.status_code, answer.cookies.keys() & {"sessionid"}) == (200, set())
    assert (word.given, word.method) == (False, "link")
    assert (len(before), planned(maya)) == (3, [])


def test_it_needs_no_token_of_ours_and_signs_nobody_in(row):
    strict = Browser(enforce_csrf_checks=True)

    assert strict.post(stop(row), ONE_CLICK).status_code == 200
    assert strict.get(reverse("worksheets:home")).status_code == 302


def test_a_look_changes_nothing_and_has_one_button(browser, maya, row):
    before = checksums()

    page = browser.get(stop(row)).content.decode().split("<main")[1].split("</main")[0]

    assert (page.count("<button"), 'method="post"' in page) == (1, True)
    assert changed(before, checksums()) == []
    assert Consent.objects.latest_word(maya, 4).given


def test_pressed_again_it_says_the_same(browser, maya, row):
    told = [browser.post(stop(row)).content.decode() for _ in range(2)]

    assert all("They have stopped" in page for page in told)
    assert Consent.objects.filter(client=maya).count() == 2


@pytest.mark.parametrize("how", ["stop_reminders", "why_reminder"])
def test_the_pages_tell_nothing_to_whoever_holds_the_mail(browser, maya, row, how):
    pages = [browser.get(stop(row, how)).content.decode()]
    if how == "stop_reminders":
        pages.append(browser.post(stop(row, how)).content.decode())
    insides = [page.split("<main")[1].split("</main")[0] for page in pages]

    assert [loud_words(re.sub(r"<[^>]*>", " ", inside)) for inside in insides] == [[]] * len(pages)
    assert all("Harbour" in page and "Maya" not in page for page in pages)
    assert all(maya.membership.user.email not in page for page in pages)


def made_up(row: Delivery) -> list[str]:
    other = Signer(salt="another", sep=".").sign(row.pk.hex)
    real = signed(row)
    return ["x", "x" * 3000, row.pk.hex, other, real[:-1], f"{real}a", LINKS.sign(uuid4())]


@pytest.mark.parametrize("number", range(7))
def test_a_made_up_link_is_told_kindly_and_stops_nothing(browser, maya, row, number):
    signed = made_up(row)[number]
    before = checksums()
    stop_it = reverse("worksheets:stop_reminders", args=[signed])
    why = reverse("worksheets:why_reminder", args=[signed])

    told = [browser.get(stop_it), browser.post(stop_it), browser.get(why)]

    assert [answer.status_code for answer in told] == [404] * 3
    assert all("We do not know this link" in answer.content.decode() for answer in told)
    assert changed(before, checksums()) == []


def test_only_reminders_can_be_stopped_so(browser, row):
    Delivery.objects.filter(pk=row.pk).update(purpose="invitation")

    assert browser.post(stop(row)).status_code == 404


def her_word(maya) -> tuple[bool, bool]:
    """Whether reminders are on, and whether her last word came from a mail."""
    word = Consent.objects.latest_word(maya, Layer.EMAIL)
    return word.given, word.method == Consent.BY_LINK


def test_her_counselor_can_be_told_until_she_turns_them_on_again(browser, maya, row):
    before = her_word(maya)
    browser.post(stop(row))
    told = her_word(maya), Consent.objects.latest_word(maya, Layer.EMAIL).at
    agree(maya, at=DUE + HOUR)

    assert (before, told, her_word(maya)) == ((True, False), ((False, True), DUE), (True, False))


def test_taken_back_on_the_screen_is_not_from_a_mail(maya):
    agree(maya, given=False, at=NOW)

    assert her_word(maya) == (False, False)


def moved(maya) -> None:
    """She has another address from now on."""
    user = maya.membership.user
    user.email = "new@example.org"
    user.save()


def test_a_mail_in_the_mailbox_she_left_stops_nothing_that_goes_elsewhere(browser, maya, row):
    old, before = stop(row), planned(maya)
    moved(maya)

    page = browser.post(old, ONE_CLICK).content.decode()

    assert "No more of these messages will come to this address." in page
    assert (her_word(maya), planned(maya)) == ((True, False), before)
    assert "new@example.org" not in page


def test_a_mail_of_before_there_were_marks_still_stops(browser, maya, row):
    moved(maya)

    browser.post(reverse("worksheets:stop_reminders", args=[LINKS.sign(row.pk)]))

    assert her_word(maya) == (False, True)


def test_a_new_secret_keeps_the_links_of_mails_that_went_out(browser, maya, row, settings):
    old = stop(row)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another " * 8

    browser.post(old)

    assert her_word(maya) == (False, True)


def test_no_two_mails_to_one_address_carry_the_same_mark(row):
    first, second = (LINKS.sign(pk, "a@example.org") for pk in (row.pk, uuid4()))

    mark = LINKS.mail_of(first).mark

    assert (len(mark), mark in second) == (20, False)
