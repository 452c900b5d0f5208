"""Days on which the practice is closed: whose holidays it keeps, single days, days of its own."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from practice import audit, holidays, note_mails
from practice.access import Actor
from practice.models import Membership, Practice
from practice.permissions import may_run
from practice.zones import today_in

FAR = timedelta(days=366 * 2)
# What one form closes at most, and the practice in all.
AT_ONCE = timedelta(days=62)
ROOM = 200
# What was told of a day stands for so long after it.
KEPT = timedelta(days=92)


class MayNot(PermissionDenied):
    """Only an owner says when the practice is closed."""


class UnknownPlace(ValidationError):
    """No such country, or no such part of it."""


class DaysNotPossible(ValidationError):
    """They end before they begin, are over, too many or too far away."""


class NeedsWords(ValidationError):
    """Colleagues are told why."""


@transaction.atomic
def choose_holidays(*, by: Actor, place: str) -> None:
    """The practice keeps the public holidays of "US" or "US-NY", or of no place ("").

    Raises MayNot, UnknownPlace.
    """
    country, _dash, region = place.partition("-")
    if place and not holidays.is_known(country, region):
        raise UnknownPlace(_("Please choose a place from the list."))
    practice = _held(by)
    if practice.holidays_of == place:
        return
    practice.holidays_of = place
    details = {"country": country, "region": slugify(region)}
    _save(by, practice, "practice.holidays_chosen", details)


@transaction.atomic
def keep_holidays(*, by: Actor, closed: Collection[date], works: Collection[date]) -> None:
    """It is closed on some of these holidays and works on the others. Raises MayNot."""
    practice = _held(by)
    works = [day for day in works if holidays.is_closed(practice, day)]
    closed = [day for day in closed if not holidays.is_closed(practice, day)]
    if not works and not closed:
        return
    kept = set(practice.works_on) - _said(closed) | _said(works)
    practice.works_on = sorted(kept)
    practice.closed_on = _without(practice, works)
    _save(by, practice, "practice.holidays_kept", {"works": works, "closed": closed})


@transaction.atomic
def close(*, by: Actor, first: date, last: date, words: str) -> None:
    """It is closed on these days too, with words for colleagues.

    Raises MayNot, DaysNotPossible, NeedsWords.
    """
    practice, words = _held(by), words.strip()
    if not words:
        raise NeedsWords(_("Please write a word for your colleagues."))
    _check(first, last, today_in(practice.zone, by.now))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    closed_on = [*_without(practice, days), *({"on": str(day), "words": words} for day in days)]
    closed_on.sort(key=lambda one: one["on"])
    works_on = sorted(set(practice.works_on) - _said(days))
    if (closed_on, works_on) == (practice.closed_on, practice.works_on):
        return
    practice.closed_on, practice.works_on = closed_on, works_on
    _save(by, practice, "practice.days_closed", {"first": first, "last": last})


@transaction.atomic
def reopen(*, by: Actor, first: date, last: date) -> bool:
    """These days are none of its own closed ones any more; whether any was. Raises MayNot."""
    practice = _held(by)
    kept = [one for one in practice.closed_on if not str(first) <= one["on"] <= str(last)]
    if kept == practice.closed_on:
        return False
    practice.closed_on = kept
    _save(by, practice, "practice.days_reopened", {"first": first, "last": last})
    return True


def _held(by: Actor) -> Practice:
    if not may_run(by):
        raise MayNot
    return Practice.objects.select_for_update(no_key=True).get(pk=by.practice_id)


def _check(first: date, last: date, today: date) -> None:
    if last < first:
        raise DaysNotPossible(_("The last day comes before the first. Please look at both."))
    if first < today:
        raise DaysNotPossible(_("That day has gone by. Please choose today or later."))
    if last - first >= AT_ONCE:
        raise DaysNotPossible(_("These are more than two months. Please add them in parts."))
    if last > today + FAR:
        raise DaysNotPossible(_("That is more than two years away. Please look again."))


def _said(days: Collection[date]) -> set[str]:
    return {str(day) for day in days}


def _without(practice: Practice, days: Collection[date]) -> list[dict[str, str]]:
    said = _said(days)
    return [one for one in practice.closed_on if one["on"] not in said]


def _save(by: Actor, practice: Practice, action: str, details: Mapping[str, object]) -> None:
    """Lets go of days long past, writes it down, and moves the mails of colleagues.

    Raises DaysNotPossible.
    """
    begun = str(today_in(practice.zone, by.now) - KEPT)
    practice.works_on = [said for said in practice.works_on if said >= begun]
    practice.closed_on = [one for one in practice.closed_on if one["on"] >= begun]
    if len(practice.closed_on) > ROOM:
        raise DaysNotPossible(
            _("There is room for %(number)d days. Please take some out first.") % {"number": ROOM}
        )
    practice.save(update_fields=["holidays_of", "works_on", "closed_on"])
    audit.record(
        by=by,
        action=action,
        object_type="practice",
        object_id=practice.pk,
        details=details,
    )
    told = Membership.objects.live().counselors().filter(practice=practice, is_told_of_notes=True)
    note_mails.follow(told.select_related("practice").order_by("pk"), by.now)
