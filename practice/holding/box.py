"""Where held words lie: one row of the session table per account, under a key nobody can guess.

There it goes the way of the sessions, and its lock makes two posts follow each other.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any, cast

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.crypto import salted_hmac

from practice import vault
from practice.holding.slips import Slip

KEPT_FOR = timedelta(hours=1)
MOST = 40  # pages with waiting words of one account; the oldest make room

Words = dict[str, list[str]]
Box = dict[str, dict[str, Any]]  # by the page's mark, oldest first


@contextmanager
def locked(account: str, now: datetime) -> Iterator[Box]:
    """What waits for the account, without what is over; kept as the block leaves it."""
    store = _store()
    with transaction.atomic():
        rows = Session.objects.select_for_update(no_key=True)
        empty = {"session_data": store.encode({}), "expire_date": now + KEPT_FOR}
        row, _is_new = rows.get_or_create(pk=_key(account), defaults=empty)
        box = _fresh(store.decode(row.session_data), now)
        yield box
        if not box:
            row.delete()
            return
        row.session_data = store.encode(dict(list(box.items())[-MOST:]))
        row.expire_date = now + KEPT_FOR
        row.save()


def seen(account: str, now: datetime) -> Box:
    """The same, only looked at."""
    row = Session.objects.filter(pk=_key(account)).first()
    return _fresh(_store().decode(row.session_data), now) if row else {}


def put(box: Box, slip: Slip, words: Words, now: datetime) -> None:
    """Adds what a page left. A box is replaced as a whole: a tick taken away sends no name."""
    words = without(opened(slip, box.pop(slip.mark, None)), boxes(words)) | words
    box[slip.mark] = {"slip": asdict(slip), "at": now.isoformat(), "sealed": _sealed(slip, words)}


def take(box: Box, slip: Slip, taken: Iterable[str]) -> None:
    """Takes these boxes' words from what the page left; the others go on waiting."""
    entry = box.get(slip.mark)
    left = without(opened(slip, entry), taken)
    if entry and left:
        entry["sealed"] = _sealed(slip, left)
    else:
        box.pop(slip.mark, None)


def opened(slip: Slip, entry: dict[str, Any] | None) -> Words:
    """The words; none where their key is gone, for nobody can read them any more."""
    if entry is None:
        return {}
    try:
        return cast("Words", json.loads(vault.open_text(entry["sealed"], **slip.sealing)))
    except vault.VaultError:
        return {}


def boxes(words: Iterable[str]) -> set[str]:
    """An answer of a sheet has several controls, named by what stands before the colon."""
    return {name.partition(":")[0] for name in words}


def without(words: Words, gone: Iterable[str]) -> Words:
    """The words of the other boxes."""
    return {name: values for name, values in words.items() if not boxes([name]) & set(gone)}


def _sealed(slip: Slip, words: Words) -> str:
    return vault.seal_text(json.dumps(words), **slip.sealing)


def _store() -> SessionBase:
    store: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore()
    return store


def _key(account: str) -> str:
    return salted_hmac("practice.holding", account, algorithm="sha256").hexdigest()[:40]


def _fresh(box: Box, now: datetime) -> Box:
    return {
        mark: one for mark, one in box.items() if now - datetime.fromisoformat(one["at"]) < KEPT_FOR
    }
