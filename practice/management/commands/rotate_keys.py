"""`manage.py rotate_keys RING`: a new key for a ring, and later the end of its old ones."""

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from practice.vault import errors, rings, rotation


class Command(BaseCommand):
    """Safe while the practice works: other processes read the ring's file again when they must."""

    help = (
        "Add a key to a ring, make it current and wrap every data key with it. Run again with "
        "--drop-old, an hour later or more, to remove the keys that nothing needs any more."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ring", choices=rings.NAMES)
        parser.add_argument("--drop-old", action="store_true", help="remove keys not in use")
        parser.add_argument(
            "--at-once", action="store_true", help="drop without waiting; all processes stopped"
        )

    def handle(self, *, ring: str, drop_old: bool, at_once: bool, **options: object) -> None:
        try:
            if drop_old:
                self.finish(ring, at_once)
            else:
                self.stdout.write(f"The {ring} ring wraps with {rotation.add_key(ring)}.")
                self.stdout.write(f"{rotation.rewrap_all(ring)} keys wrapped anew.")
        except (ImproperlyConfigured, errors.VaultError, rotation.NotSettled) as error:
            raise CommandError(str(error)) from error

    def finish(self, ring: str, at_once: bool) -> None:
        rotation.rewrap_all(ring)
        dropped = rotation.drop_unused(ring, at_once=at_once)
        self.stdout.write(f"Dropped {', '.join(dropped) or 'nothing'} from the {ring} ring.")
        if dropped:
            self.stdout.write("Backups of wrapped keys from before the rotation need them still.")
