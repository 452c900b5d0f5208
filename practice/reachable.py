"""Where letters to a colleague go, and that they may reach her again."""

from uuid import UUID

from practice import deliveries, emails
from practice.access import Actor
from practice.models import User


def address_of(*, person: UUID) -> str:
    """Of an account; empty where it is none, or has none."""
    return User.objects.filter(pk=person).values_list("email", flat=True).first() or ""


def people_at(*, address: str) -> list[UUID]:
    """The account whose own and confirmed address it is."""
    return emails.accounts_at(address)


def on_address_changed(*, by: Actor, user: User) -> None:
    """Listener: a code of ours reached her there, so mail does."""
    deliveries.lift(person=user.pk, now=by.now, by=by)
