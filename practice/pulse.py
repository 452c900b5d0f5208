"""Signs of life of the worker and the scheduler, for the owner's page (rulings 46)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

# Beat asks once a minute; three silent minutes are no hiccup.
SILENT = timedelta(minutes=3)
KEPT = timedelta(days=7)
# When this process began to answer pages; the worker and the scheduler begin with it.
_begun: list[datetime] = []


@dataclass(frozen=True)
class Pulse:
    """When each was last heard of; None where never, or not within a week."""

    worker: datetime | None
    beat: datetime | None
    now: datetime
    begun_at: datetime | None = None

    @property
    def is_new(self) -> bool:
        """True while silence means nothing: this process began less than three minutes ago."""
        return self.begun_at is not None and self.now - self.begun_at <= SILENT

    @property
    def is_whole(self) -> bool:
        """True where both are at work."""
        return self.worker_is_alive and self.beat_is_alive

    @property
    def worker_is_alive(self) -> bool:
        """True where a worker did something within three minutes."""
        return self.worker is not None and self.now - self.worker <= SILENT

    @property
    def beat_is_alive(self) -> bool:
        """True where the scheduler's minute arrived within three minutes."""
        return self.beat is not None and self.now - self.beat <= SILENT


def begin(*, now: datetime) -> None:
    """This process answers pages from now on."""
    _begun[:] = [now]


def mark(*, now: datetime, by_beat: bool) -> None:
    """A worker is at work now, sent by the scheduler or by somebody's action."""
    names = ["pulse:worker", "pulse:beat"] if by_beat else ["pulse:worker"]
    cache.set_many(dict.fromkeys(names, now.timestamp()), timeout=KEPT.total_seconds())


def read(*, now: datetime) -> Pulse:
    """What was heard of them until now."""
    found = cache.get_many(["pulse:worker", "pulse:beat"])
    heard = {name: datetime.fromtimestamp(at, tz=now.tzinfo) for name, at in found.items()}
    return Pulse(
        worker=heard.get("pulse:worker"),
        beat=heard.get("pulse:beat"),
        now=now,
        begun_at=_begun[0] if _begun else None,
    )
