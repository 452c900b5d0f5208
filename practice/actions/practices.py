"""The practice itself: founded, named, set up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from practice import audit, facts, note_mails
from practice.access import Actor, system
from practice.actions.away import clock_changed
from practice.models import Membership, Practice, User
from practice.permissions import may_run

SETTINGS = (
    "name",
    "app_name",
    "sender_name",
    "icon",
    "sheet_label",
    "time_zone",
    "country",
    "reply_days",
    "note_policy",
    "note_limit",
    "shows_read_times",
    "requires_second_factor",
    "reminder_days",
    "reminder_at",
)
# What the plans of clients hang on who chose nothing themselves.
OF_PLANS = {"reminder_days", "reminder_at"}


class MayNot(PermissionDenied):
    """Only an owner sets the practice up."""


@dataclass(frozen=True)
class Founder:
    """The first owner, and whether she sees clients herself (rulings 28)."""

    email: str
    name: str
    is_counselor: bool = True


@transaction.atomic
def found_practice(
    *, now: datetime, name: str, time_zone: str, country: str, founder: Founder
) -> Membership:
    """A practice with its first owner. An address that has an account already keeps it."""
    practice = Practice.objects.create(
        name=name, time_zone=time_zone, country=country, created_at=now
    )
    user = User.objects.filter(email__iexact=founder.email).first()
    if user is None:
        user = User.objects.create_user(email=founder.email, name=founder.name)
    membership = Membership.objects.create(
        practice=practice,
        user=user,
        is_owner=True,
        is_counselor=founder.is_counselor,
        started_at=now,
    )
    by = system(now=now, practice=practice)
    audit.record(
        by=by, action="practice.founded", object_type="membership", object_id=membership.pk
    )
    return membership


@transaction.atomic
def change_settings(*, by: Actor, settings: Mapping[str, object]) -> Practice:
    """Gives the practice these settings, writes down which changed, tells of other reminders.

    Raises MayNot.
    """
    if not may_run(by):
        raise MayNot
    practice = Practice.objects.select_for_update(no_key=True).get(pk=by.practice_id)
    changed = [
        name for name in SETTINGS if name in settings and getattr(practice, name) != settings[name]
    ]
    for name in changed:
        setattr(practice, name, settings[name])
    moves_plans = not OF_PLANS.isdisjoint(changed)
    if moves_plans:
        practice.reminders_changed_at = by.now
    practice.save(update_fields=[*changed, "reminders_changed_at"])
    audit.record(
        by=by,
        action="practice.settings_changed",
        object_type="practice",
        object_id=practice.pk,
        details={"changed": changed},
    )
    if moves_plans:
        facts.tell("practice.reminders_changed", by=by, practice=practice)
    if "time_zone" in changed:
        members = Membership.objects.filter(practice=practice, time_zone="").order_by("pk")
        clock_changed(by=by, members=members.select_related("practice"))
    return practice


@transaction.atomic
def change_profile(*, by: Actor, name: str, working_days: list[int]) -> Membership:
    """A colleague's own name and working days (B-01)."""
    if by.user is None or by.membership is None or not by.is_staff:
        raise MayNot
    by.user.name, by.membership.working_days = name, sorted(working_days)
    by.user.save(update_fields=["name"])
    by.membership.save(update_fields=["working_days"])
    audit.record(
        by=by,
        action="membership.profile_changed",
        object_type="membership",
        object_id=by.membership.pk,
        details={"working_days": sorted(working_days)},
    )
    note_mails.follow([by.membership], by.now)
    return by.membership
