"""Colleagues are asked, and answer: a membership begins with the yes (docs/decisions/0011)."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from practice import audit, deliveries, offers
from practice.access import Actor
from practice.actions.people import flags
from practice.deliveries import stops
from practice.models import Membership, Offer, User
from practice.models.offers import mark_of
from practice.permissions import may_answer, may_run, may_take_back


class MayNot(PermissionDenied):
    """Only an owner of the practice asks; only who is asked answers."""


class AlreadyAsked(Exception):
    """This address has an offer of this practice that waits."""


class AlreadyHere(Exception):
    """The account works here, or is a client here."""


class OfferOver(Exception):
    """It was answered or taken back, or its days are over."""


@transaction.atomic
def ask_colleague(*, by: Actor, name: str, email: str, roles: Collection[str]) -> Offer:
    """Asks whoever owns the address; a letter goes out. The same for every address there is.

    Raises MayNot, NoRole, AlreadyHere for a colleague whom the list of people shows anyway, and
    AlreadyAsked.
    """
    if not may_run(by) or by.practice is None:
        raise MayNot
    wanted = flags(roles)
    here = Membership.objects.live().staff().filter(practice=by.practice)
    if here.filter(user__email__iexact=email).exists():
        raise AlreadyHere
    _clear_the_way(by, email)
    make_account(email)
    offer = Offer(practice=by.practice, asked_at=by.now, sent_at=by.now, asked_by=by.user, **wanted)
    offer.address, offer.typed_name, offer.mark = email, name, mark_of(email)
    try:
        with transaction.atomic():
            offer.save(force_insert=True)
    except IntegrityError:
        raise AlreadyAsked from None
    _record(by, "offer.made", offer, roles=sorted(roles))
    offers.plan(offer, by.now)
    return offer


def _clear_the_way(by: Actor, email: str) -> None:
    """An offer whose days are over makes room for the new one."""
    for standing in Offer.objects.filter(practice=by.practice).to(email).unanswered():
        if standing.state(by.now) == "waiting":
            raise AlreadyAsked
        _end(by, standing)


def make_account(email: str) -> None:
    """An account that opens nothing, where the address has none: so that she can sign in."""
    taken = EmailAddress.objects.filter(email__iexact=email).exists()
    if taken or User.objects.filter(email__iexact=email).exists():
        return
    try:
        with transaction.atomic():
            User.objects.create_user(email=email)
    except IntegrityError:
        return  # another owner asked just now: it is there


@transaction.atomic
def ask_again(*, by: Actor, offer: Offer) -> Offer:
    """One more letter, and the days begin anew. Raises MayNot, OfferOver, deliveries.Stopped."""
    offer = held(offer.pk)
    if not may_take_back(by, offer):
        raise MayNot
    if offer.state(by.now) not in offers.STANDS:
        raise OfferOver
    if why := stops.reasons([offer.pk]).get((offer.pk, "email"), ""):
        raise deliveries.Stopped(why)
    make_account(offer.address)
    offer.sent_at = by.now
    offer.save(update_fields=["sent_at"])
    _record(by, "offer.repeated", offer)
    offers.plan(offer, by.now)
    return offer


@transaction.atomic
def take_back(*, by: Actor, offer: Offer) -> Offer:
    """Nobody can answer it any more. Raises MayNot, OfferOver."""
    offer = held(offer.pk)
    if not may_take_back(by, offer):
        raise MayNot
    if offer.state(by.now) not in offers.STANDS:
        raise OfferOver
    _end(by, offer)
    return offer


def _end(by: Actor, offer: Offer) -> None:
    offer.taken_back_at, offer.taken_back_by = by.now, by.user
    offer.save(update_fields=["taken_back_at", "taken_back_by"])
    deliveries.drop(subject=offer.pk, purpose=offers.PURPOSE, reason=offers.over())
    _record(by, "offer.taken_back", offer)


@transaction.atomic
def answer(*, by: Actor, offer: Offer, said_yes: bool) -> Membership | None:
    """Her yes, with which her membership begins, or her no. Once.

    Raises MayNot, OfferOver, AlreadyHere.
    """
    offer = held(offer.pk)
    if by.user is None or not may_answer(by, offer):
        raise MayNot
    if offer.state(by.now) != "waiting":
        raise OfferOver
    offer.said_yes, offer.answered_at, offer.answered_by = said_yes, by.now, by.user
    membership = _begin(offer, by.user, by.now) if said_yes else None
    offer.save(update_fields=["said_yes", "answered_at", "answered_by"])
    # What she says belongs to the practice that asked, whichever she is in just now.
    herself = replace(by, membership=None, of_practice=offer.practice)
    _record(herself, "offer.answered", offer, said="yes" if said_yes else "no")
    if membership:
        audit.record(
            by=herself,
            action="membership.started",
            object_type="membership",
            object_id=membership.pk,
            details={"roles": sorted(roles_of(offer))},
        )
    return membership


def _begin(offer: Offer, user: User, now: datetime) -> Membership:
    if Membership.objects.live().filter(practice=offer.practice, user=user).exists():
        raise AlreadyHere
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                practice=offer.practice, user=user, started_at=now, **flags(roles_of(offer))
            )
    except IntegrityError:
        raise AlreadyHere from None
    if not user.name:
        user.name = offer.typed_name
        user.save(update_fields=["name"])
    return membership


def roles_of(offer: Offer) -> list[str]:
    """What she is asked to be."""
    roles = ("owner", "counselor", "supervisor")
    return [role for role in roles if getattr(offer, f"is_{role}")]


def held(pk: UUID) -> Offer:
    """The row, which nobody else changes until the commit."""
    rows = Offer.objects.select_for_update(no_key=True, of=["self"])
    return rows.select_related("practice").get(pk=pk)


def _record(by: Actor, action: str, offer: Offer, **details: object) -> None:
    audit.record(by=by, action=action, object_type="offer", object_id=offer.pk, details=details)
