"""Days on which a counselor is away: set, changed, ended early, taken back by herself (N-03)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from practice import audit
from practice.access import Actor
from practice.models import Leave, Membership

AT_MOST = timedelta(days=366 * 2)


class OnlyHerOwn(PermissionDenied):
    """A counselor's days away are her own to say."""


class DaysNotPossible(ValidationError):
    """They end before they begin, are over, or meet others of hers."""


class NeedsWords(ValidationError):
    """Clients are told something while she is away (N-03)."""


class HasBegun(Exception):
    """What has begun is ended early, not taken back."""


class NotNow(Exception):
    """Only days away that have begun and are not over end early."""


@dataclass(frozen=True)
class Away:
    """The first and the last day, and what clients read."""

    starts_on: date
    ends_on: date
    words: str


@transaction.atomic
def add_leave(*, by: Actor, away: Away) -> Leave:
    """She is away on these days. Raises OnlyHerOwn, DaysNotPossible, NeedsWords."""
    member = _held(by)
    if away.starts_on < member.today(by.now):
        raise DaysNotPossible(_("That day has gone by. Please choose today or later."))
    leave = Leave(membership=member, created_at=by.now)
    return _changed(by, leave, away, "leave.added")


@transaction.atomic
def change_leave(*, by: Actor, leave: Leave, away: Away) -> Leave:
    """Other days or words; the first day only while it lies ahead.

    Raises OnlyHerOwn, DaysNotPossible, NeedsWords.
    """
    today = _held(by, leave).today(by.now)
    has_moved = away.starts_on != leave.starts_on
    if leave.ends_on < today or has_moved and min(away.starts_on, leave.starts_on) < today:
        raise DaysNotPossible(_("That day has gone by. Please choose today or later."))
    return _changed(by, leave, away, "leave.changed")


@transaction.atomic
def end_leave(*, by: Actor, leave: Leave) -> None:
    """She is back today. Raises OnlyHerOwn, DaysNotPossible, NotNow."""
    today = _held(by, leave).today(by.now)
    if not leave.covers(today):
        raise NotNow
    _record(by, leave, "leave.ended")
    if leave.starts_on == today:
        leave.delete()
        return
    leave.ends_on = today - timedelta(days=1)
    leave.save(update_fields=["ends_on"])


@transaction.atomic
def remove_leave(*, by: Actor, leave: Leave) -> None:
    """She is not away on these days after all. Raises OnlyHerOwn, DaysNotPossible, HasBegun."""
    if leave.starts_on <= _held(by, leave).today(by.now):
        raise HasBegun
    _record(by, leave, "leave.removed")
    leave.delete()


def _held(by: Actor, leave: Leave | None = None) -> Membership:
    """Her own membership, held, and the days as they are now. Raises OnlyHerOwn, DaysNotPossible.

    What follows happens one after the other.
    """
    mine = by.membership
    if mine is None or not by.is_counselor or (leave and leave.membership_id != mine.pk):
        raise OnlyHerOwn
    found = Membership.objects.select_for_update(of=["self"], no_key=True).select_related(
        "practice"
    )
    held = found.get(pk=mine.pk)
    if leave:
        try:
            leave.refresh_from_db()
        except Leave.DoesNotExist:
            raise DaysNotPossible(_("These days were taken out meanwhile.")) from None
    return held


def _changed(by: Actor, leave: Leave, away: Away, action: str) -> Leave:
    if not away.words.strip():
        raise NeedsWords(_("Please write a line for your clients."))
    _check(by, leave, away)
    leave.starts_on, leave.ends_on, leave.words = away.starts_on, away.ends_on, away.words.strip()
    leave.save()
    _record(by, leave, action)
    return leave


def _check(by: Actor, leave: Leave, away: Away) -> None:
    today = leave.membership.today(by.now)
    if away.ends_on < away.starts_on:
        raise DaysNotPossible(_("The last day comes before the first. Please look at both."))
    if away.ends_on < today:
        raise DaysNotPossible(_("These days are over. Please choose today or later."))
    if away.ends_on > today + AT_MOST:
        raise DaysNotPossible(_("That is more than two years away. Please look again."))
    others = Leave.objects.filter(membership=leave.membership).exclude(pk=leave.pk)
    if others.meeting(away.starts_on, away.ends_on).exists():
        raise DaysNotPossible(_("You are away on one of these days already. Change that one."))


def _record(by: Actor, leave: Leave, action: str) -> None:
    audit.record(
        by=by,
        action=action,
        object_type="leave",
        object_id=leave.pk,
        details={"starts_on": leave.starts_on, "ends_on": leave.ends_on},
    )
