"""Mails: fixed, neutral, traceless (M-01 to M-04, V1.3.11)."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from practice import emails
from practice.emails import Letter
from practice.models import Practice
from practice.neutral import loud_words
from tests.factories import NOW

FOLDER = Path(settings.BASE_DIR) / "templates" / "emails"
NAMES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
# Whatever a letter may be given; none of it says more than the frame does.
CONTEXT = {
    "app_name": "Harbour",
    "sign_in_url": "http://localhost:8000/account/login/",
    "code": "BCDF-GHJK",
    "change": "A passkey was added.",
    "at": NOW,
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
        "Your Harbour code",
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


def test_words_are_not_escaped_in_plain_text():
    letter = Letter("a@example.org", "staff_welcome", Practice(app_name="Cat & Lantern's"))

    body = emails.render(letter).body

    assert body.rstrip().endswith("Cat & Lantern's")
