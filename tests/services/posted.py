"""A purpose of deliveries for processes beside the tests: letters go to the person's id, so that
a mail server can count them, and carry a link of hers in a header."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from practice import deliveries
from practice.emails import Letter
from practice.models import Delivery


def compose(rows: Sequence[Delivery], now: datetime) -> dict[UUID, Letter]:
    """A letter without words of its own."""
    return {row.pk: letter(row.person) for row in rows}


def letter(person: UUID) -> Letter:
    """What a person gets."""
    link = f"https://tend.example/stop/{person}/"
    headers = {
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return Letter(f"{person}@example.org", "address_changed", headers=headers, slots={"stop": link})


deliveries.register("posted", check=lambda rows, now: {}, compose=compose, counts=True)
