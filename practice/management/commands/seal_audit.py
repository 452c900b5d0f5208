"""`manage.py seal_audit`: chain the events that wait, as the task does each minute."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from practice import audit


class Command(BaseCommand):
    """Seals until nothing waits."""

    help = "Move waiting audit events into the chain."

    def handle(self, **options: object) -> None:
        now, moved = timezone.now(), 0
        while batch := audit.seal(now):
            moved += batch
        self.stdout.write(f"Sealed {moved} events.")
