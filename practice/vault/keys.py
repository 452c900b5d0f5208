"""Data keys: one per client and purpose, wrapped by a ring, destroyed when she is erased (H-04).

Unwrapped keys live in a cache of the running request or task until `forget()`.
"""

import os
from collections.abc import Iterable
from contextvars import ContextVar
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from practice.vault import rings
from practice.vault.errors import KeyDestroyed, NotSealable, WrongKey

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from practice.models import WrappedKey

Slot = tuple[UUID, str]
NONCE = 12


class DataKey:
    """One client's unwrapped key for one purpose."""

    __slots__ = ("_cipher", "mark")

    def __init__(self, raw: bytes) -> None:
        self._cipher = AESGCM(raw)
        # Tells two keys apart without keeping either.
        self.mark = sha256(raw).digest()[:16]

    def seal(self, plain: bytes, identity: bytes) -> bytes:
        """nonce | ciphertext and tag, bound to the identity."""
        nonce = os.urandom(NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, identity)

    def open(self, sealed: bytes, identity: bytes) -> bytes:
        """The plain bytes; WrongKey when the identity, the key or any byte differs."""
        try:
            return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], identity)
        except (InvalidTag, ValueError):
            raise WrongKey("A sealed value does not fit its place.") from None


_cache: ContextVar[dict[Slot, DataKey] | None] = ContextVar("tend_data_keys", default=None)
# Keys made in a transaction that has not committed: a rollback takes them away again, so they are
# read from the database each time until then. A cached one would seal rows nobody can open.
_unborn: ContextVar[set[Slot] | None] = ContextVar("tend_unborn_keys", default=None)


def forget() -> None:
    """Drops every unwrapped key. Called when a request or a task ends."""
    _cache.set(None)
    _unborn.set(None)


def create_keys(client_id: UUID, purposes: Iterable[str] = rings.PURPOSES) -> None:
    """Makes those keys of the client whose ring is loaded here. KeyDestroyed if she was erased."""
    for purpose in purposes:
        if rings.is_loaded(purpose):
            data_key(client_id, purpose, create=True)


def data_key(client_id: UUID, purpose: str, *, create: bool = False) -> DataKey:
    """The client's key. Makes a missing one if told to, but never again after destruction."""
    slot = (client_id, purpose)
    cached = (_cache.get() or {}).get(slot)
    if cached is not None:
        return cached
    rings.ring(purpose)
    row = _rows().filter(subject=client_id, purpose=purpose).first()
    if row is None and create:
        row = _create(client_id, purpose)
    if row is None:
        raise WrongKey(f"No {purpose} key was ever made for {client_id}.")
    return _remember(row)


def warm(client_ids: Iterable[UUID], *purposes: str) -> None:
    """Loads the keys of many clients in one query, before a list of their rows is read."""
    known = _cache.get() or {}
    wanted = [(client_id, purpose) for client_id in client_ids for purpose in purposes]
    missing = {slot for slot in wanted if slot not in known}
    if not missing:
        return
    for purpose in purposes:
        rings.ring(purpose)
    subjects = {client_id for client_id, _purpose in missing}
    rows = _rows().filter(subject__in=subjects, purpose__in=purposes, wrapped__isnull=False)
    for row in rows:
        _remember(row)


def destroy_keys(client_id: UUID) -> None:
    """Erases the client: empties her keys of every purpose and leaves a stone in their place."""
    for purpose in rings.PURPOSES:
        _rows().get_or_create(
            subject=client_id,
            purpose=purpose,
            defaults={"ring_key": "", "wrapped": None, "destroyed_at": Now()},
        )
    standing = _rows().filter(subject=client_id, destroyed_at__isnull=True)
    standing.update(ring_key="", wrapped=None, destroyed_at=Now())
    cache = _cache.get() or {}
    _cache.set({slot: key for slot, key in cache.items() if slot[0] != client_id})


def rewrap(purpose: str, limit: int = 500) -> int:
    """Wraps up to `limit` keys anew under the ring's current key; how many were left behind it."""
    ring = rings.fresh_ring(purpose)
    behind = _rows().filter(purpose=purpose, wrapped__isnull=False).exclude(ring_key=ring.current)
    rows = list(behind[:limit])
    for row in rows:
        wrapped = wrap(ring, row.subject, _unwrap(row))
        # Only while it still stands: an erasure in between must not be undone.
        _rows().filter(pk=row.pk, destroyed_at__isnull=True).update(
            ring_key=ring.current, wrapped=wrapped
        )
    return len(rows)


def wrap(ring: rings.Ring, client_id: UUID, raw: bytes) -> bytes:
    """The data key under the ring's current key."""
    return DataKey(ring.keys[ring.current]).seal(raw, _wrapping(ring.name, client_id))


def _create(client_id: UUID, purpose: str) -> "WrappedKey":
    # The file is read again: a key wrapped under one that a rotation has dropped would be lost.
    ring = rings.fresh_ring(purpose)
    wrapped = wrap(ring, client_id, os.urandom(32))
    _unborn.set((_unborn.get() or set()) | {(client_id, purpose)})
    try:
        with transaction.atomic():
            row = _rows().create(
                subject=client_id, purpose=purpose, ring_key=ring.current, wrapped=wrapped
            )
    except IntegrityError:
        _born((client_id, purpose))
        return _rows().get(subject=client_id, purpose=purpose)
    transaction.on_commit(partial(_born, (client_id, purpose)))
    return row


def _born(slot: Slot) -> None:
    _unborn.set((_unborn.get() or set()) - {slot})


def _remember(row: "WrappedKey") -> DataKey:
    key = DataKey(_unwrap(row))
    slot = (row.subject, row.purpose)
    if slot not in (_unborn.get() or ()):
        _cache.set({**(_cache.get() or {}), slot: key})
    return key


def _unwrap(row: "WrappedKey") -> bytes:
    if row.wrapped is None:
        raise KeyDestroyed(f"The keys of {row.subject} were destroyed.")
    ring = rings.ring(row.purpose)
    if row.ring_key not in ring.keys:
        ring = rings.fresh_ring(row.purpose)
    if row.ring_key not in ring.keys:
        raise WrongKey(f"The {row.purpose} ring has no key {row.ring_key}.")
    identity = _wrapping(row.purpose, row.subject)
    return DataKey(ring.keys[row.ring_key]).open(bytes(row.wrapped), identity)


def _wrapping(purpose: str, client_id: UUID) -> bytes:
    if purpose not in rings.PURPOSES or not isinstance(client_id, UUID):
        raise NotSealable(f"Not a key of a client: {purpose!r}.")
    return f"tend/key|{purpose}|{client_id}".encode()


def _rows() -> "QuerySet[WrappedKey]":
    # By name: models import the vault, never the other way.
    return apps.get_model("practice", "WrappedKey")._default_manager.all()
