"""Sealing outside a model's field: second-factor secrets, a post kept for sign-in (rulings 43)."""

import base64
import binascii
from uuid import UUID

from practice.vault import keys
from practice.vault.errors import WrongKey


def seal_text(text: str, *, subject: UUID, purpose: str, place: str) -> str:
    """The text under the subject's key, as ASCII, bound to `place` (which row and column)."""
    key = keys.data_key(subject, purpose, create=True)
    sealed = key.seal(text.encode(), _identity(place, subject, purpose))
    return base64.urlsafe_b64encode(sealed).decode("ascii")


def open_text(sealed: str, *, subject: UUID, purpose: str, place: str) -> str:
    """The text. WrongKey where subject, purpose, place or any byte differs."""
    try:
        raw = base64.urlsafe_b64decode(sealed)
    except (binascii.Error, ValueError):
        raise WrongKey("Not a sealed text.") from None
    key = keys.data_key(subject, purpose)
    return key.open(raw, _identity(place, subject, purpose)).decode()


def _identity(place: str, subject: UUID, purpose: str) -> bytes:
    return f"{place}|{subject}|{subject}|{purpose}".encode()
