"""Where letters to a colleague go, and that they may reach her again."""

from uuid import UUID

from practice import deliveries, emails
from practice.access import Actor
from practice.deliveries import stops
from practice.models import Membership, User


def address_of(*, person: UUID) -> str:
    """Of an account; empty where it is none, or has none."""
    return User.objects.filter(pk=person).values_list("email", flat=True).first() or ""


def people_at(*, address: str) -> list[UUID]:
    """The colleague whose own and confirmed address it is."""
    staff = Membership.objects.live().staff().filter(user__in=emails.accounts_at(address))
    return list(staff.values_list("user_id", flat=True).distinct())


def why_not(person: UUID) -> str:
    """Why no mail goes to her now, in words; empty where nothing stands in the way. One query."""
    return stops.reasons([person]).get((person, "email"), "")


def on_address_changed(*, by: Actor, user: User) -> None:
    """Listener: a code of ours reached her there, so mail does."""
    deliveries.lift(person=user.pk, now=by.now, by=by)
