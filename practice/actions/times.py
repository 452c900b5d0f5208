"""A counselor's own clock, the hour of her daily mail, and the hours of her clients' reminders."""

from dataclasses import asdict, dataclass
from datetime import time

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from practice import audit, facts, note_mails
from practice.access import Actor
from practice.actions.away import clock_changed
from practice.models import Membership

# What the mails about notes hang on.
MOVES_NOTES = {"works_from", "works_until", "is_told_of_notes"}


class OnlyCounselors(PermissionDenied):
    """Whoever has a caseload says these of herself."""


class HoursNotPossible(ValidationError):
    """A working day begins and then ends, within one day of her own clock."""


@dataclass(frozen=True)
class Times:
    """What she chose; None is no mail, and the practice's days and hour; "" the practice's zone.

    `is_told_of_notes`: by a mail of their own in her working hours, not once a day (B-02).
    """

    summary_at: time | None
    time_zone: str
    reminder_days: list[int] | None
    reminder_at: time | None
    works_from: time = time(9)
    works_until: time = time(17)
    is_told_of_notes: bool = False


@transaction.atomic
def change_times(*, by: Actor, times: Times) -> Membership:
    """Keeps them, and has her clients' reminders planned anew where theirs changed (B-02, E-10).

    Raises OnlyCounselors, HoursNotPossible.
    """
    if by.membership is None or not by.is_counselor:
        raise OnlyCounselors
    if times.works_until <= times.works_from:
        raise HoursNotPossible(_("Your day ends before it begins. Please look at both hours."))
    found = Membership.objects.select_for_update(of=["self"], no_key=True).select_related(
        "practice", "user"
    )
    mine = found.get(pk=by.membership.pk)
    wanted = asdict(times)
    changed = [name for name, value in wanted.items() if getattr(mine, name) != value]
    if not changed:
        return mine
    for name in changed:
        setattr(mine, name, wanted[name])
    moves_plans = bool({"reminder_days", "reminder_at"}.intersection(changed))
    if moves_plans:
        mine.reminders_changed_at = by.now
    mine.save(update_fields=[*changed, "reminders_changed_at"])
    audit.record(
        by=by,
        action="membership.times_changed",
        object_type="membership",
        object_id=mine.pk,
        details={"changed": changed},
    )
    if moves_plans:
        facts.tell("membership.reminders_changed", by=by, membership=mine)
    if "time_zone" in changed:
        clock_changed(by=by, members=[mine])
    elif MOVES_NOTES.intersection(changed):
        note_mails.follow([mine], by.now)
    return mine
