"""Letters that bring a client in: the first one, another one, none, and the way back."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from clients.invitations import find, old_addresses
from clients.models import CareLink, Client, ConsentText, Invitation
from clients.models.consent import AT_THE_DOOR
from clients.permissions import may_invite, may_work_with
from practice import audit, deliveries, vault
from practice.access import Actor
from practice.deliveries import stops

LETTERS_A_DAY = 5
# Time for her to stop a way back that she did not ask for (I-10, rulings 47).
WAY_BACK_WAITS = timedelta(hours=24)
PURPOSE = {Invitation.Kind.FIRST: "invitation", Invitation.Kind.WAY_BACK: "way_back"}


class MayNotInvite(PermissionDenied):
    """The actor has no caseload, or does not care for this client now."""


class AdultsOnly(Exception):
    """Nobody is invited without the statement that she is 18 or older (safety.md 2.9)."""


class AgreementsMissing(Exception):
    """The practice has not published its agreements yet, so nobody could agree to them."""


class AlreadyIn(Exception):
    """She has an account here; a letter would lead her nowhere."""


class NotInYet(Exception):
    """She has no account yet: a way back leads nowhere, the invitation does."""


class AddressStopped(Exception):
    """Nothing goes to this address until somebody has put it right; its words say why (M-07)."""


class TooManyLetters(Exception):
    """Five letters in a day are enough for one address."""


class LinkOver(Exception):
    """The link leads nowhere any more; `state` is the invitation's, or "unknown"."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


def agreements_are_ready(by: Actor) -> bool:
    """True once every layer that is shown to who comes in has a published text (B-08)."""
    if by.practice is None:
        return False
    current = ConsentText.objects.at_the_door(by.practice)
    return current.count() == len(AT_THE_DOOR)


@transaction.atomic
def invite(
    *,
    by: Actor,
    call_name: str,
    email: str,
    time_zone: str,
    country: str,
    is_adult: bool,
    next_session_at: datetime | None = None,
    request_key: UUID | None = None,
) -> Client:
    """A client on the actor's caseload, and a letter to her now. Once per `request_key`.

    Raises MayNotInvite, AdultsOnly, AgreementsMissing.
    """
    if not may_invite(by):
        raise MayNotInvite
    if not is_adult:
        raise AdultsOnly
    if not agreements_are_ready(by):
        raise AgreementsMissing
    same = Client.objects.filter(pk=request_key).first()
    if same is not None and same.created_by_id == by.user_id and same.practice_id == by.practice_id:
        return same
    client = Client(
        id=request_key if request_key and same is None else uuid4(),
        practice=by.practice,
        call_name=call_name,
        contact_email=email.lower(),
        time_zone=time_zone,
        country=country,
        next_session_at=next_session_at,
        adult_stated_at=by.now,
        adult_stated_by=by.user,
        created_at=by.now,
        created_by=by.user,
    )
    if not _take_in(by, client):
        return Client.objects.get(pk=client.pk)
    _write(by, client, Invitation.Kind.FIRST, client.contact_email, by.now)
    return client


@transaction.atomic
def resend(*, by: Actor, client: Client) -> Invitation:
    """Another letter; the link of the one before is dead.

    Raises MayNotInvite, AlreadyIn, AddressStopped, TooManyLetters. A way back waits its 24 hours
    anew, with its notices; one that she stopped stays stopped.
    """
    return send_another(by, _held(by, client))


def send_another(by: Actor, client: Client) -> Invitation:
    """The same for a row that the caller's transaction holds and has decided on."""
    _spare(by, client)
    back = client.invitations.standing(by.now).filter(kind=Invitation.Kind.WAY_BACK).first()
    if back is not None and not back.is_stopped():
        return _write_back(by, client, back.address, asked_at=back.created_at)
    if client.has_account():
        raise AlreadyIn
    if why := stops.reasons([client.pk]).get((client.pk, "email")):
        raise AddressStopped(why)
    return _write(by, client, Invitation.Kind.FIRST, client.contact_email, by.now)


@transaction.atomic
def withdraw_invitation(*, by: Actor, invitation: Invitation) -> Invitation:
    """The link is dead, and a letter not yet sent is not sent. Raises MayNotInvite, LinkOver."""
    client = _held(by, invitation.client)
    if not close_letters(by, client):
        raise LinkOver(invitation.state(by.now))
    invitation.refresh_from_db()
    return invitation


@transaction.atomic
def give_way_back(*, by: Actor, client: Client, email: str) -> Invitation:
    """A new way in for a client who lost every one: same profile, not before 24 hours (rulings 47).

    Her old addresses hear of it at once, in neutral words; signing in stops it. Raises
    MayNotInvite, NotInYet, TooManyLetters.
    """
    client = _held(by, client)
    if client.membership_id is None:
        raise NotInYet
    _spare(by, client)
    return _write_back(by, client, email.lower(), asked_at=by.now)


def _write_back(by: Actor, client: Client, address: str, *, asked_at: datetime) -> Invitation:
    """A repeat carries the instant forward at which it was first asked for: whatever she did since
    then to stop it counts for every repeat.
    """
    invitation = _write(
        by, client, Invitation.Kind.WAY_BACK, address, by.now + WAY_BACK_WAITS, asked_at
    )
    for step, _address in enumerate(old_addresses(client, invitation.address), start=1):
        deliveries.plan(
            practice=client.practice,
            purpose="way_back_notice",
            subject=invitation.pk,
            person=client.pk,
            due_at=by.now,
            zone=client.time_zone,
            step=str(step),
        )
    return invitation


@transaction.atomic
def open_invitation(*, by: Actor, token: str) -> Invitation:
    """Notes that she went on from the first page of her letter (rulings 34). Raises LinkOver."""
    invitation = find(token)
    if invitation is None:
        raise LinkOver("unknown")
    if not invitation.is_open(by.now):
        raise LinkOver(invitation.state(by.now))
    if invitation.opened_at is None:
        invitation.opened_at = by.now
        invitation.save(update_fields=["opened_at"])
        audit.record(
            by=replace(by, user=None, membership=None, of_practice=invitation.client.practice),
            action="invitation.opened",
            client_id=invitation.client_id,
            object_type="invitation",
            object_id=invitation.pk,
        )
    return invitation


def close_letters(by: Actor, client: Client) -> int:
    """Every open letter to her is dead, sent or not; within the caller's transaction."""
    pending = client.invitations.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)
    for invitation in pending:
        invitation.withdrawn_at, invitation.withdrawn_by = by.now, by.user
        invitation.save(update_fields=["withdrawn_at", "withdrawn_by"])
        # Notices to old addresses still go: whoever asked must not be able to silence them.
        deliveries.drop(
            subject=invitation.pk,
            purpose=PURPOSE[Invitation.Kind(invitation.kind)],
            reason=_("The invitation was taken back."),
        )
        audit.record(
            by=by,
            action="invitation.withdrawn",
            client_id=client.pk,
            object_type="invitation",
            object_id=invitation.pk,
            details={"kind": invitation.kind},
        )
    return len(pending)


def _take_in(by: Actor, client: Client) -> bool:
    """False where the same form was sent twice at the same instant."""
    vault.create_keys(client.pk)
    try:
        with transaction.atomic():
            client.save(force_insert=True)
    except IntegrityError:
        return False
    CareLink.objects.create(
        client=client,
        membership=by.membership,
        role=CareLink.Role.LEAD,
        starts_at=by.now,
        created_by=by.user,
    )
    audit.record(
        by=by,
        action="client.created",
        client_id=client.pk,
        object_type="client",
        object_id=client.pk,
        details={"adult_stated": True},
    )
    return True


def _held(by: Actor, client: Client) -> Client:
    """Her row as it is now, held: the caller's may be from before she came in."""
    client = Client.objects.locked(client.pk)
    if not may_work_with(by, client):
        raise MayNotInvite
    return client


def _spare(by: Actor, client: Client) -> None:
    # By when they may go out: a repeat of a way back keeps the day it was first asked for.
    day = by.now - timedelta(days=1)
    first = Q(kind=Invitation.Kind.FIRST, not_before__gt=day)
    back = Q(kind=Invitation.Kind.WAY_BACK, not_before__gt=day + WAY_BACK_WAITS)
    lately = client.invitations.filter(first | back)
    if lately.count() >= LETTERS_A_DAY:
        raise TooManyLetters


def _write(
    by: Actor,
    client: Client,
    kind: str,
    address: str,
    not_before: datetime,
    asked_at: datetime | None = None,
) -> Invitation:
    close_letters(by, client)
    invitation = Invitation(
        client=client,
        kind=kind,
        address=address,
        not_before=not_before,
        created_at=asked_at or by.now,
        created_by=by.user,
    )
    invitation.save(force_insert=True)
    deliveries.plan(
        practice=client.practice,
        purpose=PURPOSE[Invitation.Kind(kind)],
        subject=invitation.pk,
        person=client.pk,
        due_at=not_before,
        zone=client.time_zone,
    )
    audit.record(
        by=by,
        action="invitation.planned",
        client_id=client.pk,
        object_type="invitation",
        object_id=invitation.pk,
        details={"kind": kind, "not_before": not_before},
    )
    return invitation
