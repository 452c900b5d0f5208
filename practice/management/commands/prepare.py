"""`manage.py prepare`: tables, library and demo practice, in one process; safe to run again."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import transaction


class Command(BaseCommand):
    """What a start needs that is not there yet."""

    help = "Migrate, load the library and, in demo mode and when empty, the demo practice."

    def handle(self, **options: object) -> None:
        call_command("migrate", interactive=False, verbosity=1)
        self.call_if_there("load_library")
        if settings.DEMO:
            self.load_demo()
        else:
            call_command("collectstatic", interactive=False, verbosity=0)

    def load_demo(self) -> None:
        """All of the demo practice or nothing of it: an interrupted start begins again."""
        with transaction.atomic():
            if not get_user_model().objects.exists():
                self.call_if_there("load_demo")

    def call_if_there(self, name: str) -> None:
        if name in get_commands():
            call_command(name, stdout=self.stdout, stderr=self.stderr)
