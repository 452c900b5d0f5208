"""Sessions that nobody can read at rest: sealed as a whole in the table and in the cache (H-04).

A session holds what is as good as a key for a while, such as the code that was just mailed. Its row
is sealed under a key made from the installation's care ring, which every process loads. Opening it
needs no query. What cannot be opened any more is an empty session: she signs in anew.
"""

import base64
import json
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.contrib.sessions.backends import cached_db
from django.core.cache.backends.base import BaseCache

from practice.vault import VaultError, rings
from practice.vault.keys import DataKey

RING = "care"
IDENTITY = b"tend/session"


def seal(session: dict[str, Any]) -> str:
    """The session as text: the ring's key id, and what only that key opens."""
    ring = rings.ring(RING)
    plain = json.dumps(session, separators=(",", ":")).encode()
    sealed = _key(ring, ring.current).seal(plain, IDENTITY)
    return f"{ring.current}.{base64.urlsafe_b64encode(sealed).decode('ascii')}"


def unseal(text: str) -> dict[str, Any]:
    """The session; an empty one where the key is gone or a byte differs."""
    try:
        key_id, _dot, sealed = text.partition(".")
        ring = rings.ring(RING)
        if key_id not in ring.keys:
            ring = rings.fresh_ring(RING)  # a rotation elsewhere added it
        plain = _key(ring, key_id).open(base64.urlsafe_b64decode(sealed), IDENTITY)
        session: dict[str, Any] = json.loads(plain)
    except (VaultError, KeyError, ValueError):
        return {}
    return session


def _key(ring: rings.Ring, key_id: str) -> DataKey:
    """A key for sessions alone, made from the ring's."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=IDENTITY)
    return DataKey(derived.derive(ring.keys[key_id]))


class SealedCache:
    """The cache, as far as the session store uses it, with sealed values."""

    def __init__(self, cache: BaseCache) -> None:
        self.cache = cache

    def __contains__(self, key: str) -> bool:
        return key in self.cache

    def get(self, key: str) -> dict[str, Any] | None:
        """The session, or None where the cache does not have it or it cannot be opened."""
        text = self.cache.get(key)
        return (unseal(text) or None) if isinstance(text, str) else None

    def set(self, key: str, session: dict[str, Any], timeout: int) -> None:
        """Keeps the session sealed."""
        self.cache.set(key, seal(session), timeout)

    def delete(self, key: str) -> None:
        """Drops it."""
        self.cache.delete(key)


class SessionStore(cached_db.SessionStore):
    """Django's sessions in database and cache, sealed in both."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._cache = SealedCache(self._cache)

    def encode(self, session_dict: dict[str, Any]) -> str:
        """The session as its row holds it."""
        return seal(session_dict)

    def decode(self, session_data: str) -> dict[str, Any]:
        """The session from its row."""
        return unseal(session_data)
