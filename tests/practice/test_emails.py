"""Mails: fixed, neutral, traceless (M-01 to M-04, V1.3.11)."""

import re
from pathlib import Path
from threading import Event
from time import monotonic, sleep

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.template.loader import render_to_string
from django.urls import reverse

from practice import emails
from practice.emails import Letter
from practice.models import Practice
from practice.neutral import loud_words
from tests.factories import NOW, make_user

FOLDER = Path(settings.BASE_DIR) / "templates" / "emails"
NAMES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
# Whatever a letter may be given; none of it says more than the frame does.
CONTEXT = {
    "app_name": "Harbour",
    "sign_in_url": "http://localhost:8000/account/login/",
    "code": "BCDF-GHJK",
    "change": "A passkey was added.",
    "at": NOW,
    "from_whom": "Ana Ruiz",
    "link": "http://localhost:8000/welcome/abc/",
    "place": "New York",
    "stop_reminders_url": "http://localhost:8000/reminders/stop/abc/",
    "why_reminder_url": "http://localhost:8000/reminders/why/abc/",
    "zone": "America/New_York",
}


def test_there_are_letters_to_look_at():
    assert "sign_in_code" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_letter_has_three_parts(name):
    parts = sorted(path.name for path in (FOLDER / name).iterdir())

    assert parts == ["body.html", "body.txt", "subject.txt"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("part", ["subject.txt", "body.txt", "body.html"])
def test_no_letter_says_what_it_is_about(name, part):
    text = render_to_string(f"emails/{name}/{part}", CONTEXT)

    assert loud_words(re.sub(r"<[^>]*>|https?://\S+", " ", text)) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_letter_asks_anything_of_a_third_party(name):
    text = (FOLDER / name / "body.html").read_text() + (FOLDER / "_body.html").read_text()

    assert re.findall(r"<(?:img|link|script|style|iframe)|url\(|https?://", text) == []


@pytest.mark.parametrize("name", NAMES)
def test_sources_name_no_row_and_no_theme(name):
    source = "".join(path.read_text() for path in (FOLDER / name).iterdir())

    assert re.findall(r"{{ *(?:client|assignment|worksheet|theme|user)\b", source) == []


def test_a_loud_word_would_be_found():
    assert loud_words("Your Therapist wrote: about your DAUGHTER, a worksheet") == [
        "therapist",
        "daughter",
        "worksheet",
    ]


def test_the_sender_is_the_practices_neutral_name():
    letter = Letter("a@example.org", "sign_in_code", Practice(app_name="Harbour"), {"code": "X"})

    message = emails.render(letter)

    assert (message.from_email, message.subject, message.extra_headers) == (
        "Harbour <tend@localhost>",
        "Your code to sign in to Harbour",
        {"Auto-Submitted": "auto-generated"},
    )


@pytest.mark.parametrize(
    "name",
    ["Har\r\nBcc: x@example.org", "Har\nbour", "Har\x00bour", "Har\u2028bour", "Ha\x0brbour"],
)
def test_no_name_brings_a_header_in(name):
    letter = Letter("a@example.org", "sign_in_code", Practice(app_name=name), {"code": "X"})

    raw = emails.render(letter).message().as_bytes()

    headers = raw.split(b"\n\n")[0].split(b"\n")
    assert [line for line in headers if line.startswith(b"Bcc")] == []
    assert b"\x00" not in raw


class Held(EmailBackend):
    """A mail server that takes its time."""

    gate = Event()

    def send_messages(self, messages: list) -> int:
        self.gate.wait(3)
        return super().send_messages(messages)


@pytest.fixture
def slow_mail(settings):
    settings.LETTERS_IN_BACKGROUND = True
    settings.EMAIL_BACKEND = f"{__name__}.Held"
    Held.gate.clear()
    yield Held.gate
    Held.gate.set()


def wait_for_letters(number: int) -> int:
    until = monotonic() + 10
    while len(mail.outbox) < number and monotonic() < until:
        sleep(0.01)
    return len(mail.outbox)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "subject"),
    [
        ("account_request_login_code", "Your code to sign in to Tend"),
        ("account_reset_password", "Your code for a new Tend password"),
    ],
)
def test_the_answer_waits_for_no_mail_server(browser, slow_mail, page, subject):
    make_user(email="olga@example.org")

    answer = browser.post(reverse(page), {"email": "olga@example.org"})
    sent = len(mail.outbox)
    slow_mail.set()

    assert (answer.status_code, sent, wait_for_letters(1)) == (302, 0, 1)
    assert mail.outbox[0].subject == subject


@pytest.mark.django_db
def test_only_so_many_letters_wait(slow_mail, django_capture_on_commit_callbacks, caplog):
    letter = Letter("a@example.org", "sign_in_code", None, {"code": "X"})

    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(emails.ROOM + 1):
            emails.send_after_commit(letter)
    slow_mail.set()

    assert wait_for_letters(emails.ROOM) == emails.ROOM
    assert caplog.messages == ["letter sign_in_code did not go out: 200 others wait"]


@pytest.mark.django_db
def test_a_letter_that_cannot_be_made_is_logged_by_kind(django_capture_on_commit_callbacks, caplog):
    with django_capture_on_commit_callbacks(execute=True):
        emails.send_after_commit(Letter("olga@example.org", "no_such_letter"))

    assert caplog.messages == ["letter no_such_letter did not go out: TemplateDoesNotExist"]


def test_words_are_not_escaped_in_plain_text():
    letter = Letter("a@example.org", "staff_welcome", Practice(app_name="Cat & Lantern's"))

    body = emails.render(letter).body

    assert body.rstrip().endswith("Cat & Lantern's")


def test_every_subject_says_in_plain_words_what_came():
    said = {name: render_to_string(f"emails/{name}/subject.txt", CONTEXT).strip() for name in NAMES}

    assert said == {
        "account_changed": "Your Harbour sign-in was changed",
        "address_changed": "Your Harbour account has a new address",
        "address_in_use": "Somebody tried to use your address for Harbour",
        "confirm_address": "Your code to use this address with Harbour",
        "factors_reset": "The second step of your Harbour sign-in was taken off",
        "invitation": "Ana Ruiz invites you to Harbour",
        "new_sign_in": "A new sign-in to Harbour",
        "proof_code": "Your code to go on in Harbour",
        "reminder": "You have something waiting",
        "reset_code": "Your code for a new Harbour password",
        "self_test": "Harbour: the test letter of today",
        "sign_in_code": "Your code to sign in to Harbour",
        "staff_offer": "Harbour would like to ask you something",
        "staff_welcome": "Your Harbour account is ready",
        "summary": "There is something new",
        "way_back": "Your new way to sign in to Harbour",
        "way_back_notice": "A new way to sign in to Harbour was asked for",
    }
