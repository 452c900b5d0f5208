"""How often one place may try links that nobody was sent (ASVS V6.3.1)."""

from hashlib import sha256

from django.core.cache import cache

MOST = 20
SECONDS = 15 * 60


def count(ip: str | None) -> None:
    """One more link that leads nowhere, from this address."""
    key = _key(ip)
    cache.add(key, 0, timeout=SECONDS)
    try:
        cache.incr(key)
    except ValueError:
        cache.set(key, 1, timeout=SECONDS)  # it ran out between the two lines


def too_many(ip: str | None) -> bool:
    """True while this address has to wait."""
    return cache.get(_key(ip), 0) >= MOST


def _key(ip: str | None) -> str:
    return f"welcome-tries:{sha256((ip or '').encode()).hexdigest()}"
