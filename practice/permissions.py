"""Who may do what in the practice itself: small rules on identity and state, tested as tables."""

from allauth.mfa.models import Authenticator

from practice.access import Actor
from practice.models import Membership, Offer, User
from practice.models.offers import mark_of


def may_run(actor: Actor) -> bool:
    """Settings, people and figures are the owner's."""
    return actor.is_owner


def is_colleague(actor: Actor, membership: Membership) -> bool:
    """A live staff membership of the actor's own practice."""
    return (
        membership.practice_id == actor.practice_id
        and membership.is_staff
        and membership.ended_at is None
    )


def may_change_roles(actor: Actor, membership: Membership) -> bool:
    """An owner changes what colleagues, herself included, may do."""
    return may_run(actor) and is_colleague(actor, membership)


def may_end(actor: Actor, membership: Membership) -> bool:
    """An owner ends others' memberships; her own another owner ends."""
    return may_change_roles(actor, membership) and not is_own(actor, membership)


def may_succeed(leaving: Membership, successor: Membership) -> bool:
    """Another live counselor of the practice can lead whom she leads now."""
    return (
        successor.pk != leaving.pk
        and successor.practice_id == leaving.practice_id
        and successor.ended_at is None
        and successor.is_counselor
    )


def may_cover(away: Membership, cover: Membership) -> bool:
    """Another live counselor of the practice can look after her clients (B-06)."""
    return may_succeed(away, cover)


def may_reset_factors(actor: Actor, membership: Membership) -> bool:
    """An owner lets a colleague set up a new second factor, where the account is hers alone."""
    return may_end(actor, membership) and not works_elsewhere(membership)


def may_take_back(actor: Actor, offer: Offer) -> bool:
    """An owner sends again or takes back what her practice asked."""
    return may_run(actor) and offer.practice_id == actor.practice_id


def may_answer(actor: Actor, offer: Offer) -> bool:
    """Whoever is signed in with the address that was asked."""
    email = actor.user.email if actor.user else None
    return bool(email) and offer.mark == mark_of(email or "")


def is_own(actor: Actor, membership: Membership) -> bool:
    """The actor's own membership."""
    return actor.membership is not None and membership.pk == actor.membership.pk


def works_elsewhere(membership: Membership) -> bool:
    """The account has a live membership in another practice too, which must not be touched."""
    live = Membership.objects.live().filter(user_id=membership.user_id)
    return live.exclude(practice_id=membership.practice_id).exists()


def needs_second_factor(user: User) -> bool:
    """Some practice where she is staff asks for a second factor (I-07)."""
    staff = Membership.objects.live().staff().filter(user=user)
    return staff.filter(practice__requires_second_factor=True).exists()


def has_app(user: User) -> bool:
    """She has set up an authenticator app."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def has_second_step(user: User) -> bool:
    """Something is asked for after her password or mailed code: an app, and of staff a passkey.

    A passkey of somebody who is staff nowhere is another way in and asks for nothing (I-07).
    """
    factors = Authenticator.objects.filter(user=user)
    kinds = set(factors.values_list("type", flat=True)) - {Authenticator.Type.RECOVERY_CODES}
    if Authenticator.Type.TOTP in kinds:
        return True
    return bool(kinds) and is_staff_anywhere(user)


def is_staff_anywhere(user: User) -> bool:
    """She has a live part in the work of some practice."""
    return Membership.objects.live().staff().filter(user=user).exists()
