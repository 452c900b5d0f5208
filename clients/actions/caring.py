"""Her file while she is in care: how to reach her, when you meet, flags, and the end of care."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from clients.actions.inviting import close_letters, send_another
from clients.invitations import waiting_for
from clients.models import Client, Flag
from clients.permissions import is_herself, may_lead, may_work_with
from practice import audit, deliveries, facts
from practice.access import Actor
from practice.models import User


class MayNotCare(PermissionDenied):
    """The actor does not care for this client now, or her care has ended."""


class OnlyHerself(PermissionDenied):
    """How she wants things is hers to say."""


class AddressIsHers(Exception):
    """Once she has come in, only she changes where letters go (A-07, M-09)."""


class SessionInThePast(Exception):
    """The next session lies ahead."""


@dataclass(frozen=True)
class Details:
    """How to call and reach her."""

    call_name: str
    email: str
    time_zone: str
    country: str


@transaction.atomic
def edit_client(*, by: Actor, client: Client, details: Details) -> Client:
    """Changes them. A new address before she has come in sends a new letter there.

    Raises MayNotCare, AddressIsHers, TooManyLetters.
    """
    client = Client.objects.locked(client.pk)
    if not may_work_with(by, client):
        raise MayNotCare
    has_moved = details.email.lower() != client.contact_email
    if has_moved and client.membership_id is not None:
        raise AddressIsHers
    had_zone = client.time_zone
    client.call_name, client.contact_email = details.call_name, details.email.lower()
    client.time_zone, client.country = details.time_zone, details.country
    client.save(update_fields=["call_name", "contact_email", "time_zone", "country"])
    audit.record(
        by=by,
        action="client.edited",
        client_id=client.pk,
        object_type="client",
        object_id=client.pk,
        details={"address": has_moved},
    )
    if has_moved:
        deliveries.lift(person=client.pk, now=by.now, by=by, client_id=client.pk)
        send_another(by, client)
    if had_zone != client.time_zone:
        facts.tell("client.zone_changed", by=by, client=client)
    return client


@transaction.atomic
def set_preferences(
    *, by: Actor, client: Client, time_zone: str, country: str, hides_opened: bool
) -> Client:
    """Her own settings: clock, country of help lines, whether *opened* shows (V-02)."""
    if not is_herself(by, client):
        raise OnlyHerself
    had_zone = client.time_zone
    client.time_zone, client.country, client.hides_opened = time_zone, country, hides_opened
    client.save(update_fields=["time_zone", "country", "hides_opened"])
    audit.record(
        by=by,
        action="client.preferences",
        client_id=client.pk,
        object_type="client",
        object_id=client.pk,
        details={"hides_opened": hides_opened},
    )
    if had_zone != time_zone:
        facts.tell("client.zone_changed", by=by, client=client)
    return client


@transaction.atomic
def stop_way_back(*, by: Actor, client: Client) -> int:
    """She did not ask for it, or needs it no more: it leads in no more (rulings 47). OnlyHerself.

    Signing in stops one by itself; this is for who is signed in already.
    """
    client = Client.objects.locked(client.pk)
    if not is_herself(by, client):
        raise OnlyHerself
    return close_letters(by, client)


def stop_ways_back(*, by: Actor, user: User) -> None:
    """She signed in: no way back that was asked for until now leads into her account."""
    for client in waiting_for(user):
        herself = replace(by, membership=client.membership)
        stop_way_back(by=herself, client=client)


@transaction.atomic
def set_session(*, by: Actor, client: Client, at: datetime | None) -> Client:
    """When they meet next; None while nothing is agreed. Raises MayNotCare, SessionInThePast."""
    if not may_work_with(by, client):
        raise MayNotCare
    if at is not None and at <= by.now:
        raise SessionInThePast
    if at == client.next_session_at:
        return client
    if client.next_session_at and client.next_session_at <= by.now:
        client.last_session_at = client.next_session_at
    client.next_session_at = at
    client.save(update_fields=["next_session_at", "last_session_at"])
    audit.record(
        by=by,
        action="client.session_set",
        client_id=client.pk,
        object_type="client",
        object_id=client.pk,
        details={"at": at},
    )
    facts.tell("client.session_moved", by=by, client=client)
    return client


@transaction.atomic
def set_note_policy(*, by: Actor, client: Client, policy: str) -> Client:
    """Who begins notes with her; empty is as the practice has it. Raises MayNotCare."""
    client = Client.objects.locked(client.pk)
    if not may_work_with(by, client):
        raise MayNotCare
    if client.note_policy == policy:
        return client
    client.note_policy = policy
    client.save(update_fields=["note_policy"])
    audit.record(
        by=by,
        action="client.note_policy_set",
        client_id=client.pk,
        object_type="client",
        object_id=client.pk,
        details={"policy": policy},
    )
    return client


@transaction.atomic
def set_flag(*, by: Actor, client: Client, kind: str) -> Flag:
    """The flag stands from now on; set twice it stands once. Raises MayNotCare."""
    if not may_work_with(by, client):
        raise MayNotCare
    flag, is_new = Flag.objects.get_or_create(
        client=client,
        kind=kind,
        cleared_at=None,
        defaults={"set_at": by.now, "set_by": by.user},
    )
    if is_new:
        _tell_flags(by, flag, "flag.set")
    return flag


@transaction.atomic
def clear_flag(*, by: Actor, flag: Flag) -> Flag:
    """The flag stands no longer; that it stood stays on record. Raises MayNotCare."""
    if not may_work_with(by, flag.client):
        raise MayNotCare
    cleared = (
        Flag.objects.standing().filter(pk=flag.pk).update(cleared_at=by.now, cleared_by=by.user)
    )
    flag.refresh_from_db()
    if cleared:
        _tell_flags(by, flag, "flag.cleared")
    return flag


@transaction.atomic
def discharge(*, by: Actor, client: Client) -> Client:
    """Ends her care. Nothing is deleted; she goes on reading what is hers (B-07). MayNotCare."""
    held = Client.objects.locked(client.pk)
    if not held.is_in_care:
        return held
    if not may_lead(by, held):
        raise MayNotCare
    close_letters(by, client)
    client.discharged_at, client.discharged_by, client.next_session_at = by.now, by.user, None
    client.save(update_fields=["discharged_at", "discharged_by", "next_session_at"])
    audit.record(
        by=by,
        action="client.discharged",
        client_id=client.pk,
        object_type="client",
        object_id=client.pk,
    )
    facts.tell("client.discharged", by=by, client=client)
    return client


def _tell_flags(by: Actor, flag: Flag, action: str) -> None:
    audit.record(
        by=by,
        action=action,
        client_id=flag.client_id,
        object_type="flag",
        object_id=flag.pk,
        details={"kind": flag.kind},
    )
    facts.tell("client.flags_changed", by=by, client=flag.client)
