"""Changing the installation's keys without losing a word (V11.2.2)."""

import contextlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

from practice.vault import keys, rings

BATCH = 500
# A transaction that began before a rotation may still commit a key wrapped the old way.
SETTLED_SECONDS = 60 * 60


class NotSettled(Exception):  # noqa: N818
    """The ring changed too lately for its old keys to be dropped safely."""


def add_key(name: str) -> str:
    """Adds a key to the ring's file and makes it the current one; its id."""
    path = _file(name)
    with _alone(path):
        entry = rings.new_entry(rings.read_file(path))
        rings.write_private(path, json.dumps(entry))
    return rings.fresh_ring(name).current


def rewrap_all(name: str) -> int:
    """Wraps every data key of the ring under its current key; how many were changed."""
    if name not in rings.PURPOSES:
        return 0
    changed = 0
    while batch := keys.rewrap(name, BATCH):
        changed += batch
    return changed


def drop_unused(name: str, *, at_once: bool = False) -> list[str]:
    """Removes keys that are neither current nor in use; their ids. NotSettled within the hour."""
    path = _file(name)
    with _alone(path):
        if not at_once and time.time() - path.stat().st_mtime < SETTLED_SECONDS:
            raise NotSettled(
                f"The {name} ring changed less than an hour ago, and running processes may still "
                "wrap with its old key. Wait, or stop them all and add --at-once."
            )
        entry = rings.read_file(path)
        kept = {entry["current"], *_in_use(name)}
        dropped = sorted(entry["keys"].keys() - kept)
        entry["keys"] = {key_id: key for key_id, key in entry["keys"].items() if key_id in kept}
        if dropped:
            rings.write_private(path, json.dumps(entry))
    rings.fresh_ring(name)
    return dropped


def make_missing(folder: Path) -> list[str]:
    """Makes the ring files and Django's secret key that are not there yet; their names."""
    wanted = {f"{name}.json": json.dumps(rings.new_entry()) for name in rings.NAMES}
    wanted["secret"] = rings.new_secret()
    made = []
    for name, text in wanted.items():
        if not (folder / name).exists():
            with contextlib.suppress(FileExistsError):  # another process was faster
                rings.write_private(folder / name, text, is_new=True)
                made.append(name)
    return made


def _in_use(name: str) -> set[str]:
    model, column = ("AuditEvent", "key_id") if name == "audit" else ("WrappedKey", "ring_key")
    rows = apps.get_model("practice", model)._default_manager.order_by()
    if name != "audit":
        rows = rows.filter(purpose=name)
    return set(rows.values_list(column, flat=True).distinct())


def _file(name: str) -> Path:
    path = rings.ring_file(name)
    if name not in rings.NAMES or path is None or not path.exists():
        raise ImproperlyConfigured(f"There is no file of a ring named {name}.")
    return path


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    # Two rotations at once would each write the file without the other's key.
    lock = path.with_name(f".{path.stem}.rotating")
    try:
        os.close(os.open(lock, os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise ImproperlyConfigured(
            f"Another rotation is running. If that cannot be, remove {lock}."
        ) from None
    try:
        yield
    finally:
        lock.unlink()
