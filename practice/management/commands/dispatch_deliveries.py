"""`manage.py dispatch_deliveries`: what the scheduler's minute does, once and by hand."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from practice import deliveries


class Command(BaseCommand):
    """For machines without worker and scheduler, and for looking into trouble."""

    help = "Sends the messages that are due and says how many ended in which state."

    def handle(self, *args: object, **options: object) -> None:
        told = deliveries.dispatch(now=timezone.now())
        states = ", ".join(f"{count} {state}" for state, count in sorted(told.items()))
        self.stdout.write(states or "Nothing is due.")
