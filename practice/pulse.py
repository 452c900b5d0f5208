"""Signs of life of the worker and the scheduler, for the owner's page (rulings 46)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

# Beat asks once a minute; three silent minutes are no hiccup.
SILENT = timedelta(minutes=3)
KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Pulse:
    """When each was last heard of; None where never, or not within a week."""

    worker: datetime | None
    beat: datetime | None
    now: datetime

    @property
    def worker_is_alive(self) -> bool:
        """True where a worker did something within three minutes."""
        return self.worker is not None and self.now - self.worker <= SILENT

    @property
    def beat_is_alive(self) -> bool:
        """True where the scheduler's minute arrived within three minutes."""
        return self.beat is not None and self.now - self.beat <= SILENT


def mark(*, now: datetime, by_beat: bool) -> None:
    """A worker is at work now, sent by the scheduler or by somebody's action."""
    names = ["pulse:worker", "pulse:beat"] if by_beat else ["pulse:worker"]
    cache.set_many(dict.fromkeys(names, now.timestamp()), timeout=KEPT.total_seconds())


def read(*, now: datetime) -> Pulse:
    """What was heard of them until now."""
    found = cache.get_many(["pulse:worker", "pulse:beat"])
    heard = {name: datetime.fromtimestamp(at, tz=now.tzinfo) for name, at in found.items()}
    return Pulse(worker=heard.get("pulse:worker"), beat=heard.get("pulse:beat"), now=now)
