"""`manage.py create_owner`: a practice and the person who runs it, for a real installation."""

from argparse import ArgumentParser
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from practice import places
from practice.actions.practices import Founder, found_practice
from practice.emails import sign_in_url
from practice.models import Membership
from practice.zones import validate_zone


class Command(BaseCommand):
    """Asks for what the options leave out."""

    help = "Founds a practice with its first owner and says what to do next."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", help="the address that the owner signs in with")
        parser.add_argument("--name", help="her name, as colleagues and clients read it")
        parser.add_argument("--practice", help="the name of the practice")
        parser.add_argument("--zone", help="its time zone, for example America/New_York")
        parser.add_argument("--country", help="two letters: whose help lines clients see first")
        parser.add_argument(
            "--no-caseload",
            action="store_true",
            help="she runs the practice and sees no clients herself",
        )

    def handle(self, *args: object, **options: object) -> None:
        membership = found_practice(
            now=timezone.now(),
            name=answer(options["practice"], "Name of the practice", some_text),
            time_zone=answer(options["zone"], "Time zone (America/New_York)", zone),
            country=answer(options["country"], "Country, two letters (US)", country),
            founder=Founder(
                email=answer(options["email"], "Your e-mail address", address),
                name=answer(options["name"], "Your name", some_text),
                is_counselor=not options["no_caseload"],
            ),
        )
        self.stdout.write(next_steps(membership))


def answer(given: object, prompt: str, check: Callable[[str], str]) -> str:
    """The option's value, or what is typed; asked again until it fits. CommandError for options."""
    if given is not None:
        try:
            return check(str(given))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
    while True:
        try:
            return check(input(f"{prompt}: "))
        except ValidationError as error:
            print(" ".join(error.messages))
        except EOFError:
            raise CommandError(f"{prompt}: give it as an option.") from None


def some_text(text: str) -> str:
    """Anything but nothing."""
    if not text.strip():
        raise ValidationError("Please write something.")
    return text.strip()


def zone(text: str) -> str:
    """A zone that this machine knows."""
    validate_zone(text.strip())
    return text.strip()


def country(text: str) -> str:
    """A country of the list."""
    code = text.strip().upper()
    if code not in places.countries():
        raise ValidationError("Two letters, such as US, GB or IE.")
    return code


def address(text: str) -> str:
    """An e-mail address."""
    validate_email(text.strip())
    return text.strip().lower()


def next_steps(membership: Membership) -> str:
    """What the owner does now."""
    kept = f"Mail is kept in {settings.EMAIL_FILE_PATH}: the code is in the newest file there."
    where = "It comes by mail." if settings.EMAIL_HOST else kept
    return (
        f"{membership.practice.name} is ready, and {membership.user.email} runs it.\n"
        f"1. Open {sign_in_url()} and ask for a code by e-mail. {where}\n"
        f"2. Add a second step to your sign-in: a passkey, or an authenticator app.\n"
        f"3. Under Practice, look through the settings and publish what clients agree to.\n"
        f"4. Add your colleagues, or invite your first client from the caseload."
    )
