"""`manage.py make_keys`: key rings and the secret key of a new installation."""

from django.conf import settings
from django.core.management.base import BaseCommand

from practice.vault import rotation


class Command(BaseCommand):
    """Makes what is missing and touches nothing that is there."""

    help = "Make the key rings and the secret key that do not exist yet."
    # It must run before there is a secret key.
    requires_system_checks = ()

    def handle(self, **options: object) -> None:
        made = rotation.make_missing(settings.KEYS_DIR)
        for name in made:
            self.stdout.write(f"Made {settings.KEYS_DIR / name}")
        if made:
            self.stdout.write("Copy the folder to your key archive: without it nothing opens.")
