"""Days on which a counselor is away: set, changed, ended early, taken back by herself (N-03)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from practice import audit, facts, note_mails
from practice.access import Actor
from practice.models import Leave, Membership
from practice.models.leave import FURTHEST
from practice.permissions import may_cover


class OnlyHerOwn(PermissionDenied):
    """A counselor's days away are her own to say."""


class DaysNotPossible(ValidationError):
    """They end before they begin, are over, or meet others of hers."""


class NeedsWords(ValidationError):
    """Clients are told something while she is away (N-03)."""


class CannotCover(ValidationError):
    """Not a counselor of this practice who is there on these days."""


class HasBegun(Exception):
    """What has begun is ended early, not taken back."""


class NotNow(Exception):
    """Only days away that have begun and are not over end early."""


@dataclass(frozen=True)
class Away:
    """The first and the last day, what clients read, and who looks after them (B-06)."""

    starts_on: date
    ends_on: date
    words: str
    cover: Membership | None = None


@transaction.atomic
def add_leave(*, by: Actor, away: Away) -> Leave:
    """She is away on these days. Raises OnlyHerOwn, DaysNotPossible, NeedsWords, CannotCover."""
    member = _held(by, cover=away.cover)
    if away.starts_on < member.today(by.now):
        raise DaysNotPossible(_("That day has gone by. Please choose today or later."))
    leave = Leave(membership=member, created_at=by.now)
    return _changed(by, leave, away, "leave.added")


@transaction.atomic
def change_leave(*, by: Actor, leave: Leave, away: Away) -> Leave:
    """Other days, words or cover; the first day only while it lies ahead.

    Raises OnlyHerOwn, DaysNotPossible, NeedsWords, CannotCover.
    """
    today = _held(by, leave, away.cover).today(by.now)
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
        _take_out(by, leave)
        return
    leave.ends_on = today - timedelta(days=1)
    leave.save(update_fields=["ends_on"])
    _tell(by, leave)


@transaction.atomic
def remove_leave(*, by: Actor, leave: Leave) -> None:
    """She is not away on these days after all. Raises OnlyHerOwn, DaysNotPossible, HasBegun."""
    if leave.starts_on <= _held(by, leave).today(by.now):
        raise HasBegun
    _record(by, leave, "leave.removed")
    _take_out(by, leave)


def clock_changed(*, by: Actor, members: Iterable[Membership]) -> None:
    """Days away of these begin and end at another hour from now on, and so do their hours of work.

    In the caller's transaction.
    """
    theirs, near = list(members), (by.now - timedelta(days=2)).date()
    covered = Leave.objects.filter(membership__in=theirs, cover__isnull=False).standing(near)
    for leave in covered.select_related("membership__practice").defer("words"):
        _tell_others(by, leave)
    note_mails.follow(theirs, by.now)


def lose_cover(*, by: Actor, membership: Membership) -> int:
    """She looks after nobody's clients any more: their leaves stand without her; how many.

    In the caller's transaction, and after the caller has taken her parts in somebody's care.
    """
    # Days are those of whoever is away: a day of hers may be left when it is over elsewhere.
    near = (by.now - timedelta(days=2)).date()
    covered = Leave.objects.filter(cover=membership).standing(near).defer("words")
    held = covered.select_for_update(of=["self"], no_key=True)
    leaves = held.select_related("membership__practice")
    lost = [leave for leave in leaves if leave.is_over_at > by.now]
    for leave in lost:
        _record(by, leave, "leave.lost_cover")
    return Leave.objects.filter(pk__in=[leave.pk for leave in lost]).update(cover=None)


def _take_out(by: Actor, leave: Leave) -> None:
    leave.cover = None
    leave.save(update_fields=["cover"])
    _tell_others(by, leave)
    leave.delete()
    note_mails.follow([leave.membership], by.now)


def _tell(by: Actor, leave: Leave) -> None:
    """What hangs on these days: who looks after her clients, and when a mail may come to her.

    In this order: a note that is sent holds her client first and then the mail about it.
    """
    _tell_others(by, leave)
    note_mails.follow([leave.membership], by.now)


def _tell_others(by: Actor, leave: Leave) -> None:
    facts.tell("membership.leave_changed", by=by, leave=leave, membership=leave.membership)


def _held(by: Actor, leave: Leave | None = None, cover: Membership | None = None) -> Membership:
    """Her own membership, held, and the days as they are now. Raises OnlyHerOwn, DaysNotPossible.

    What follows happens one after the other, and nobody ends her cover's membership meanwhile.
    """
    mine = by.membership
    if mine is None or not by.is_counselor or (leave and leave.membership_id != mine.pk):
        raise OnlyHerOwn
    found = Membership.objects.select_for_update(of=["self"], no_key=True).select_related(
        "practice"
    )
    # Who covers now too: the end of her membership takes clients and then these days.
    had = Leave.objects.filter(pk=leave.pk).values("cover") if leave else Leave.objects.none()
    chosen = {mine.pk, *([cover.pk] if cover else [])}
    both = found.filter(Q(pk__in=chosen) | Q(pk__in=had.values("cover")))
    # In one order for everybody: two who choose each other do not wait for one another.
    held = {one.pk: one for one in both.order_by("pk")}
    if cover:
        for name in ("ended_at", "is_counselor"):
            setattr(cover, name, getattr(held[cover.pk], name))
    if leave:
        try:
            leave.refresh_from_db()
        except Leave.DoesNotExist:
            raise DaysNotPossible(_("These days were taken out meanwhile.")) from None
    return held[mine.pk]


def _changed(by: Actor, leave: Leave, away: Away, action: str) -> Leave:
    if not away.words.strip():
        raise NeedsWords(_("Please write a line for your clients."))
    _check(by, leave, away)
    _check_cover(leave, away)
    leave.starts_on, leave.ends_on, leave.words = away.starts_on, away.ends_on, away.words.strip()
    leave.cover = away.cover
    leave.save()
    _record(by, leave, action)
    _tell(by, leave)
    return leave


def _check(by: Actor, leave: Leave, away: Away) -> None:
    today = leave.membership.today(by.now)
    if away.ends_on < away.starts_on:
        raise DaysNotPossible(_("The last day comes before the first. Please look at both."))
    if away.ends_on < today:
        raise DaysNotPossible(_("These days are over. Please choose today or later."))
    if away.ends_on > today + FURTHEST:
        raise DaysNotPossible(_("That is more than two years away. Please look again."))
    others = Leave.objects.filter(membership=leave.membership).exclude(pk=leave.pk)
    if others.meeting(away.starts_on, away.ends_on).exists():
        raise DaysNotPossible(_("You are away on one of these days already. Change that one."))


def _check_cover(leave: Leave, away: Away) -> None:
    """Whether she can; one who says later that she is away too is told so (decision 0016)."""
    if away.cover is None:
        return
    if not may_cover(leave.membership, away.cover):
        raise CannotCover(_("Please choose a counselor from the list."))
    if Leave.objects.filter(membership=away.cover).meeting(away.starts_on, away.ends_on).exists():
        raise CannotCover(
            _("%(name)s is away on one of these days. Please choose somebody else.")
            % {"name": away.cover.user.shown_name}
        )


def _record(by: Actor, leave: Leave, action: str) -> None:
    audit.record(
        by=by,
        action=action,
        object_type="leave",
        object_id=leave.pk,
        details={
            "starts_on": leave.starts_on,
            "ends_on": leave.ends_on,
            "cover": leave.cover_id,
        },
    )
