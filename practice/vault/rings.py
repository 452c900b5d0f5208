"""Key rings: the installation's own keys, which wrap every client's data keys (V11.2.2).

A ring is a file `<name>.json` in the folder of keys, readable by its owner alone:
`{"current": id, "keys": {id: base64 of 32 bytes}}`. The newest key wraps, the older ones open.
Which rings a process may load is decided by TEND_SIDE: staff never hold `own` (V-06).
"""

import base64
import binascii
import json
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict, cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from practice.vault.errors import RingNotLoaded

PURPOSES = ("care", "own", "clinician")
SIDES: dict[str, tuple[str, ...]] = {
    "client": ("care", "own", "audit"),
    "staff": ("care", "clinician", "audit"),
    "both": ("care", "own", "clinician", "audit"),
}
NAMES = SIDES["both"]


class Entry(TypedDict):
    """What a ring's file says: the id of the key that wraps, and every key in base64."""

    current: str
    keys: dict[str, str]


@dataclass(frozen=True)
class Ring:
    """One ring's keys by id; `current` is the id of the key that wraps."""

    name: str
    current: str
    keys: Mapping[str, bytes] = field(repr=False)


def ring(name: str) -> Ring:
    """The ring as this process knows it. RingNotLoaded where it may not or does not."""
    if name not in SIDES[settings.TEND_SIDE]:
        raise RingNotLoaded(f"The {name} ring is not for the {settings.TEND_SIDE} side.")
    try:
        entry = _loaded()[name]
    except KeyError:
        raise RingNotLoaded(
            f"The {name} ring has no file. Run `manage.py make_keys` and start again."
        ) from None
    return Ring(name, entry["current"], {key_id: decoded(k) for key_id, k in entry["keys"].items()})


def fresh_ring(name: str) -> Ring:
    """The ring after reading its file again: a rotation elsewhere may have added a key."""
    path = ring_file(name)
    if name in SIDES[settings.TEND_SIDE] and path is not None and path.exists():
        _loaded()[name] = read_file(path)
    return ring(name)


def is_loaded(name: str) -> bool:
    """True where this process holds the ring."""
    return name in SIDES[settings.TEND_SIDE] and name in _loaded()


def _loaded() -> dict[str, Entry]:
    return cast("dict[str, Entry]", settings.TEND_KEYS)


def ring_file(name: str) -> Path | None:
    """Where the ring's file is; None where keys were given to the settings directly."""
    folder = getattr(settings, "KEYS_DIR", None)
    return Path(folder) / f"{name}.json" if folder else None


def decoded(key: str) -> bytes:
    """The 32 bytes of one key. ImproperlyConfigured for anything else."""
    try:
        raw = base64.b64decode(key, validate=True)
    except binascii.Error:
        raw = b""
    if len(raw) != 32:
        raise ImproperlyConfigured("A key of a ring is not 32 bytes in base64.")
    return raw


def read_dir(path: Path, side: str = "both") -> dict[str, Entry]:
    """The ring files that this side may load, for settings.TEND_KEYS; no folder is no ring."""
    files = {name: Path(path) / f"{name}.json" for name in SIDES[side]}
    return {name: read_file(file) for name, file in files.items() if file.exists()}


def read_secret(path: Path) -> str:
    """Django's secret key from the file `secret`; empty until `make_keys` has run."""
    file = Path(path) / "secret"
    return private_text(file).strip() if file.exists() else ""


def read_file(path: Path) -> Entry:
    """One ring file, checked."""
    try:
        entry: Entry = json.loads(private_text(path))
        known = entry["current"] in entry["keys"]
    except (ValueError, TypeError, KeyError):
        known = False
    if not known:
        raise ImproperlyConfigured(f"{path} is not a key ring. Restore it from the key archive.")
    for key in entry["keys"].values():
        decoded(key)
    return entry


def private_text(path: Path) -> str:
    """The file's text. A file that others may read refuses: keys are worth no more than that."""
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise ImproperlyConfigured(f"{path} can be read by others. Run: chmod 600 {path}")
    return path.read_text(encoding="utf-8")


def new_entry(old: Entry | None = None) -> Entry:
    """A ring with one more key, which becomes the current one."""
    key_id = secrets.token_hex(4)
    key = base64.b64encode(secrets.token_bytes(32)).decode("ascii")
    return {"current": key_id, "keys": {**(old["keys"] if old else {}), key_id: key}}


def new_secret() -> str:
    """A fresh secret key for Django."""
    return secrets.token_urlsafe(48)


def write_private(path: Path, text: str, *, is_new: bool = False) -> None:
    """Writes the file whole or not at all, for its owner only. A new one never replaces another."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            path.hardlink_to(part)
        else:
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
