"""Somebody else's choice changed the plans of many clients: a worker makes them anew."""

import logging

from django.db import transaction
from kombu.exceptions import OperationalError

from practice.access import Actor
from worksheets import tasks

log = logging.getLogger(__name__)

# A call that found no free worker in this time is forgotten: the scheduler brings another.
WAITS = 240  # seconds


def on_defaults_changed(*, by: Actor, **_: object) -> None:
    """Listener: the practice, a counselor, or who leads chose otherwise. Done after the commit."""
    transaction.on_commit(ask)


def ask() -> None:
    """Asks a worker to look now. Without a broker the scheduler's next round finds it as well."""
    try:
        tasks.follow_defaults.apply_async(expires=WAITS)
    except (OperationalError, OSError) as error:
        log.warning("no broker (%s): plans wait for the next round", type(error).__name__)
