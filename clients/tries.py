"""How often one place may try links that nobody was sent (ASVS V6.3.1)."""

from datetime import datetime
from hashlib import sha256

from django.core.cache import cache

MOST = 20
SECONDS = 15 * 60


def count(ip: str | None, now: datetime) -> None:
    """One more link that leads nowhere, from this address, in this quarter of an hour."""
    key = _key(ip, now)
    cache.add(key, 0, timeout=SECONDS)
    try:
        cache.incr(key)
    except ValueError:
        cache.set(key, 1, timeout=SECONDS)  # it was pushed out between the two lines


def too_many(ip: str | None, now: datetime) -> bool:
    """True while this address has to wait."""
    return cache.get(_key(ip, now), 0) >= MOST


def _key(ip: str | None, now: datetime) -> str:
    quarter = int(now.timestamp()) // SECONDS
    return f"welcome-tries:{quarter}:{sha256((ip or '').encode()).hexdigest()}"
