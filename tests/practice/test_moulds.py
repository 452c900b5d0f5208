"""Moulds: a copy says what the mail made the long way says, or there is no mould."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from practice import emails, moulds
from practice.emails import Letter
from practice.models import Practice

HOUSE = Practice(name="Harbour Street Practice", country="US", app_name="Tend")
LINK = "https://tend.example/welcome/abcdef?x=1"
LETTER = Letter(
    to="maya@example.org",
    name="invitation",
    practice=HOUSE,
    context={"from_whom": "Ana"},
    headers={"List-Unsubscribe": f"<{LINK}>"},
    slots={"link": LINK},
)
OTHER = LINK.replace("abcdef", "a-longer-token-of-hers")


def read(raw: bytes) -> tuple[dict[str, str], list[str]]:
    """Headers but for what is each mail's own, and the texts."""
    message = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    own = {"Date", "Message-ID", "Content-Type"}
    parts = [part.get_content() for part in message.iter_parts()]
    return {name: value for name, value in message.items() if name not in own}, parts


@pytest.mark.parametrize(
    "first",
    [
        LETTER,
        replace(LETTER, context={"from_whom": "Zoë d'Arc"}),
        replace(LETTER, practice=Practice(app_name="Brücke", country="DE")),
        replace(LETTER, name="address_changed", headers={}),
        replace(LETTER, practice=None, headers={"List-Unsubscribe-Post": "One-Click"}),
    ],
    ids=["plain", "accents", "another house", "another letter", "no house"],
)
def test_a_copy_says_what_the_long_way_says(first):
    slots = first.slots if first.name == "invitation" else {}
    first = replace(first, slots=slots)
    second = replace(
        first,
        to="noor+tend@example.org",
        slots=dict.fromkeys(slots, OTHER),
        headers={name: text.replace(LINK, OTHER) for name, text in first.headers.items()},
    )

    copy = moulds.make(first).fill(second)

    long_way = emails.render(second).message().as_bytes(linesep="\r\n")
    assert moulds.key(first) == moulds.key(second)
    assert read(copy.raw) == read(long_way)
    assert (copy.sender, copy.to) == ("tend@localhost", second.to)


def test_each_copy_has_a_number_of_its_own():
    mould = moulds.make(LETTER)

    numbers = {message_from_bytes(mould.fill(LETTER).raw)["Message-ID"] for _ in range(3)}

    assert len(numbers) == 3
    assert moulds.MARK.encode() not in mould.fill(LETTER).raw


@pytest.mark.parametrize(
    "changed",
    [
        {"to": "maya@example.org\r\nBcc: all@example.org"},
        {"to": "Maya <maya@example.org>"},
        {"to": "märchen@example.org"},
        {"slots": {"link": "https://tend.example/?a=1&b=2"}},
        {"slots": {"link": "with words in it"}},
        {"slots": {"link": "short"}},
        {"context": {"days": ["a list"]}},
    ],
)
def test_what_does_not_stand_as_it_is_fits_into_no_mould(changed):
    assert moulds.key(replace(LETTER, **changed)) is None


@pytest.mark.parametrize(
    "changed",
    [
        # The template has no room for it, or the line is too long for a mail to hold as it is.
        {"slots": {"link": LINK, "nowhere": LINK + "/nowhere"}},
        {"context": {"from_whom": "Ana " * 300}},
    ],
)
def test_what_does_not_come_through_as_it_is_has_no_mould(changed):
    assert moulds.make(replace(LETTER, **changed)) is None


def test_letters_that_differ_elsewhere_share_no_mould():
    others = [
        replace(LETTER, context={"from_whom": "Ben"}),
        replace(LETTER, name="way_back"),
        replace(LETTER, practice=Practice(app_name="Tend")),
        replace(LETTER, headers={"List-Unsubscribe": "<https://tend.example/another>"}),
    ]

    assert len({moulds.key(letter) for letter in [LETTER, *others]}) == 5
