"""Moulds: what many get alike is made once, and each copy differs in its receiver and its slots.

Rendering a mail and putting it into MIME takes a millisecond, filling a mould some microseconds. A
mould lives as long as the batch that it serves. What does not fit into one is made the long way.
"""

import re
import secrets
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from email.utils import formatdate, make_msgid, parseaddr

from django.core.mail import EmailMultiAlternatives
from django.core.mail.utils import DNS_NAME

from practice import emails
from practice.emails import Letter

# What stands in HTML, in a header and in plain text as it is.
PLAIN = re.compile(r"[A-Za-z0-9:/._~%@+=?-]{8,300}")
ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}")
# No words of anybody hold these.
MARK = f"mark-{secrets.token_hex(6)}"
TO, NUMBER, DATE = f"to@{MARK}.invalid", f"<number@{MARK}.invalid>", f"date-{MARK}"
# Encodings in which a mark does not stand as it is, or its value would not.
FOLDED = (b"quoted-printable", b"base64")


@dataclass(frozen=True)
class Cast:
    """A copy out of a mould: its bytes, and the addresses on its envelope."""

    raw: bytes
    sender: str
    to: str


@dataclass(frozen=True)
class Mould:
    """A mail in pieces: fixed bytes, and between them the names of what each copy brings."""

    pieces: tuple[bytes, ...]
    sender: str

    def fill(self, letter: Letter) -> Cast:
        """The copy for this letter's receiver."""
        brought = {
            TO: letter.to,
            NUMBER: make_msgid(domain=DNS_NAME),
            DATE: formatdate(),
            **{_mark(name): value for name, value in letter.slots.items()},
        }
        values = {name.encode(): value.encode() for name, value in brought.items()}
        raw = b"".join(values.get(piece, piece) for piece in self.pieces)
        return Cast(raw, self.sender, letter.to)


def key(letter: Letter) -> Hashable | None:
    """What letters of one mould have in common; None where the letter fits into none."""
    values = letter.slots.values()
    if not ADDRESS.fullmatch(letter.to) or not all(PLAIN.fullmatch(value) for value in values):
        return None
    house = letter.practice.pk if letter.practice else None
    said = (
        letter.name,
        house,
        tuple(letter.slots),
        tuple(letter.context.items()),
        tuple(_marked(letter).items()),
    )
    try:
        hash(said)
    except TypeError:
        return None
    return said


def make(letter: Letter) -> Mould | None:
    """The mould of this letter; None where a mark did not come through as it is."""
    marks = {name: _mark(name) for name in letter.slots}
    headers = _marked(letter) | {"Message-ID": NUMBER, "Date": DATE}
    mail = emails.render(replace(letter, to=TO, slots=marks, headers=headers))
    raw = mail.message().as_bytes(linesep="\r\n")
    if any(word in raw for word in FOLDED):
        return None
    every = [TO, NUMBER, DATE, *marks.values()]
    if any(raw.count(mark.encode()) != _expected(mail, mark) for mark in every):
        return None
    either = b"|".join(re.escape(mark.encode()) for mark in every)
    return Mould(tuple(re.split(b"(" + either + b")", raw)), parseaddr(mail.from_email)[1])


def _expected(mail: EmailMultiAlternatives, mark: str) -> int | None:
    """How often the mark stands in what the templates gave; None where it does not at all."""
    texts: Iterable[str] = [
        mail.subject,
        mail.body,
        *(str(other.content) for other in mail.alternatives),
        *mail.extra_headers.values(),
        *mail.to,
    ]
    return sum(text.count(mark) for text in texts) or None


def _marked(letter: Letter) -> dict[str, str]:
    """Its headers, with marks where a slot's value stands."""
    headers = dict(letter.headers)
    for slot, value in letter.slots.items():
        headers = {name: text.replace(value, _mark(slot)) for name, text in headers.items()}
    return headers


def _mark(slot: str) -> str:
    return f"slot-{slot}-{MARK}"
