"""`manage.py reset_second_factor EMAIL`: for somebody who lost every second step (V6.4.4).

Colleagues ask an owner. This is for the owner herself, by whoever may open the machine, and only
once it is certain who is asking.
"""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from practice.actions.people import reset_lost_factors
from practice.emails import sign_in_url
from practice.models import Membership, User


class Command(BaseCommand):
    """Asks for the address once more, so that no slip of the hand opens a wrong account."""

    help = "Take all second steps off an owner's sign-in, sign her out everywhere, say what next."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address that she signs in with")

    def handle(self, *, email: str, **options: object) -> None:
        user = owner_with(email)
        again = typed(f"Every second step and recovery code goes. Type {user.email} again: ")
        if again.strip().lower() != str(user.email).lower():
            raise CommandError("That is another address. Nothing was changed.")
        count = reset_lost_factors(now=timezone.now(), user=user)
        self.stdout.write(next_steps(user, count))


def owner_with(email: str) -> User:
    """The open account of an owner. CommandError where nobody fits."""
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None:
        raise CommandError(f"Nobody here signs in with {email}.")
    if not Membership.objects.live().filter(user=user, is_owner=True).exists():
        raise CommandError(
            "She owns no practice. An owner takes a colleague's second step off, under People; "
            "a client gets a new letter from her counselor."
        )
    return user


def typed(prompt: str) -> str:
    """What is typed. CommandError where nobody can type."""
    try:
        return input(prompt)
    except EOFError:
        raise CommandError("Nobody typed the address again. Nothing was changed.") from None


def next_steps(user: User, count: int) -> str:
    """What she does now."""
    lines = [
        f"{count} taken off, recovery codes among them. A mail to {user.email} tells of it.",
        f"1. She signs in at {sign_in_url()}, by password or by a code that comes by mail.",
        "2. Tend asks her for a new second step at once. Two are better than one.",
        "3. She keeps the new recovery codes on paper, away from the phone.",
    ]
    if not settings.REDIS_URL:
        lines.append("4. Without Redis, start the web process anew: it may remember old sessions.")
    return "\n".join(lines)
