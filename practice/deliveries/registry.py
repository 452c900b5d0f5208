"""What each app says about its own deliveries: when not to send, and what to write."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from practice.emails import Letter
from practice.models import Delivery

LATE = timedelta(hours=6)  # E-17

Rows = Sequence[Delivery]
Check = Callable[[Rows, datetime], Mapping[UUID, str]]
Compose = Callable[[Rows, datetime], Mapping[UUID, Letter]]
Zones = Callable[[Rows, datetime], Mapping[UUID, str]]
Told = TypeVar("Told")
A_LETTER = _("A letter")


@dataclass(frozen=True)
class Purpose:
    """What an app says about its deliveries."""

    check: Check
    compose: Compose
    late_after: timedelta
    counts: bool
    first: tuple[str, ...]
    label: str | Promise
    elsewhere: bool = False
    zones: Zones | None = None

    def rank(self, row: Delivery) -> int:
        """Which of several that go out together carries the message: the lowest (rulings 25)."""
        return self.first.index(row.step) if row.step in self.first else len(self.first)


purposes: dict[str, Purpose] = {}


class UnknownPurpose(LookupError):  # noqa: N818 - reads as what it is
    """No app has registered this purpose."""


def register(
    purpose: str,
    *,
    check: Check,
    compose: Compose,
    late_after: timedelta = LATE,
    counts: bool = False,
    first: Sequence[str] = (),
    label: str | Promise = A_LETTER,
    elsewhere: bool = False,
    zones: Zones | None = None,
) -> None:
    """`check` gives reasons not to send by row, `compose` letters by row, both for many at once.

    Both run in the claiming transaction. Later than `late_after` its due time a row expires
    instead of going out in a burst. Rows with `counts` are nudges: they keep quiet hours, the cap
    and one a day (E-11, E-13), and what is due together goes out as one message, the step that
    stands earliest in `first`. `label` is what an owner reads of it: nothing about whom.
    `elsewhere`: it goes to an address of its own, whatever stops the person's (M-07). `zones` gives
    by row the time zone in which she is now, for rows with `counts`; without it that of the row.
    """
    purposes[purpose] = Purpose(
        check, compose, late_after, counts, tuple(first), label, elsewhere, zones
    )


def label_of(purpose: str) -> str:
    """What a purpose is in words, also one of a release before."""
    known = purposes.get(purpose)
    return str(known.label if known else A_LETTER)


def one_by_one(
    answer: Callable[[Delivery, datetime], Told | None],
) -> Callable[[Rows, datetime], dict[UUID, Told]]:
    """A check or compose for many rows out of one for a single row; None says nothing."""

    def each(rows: Rows, now: datetime) -> dict[UUID, Told]:
        answers = ((row.pk, answer(row, now)) for row in rows)
        return {pk: told for pk, told in answers if told is not None}

    return each
