"""Colleagues: given roles, let go. They come by `actions.offers`, clients by invitations."""

from collections.abc import Collection
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from practice import audit, deliveries, emails, facts, reachable, sessions, welcome
from practice.access import Actor, system
from practice.actions.away import lose_cover
from practice.models import Membership, Practice, User
from practice.permissions import (
    may_change_roles,
    may_end,
    may_reset_factors,
    may_succeed,
)

ROLES = ("owner", "counselor", "supervisor")


class MayNot(PermissionDenied):
    """Only an owner of this practice may, and not to everybody."""


class NoRole(Exception):
    """A colleague without any role could open nothing."""


class LastOwner(Exception):
    """A practice keeps at least one owner."""


@transaction.atomic
def change_roles(*, by: Actor, membership: Membership, roles: Collection[str]) -> Membership:
    """These roles and no others. Raises MayNot, NoRole, LastOwner; a listener may refuse."""
    if not may_change_roles(by, membership):
        raise MayNot
    _hold(membership)
    wanted = flags(roles)
    if not wanted["is_owner"]:
        keep_an_owner(membership)
    for name, value in wanted.items():
        setattr(membership, name, value)
    membership.save(update_fields=list(wanted))
    facts.tell("membership.roles_changed", by=by, membership=membership)
    if not membership.is_counselor:
        lose_cover(by=by, membership=membership)
    _record(by, "membership.roles_changed", membership, roles=sorted(roles))
    return membership


@transaction.atomic
def end_membership(
    *, by: Actor, membership: Membership, successor: Membership | None = None
) -> Membership:
    """Her access ends now, on every device; whom she leads, the successor leads (H-12).

    Raises MayNot, and facts.Refused where the successor cannot be one or a listener says no.
    """
    if not may_end(by, membership):
        raise MayNot
    _hold(membership, *([successor] if successor else []))
    if successor and not may_succeed(membership, successor):
        raise facts.Refused(_("Only another counselor of this practice can take clients over."))
    membership.ended_at = by.now
    membership.save(update_fields=["ended_at"])
    facts.tell("membership.ended", by=by, membership=membership, successor=successor)
    lose_cover(by=by, membership=membership)
    _record(by, "membership.ended", membership, successor=successor.pk if successor else None)
    sessions.end_in(membership)
    return membership


@transaction.atomic
def end_sessions(*, by: Actor, membership: Membership) -> int:
    """Signs her out of this practice everywhere (V7.4.5); how many sessions that ended.

    Where she is in another practice she stays, and cannot cross over from there. Raises MayNot.
    """
    if not may_change_roles(by, membership):
        raise MayNot
    ended = sessions.end_in(membership)
    _record(by, "account.sessions_ended", membership, count=ended)
    return ended


@transaction.atomic
def reset_factors(*, by: Actor, membership: Membership) -> None:
    """Takes her second factors off, so that she sets up new ones at her next sign-in (V6.4.4).

    For somebody who lost device and recovery codes and is known in person. Raises MayNot.
    """
    if not may_reset_factors(by, membership):
        raise MayNot
    _take_off(membership.user, membership.practice)
    _record(by, "account.factors_reset", membership)


@transaction.atomic
def reset_lost_factors(*, now: datetime, user: User) -> int:
    """The same for who has nobody above her, at the machine; how many factors there were.

    Each practice that she works in has it on record; the mail comes in the name of the first.
    """
    staff = Membership.objects.live().staff().filter(user=user)
    works = list(staff.select_related("practice").order_by("started_at"))
    count = _take_off(user, works[0].practice)
    for membership in works:
        by = system(now=now, practice=membership.practice)
        _record(by, "account.factors_reset", membership, count=count)
    return count


@transaction.atomic
def resend_welcome(*, by: Actor, membership: Membership) -> None:
    """One more letter to a colleague who has not signed in. Raises MayNot, deliveries.Stopped."""
    if not may_change_roles(by, membership):
        raise MayNot
    if why := reachable.why_not(membership.user_id):
        raise deliveries.Stopped(why)
    welcome.plan(membership, by.now)
    _record(by, "membership.welcomed_again", membership)


@transaction.atomic
def mail_again(*, by: Actor, membership: Membership) -> int:
    """An owner saw to her address: mail may go to her again; how many stops. Raises MayNot."""
    if not may_change_roles(by, membership):
        raise MayNot
    return deliveries.lift(person=membership.user_id, now=by.now, by=by)


def flags(roles: Collection[str]) -> dict[str, bool]:
    """The membership's fields for these roles. NoRole for none, ValueError for an unknown one."""
    if not roles:
        raise NoRole
    if unknown := set(roles) - set(ROLES):
        raise ValueError(f"No such role: {unknown}")
    return {f"is_{role}": role in roles for role in ROLES}


def keep_an_owner(leaving: Membership) -> None:
    """Raises LastOwner unless another owner stays. Owners are locked until the commit."""
    owners = (
        Membership.objects.live()
        .select_for_update(no_key=True)
        .filter(practice=leaving.practice_id)
    )
    if not [m for m in owners.filter(is_owner=True) if m.pk != leaving.pk]:
        raise LastOwner


def _take_off(user: User, practice: Practice) -> int:
    count = Authenticator.objects.filter(user=user).delete()[0]
    sessions.end_all([user])
    if user.email:
        emails.send_after_commit(emails.Letter(user.email, "factors_reset", practice))
    return count


def leads(by: Actor, membership: Membership) -> int:
    """How many clients in care somebody else must lead if she goes."""
    return sum(facts.ask("colleague.leads", membership=membership, now=by.now))


def _hold(*memberships: Membership) -> None:
    """Nobody gives them a part in somebody's care, or ends them, until the commit."""
    ids = [membership.pk for membership in memberships]
    held = Membership.objects.select_for_update(no_key=True).order_by("pk").in_bulk(ids)
    for membership in memberships:
        membership.ended_at = held[membership.pk].ended_at
        membership.is_counselor = held[membership.pk].is_counselor


def _record(by: Actor, action: str, membership: Membership, **details: object) -> None:
    audit.record(
        by=by,
        action=action,
        object_type="membership",
        object_id=membership.pk,
        details=details,
    )
