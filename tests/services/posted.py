"""A purpose of deliveries for processes beside the tests: letters go to the person's id, so that
a mail server can count them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from practice import deliveries
from practice.emails import Letter
from practice.models import Delivery


def compose(rows: Sequence[Delivery], now: datetime) -> dict[UUID, Letter]:
    """A letter without words of its own."""
    return {row.pk: Letter(f"{row.person}@example.org", "address_changed") for row in rows}


deliveries.register("posted", check=lambda rows, now: {}, compose=compose, counts=True)
