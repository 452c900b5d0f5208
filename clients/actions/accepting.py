"""Coming in by a letter: what she says about herself, what she agrees to, how she will sign in."""

from dataclasses import dataclass, replace
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from clients.actions.inviting import LinkOver
from clients.invitations import find, with_people
from clients.models import Client, Consent, ConsentText, Invitation, Layer
from practice import audit, deliveries, facts
from practice.access import Actor
from practice.models import Membership, User


class NotAnAdult(Exception):
    """She did not say that she is 18 or older; nothing is kept (safety.md 2.9)."""


class TermsNeeded(Exception):
    """Without a yes to how it works there is no account (safety.md 2.8, layer 1)."""


class TextsChanged(Exception):
    """A newer version was published while she read: she sees it before she agrees."""


class AddressTaken(Exception):
    """Another account has this address: hers elsewhere, or of who shares her mailbox."""


class NameTaken(Exception):
    """Another account has this sign-in name."""


class AlreadyHere(Exception):
    """The signed-in account already belongs to this practice, as client or as staff."""


@dataclass(frozen=True)
class Said:
    """What she ticked, the versions on her screen, her zone where it is not her invitation's."""

    is_adult: bool
    agreed: frozenset[int]
    texts: frozenset[UUID]
    time_zone: str = ""


@dataclass(frozen=True)
class WayIn:
    """How she will sign in: by the letter's address, or by a name of her own (rulings 3)."""

    password: str
    sign_in_name: str = ""


@transaction.atomic
def accept(*, by: Actor, token: str, said: Said, way_in: WayIn | None = None) -> Client:
    """Makes the account, or adds this practice to the one she is signed in with. Once per letter.

    Raises LinkOver, NotAnAdult, TermsNeeded, TextsChanged, AddressTaken, NameTaken, AlreadyHere.
    """
    invitation = _take(by, token)
    client = invitation.client
    texts = _check(by, client, said)
    user = by.user or _account(invitation, way_in or WayIn(password=""))
    client.membership = _membership(by, client, user)
    client.contact_email = invitation.address
    client.adult_confirmed_at = by.now
    client.time_zone = said.time_zone or client.time_zone
    changed = ["membership", "contact_email", "adult_confirmed_at", "time_zone"]
    client.save(update_fields=changed)
    herself = replace(by, user=user, membership=client.membership)
    for text in texts:
        _agree(herself, client, text, said)
    audit.record(
        by=herself,
        action="invitation.accepted",
        client_id=client.pk,
        object_type="invitation",
        object_id=invitation.pk,
        details={"kind": invitation.kind, "by_name": bool(user.sign_in_name and not user.email)},
    )
    # The letter reached her: whatever came back before went to an address of before.
    deliveries.lift(person=client.pk, now=by.now, by=herself, client_id=client.pk)
    facts.tell("client.accepted", by=herself, client=client)
    return client


def _take(by: Actor, token: str) -> Invitation:
    found = find(token)
    if found is None:
        raise LinkOver("unknown")
    # Her row is held first: what a counselor or another press does now comes before or after.
    client = Client.objects.locked(found.client_id)
    invitation = with_people().get(pk=found.pk)
    if not invitation.is_open(by.now):
        raise LinkOver(invitation.state(by.now))
    if client.has_account() and not invitation.is_way_back:
        # A first letter never takes over the account of somebody who is in (rulings 47).
        raise LinkOver("accepted")
    invitation.accepted_at = by.now
    invitation.save(update_fields=["accepted_at"])
    return invitation


def _check(by: Actor, client: Client, said: Said) -> list[ConsentText]:
    if by.user is not None:
        here = Membership.objects.live().filter(practice=client.practice, user=by.user)
        if here.exists():
            raise AlreadyHere
    if not said.is_adult:
        raise NotAnAdult
    texts = list(ConsentText.objects.at_the_door(client.practice))
    if {text.pk for text in texts} != said.texts:
        raise TextsChanged
    if Layer.TERMS not in said.agreed:
        raise TermsNeeded
    return texts


def _agree(herself: Actor, client: Client, text: ConsentText, said: Said) -> None:
    is_notice = text.layer == Layer.NOTICE
    Consent.objects.create(
        client=client,
        text=text,
        layer=text.layer,
        text_hash=text.text_hash,
        language=text.language,
        given=is_notice or text.layer in said.agreed,
        at=Consent.objects.next_instant(client, text.layer, herself.now),
        method="shown" if is_notice else "screen",
    )
    audit.record(
        by=herself,
        action="consent.shown" if is_notice else "consent.answered",
        client_id=client.pk,
        object_type="consent_text",
        object_id=text.pk,
        details={"layer": text.layer, "given": text.layer in said.agreed},
    )


def _account(invitation: Invitation, way_in: WayIn) -> User:
    """Her account: the one of before without its old ways in, or a new one."""
    before = invitation.client.membership
    user = User(name="")
    if before is not None:
        elsewhere = before.user.memberships.live().exclude(pk=before.pk)
        # A way back here must open nothing in another practice.
        user = User(name="") if elsewhere.exists() else before.user
    user.sign_in_name = way_in.sign_in_name or None
    user.email = None if way_in.sign_in_name else invitation.address
    user.is_active = True
    user.set_password(way_in.password)
    _refuse_taken(user)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise (NameTaken if way_in.sign_in_name else AddressTaken) from None
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    if user.email:
        # The letter reached this mailbox and its link came back: that is the confirmation.
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _refuse_taken(user: User) -> None:
    others = User.objects.exclude(pk=user.pk)
    if user.sign_in_name and others.filter(sign_in_name__iexact=user.sign_in_name).exists():
        raise NameTaken
    if user.email and (
        others.filter(email__iexact=user.email).exists()
        or EmailAddress.objects.exclude(user_id=user.pk).filter(email__iexact=user.email).exists()
    ):
        raise AddressTaken


def _membership(by: Actor, client: Client, user: User) -> Membership:
    before = client.membership
    if before is not None and before.user_id == user.pk:
        before.ended_at = None
        before.save(update_fields=["ended_at"])
        return before
    if before is not None and before.ended_at is None:
        before.ended_at = by.now
        before.save(update_fields=["ended_at"])
    return Membership.objects.create(
        practice=client.practice, user=user, is_client=True, started_at=by.now
    )
