"""What workers do for the work. Names and arguments are a contract with running deployments."""

from celery import shared_task
from django.utils import timezone

from worksheets.reminders import defaults, plans


@shared_task
def follow_defaults() -> None:
    """Makes reminders anew where the days and hours of others changed."""
    defaults.follow(timezone.now())


@shared_task
def hold_for_silence() -> None:
    """Holds what is planned for who had two messages without a sign-in."""
    plans.hold_silent(timezone.now())
