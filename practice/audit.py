"""Who did or read what (H-05, H-06, rulings 35): ids and codes only, never a word of anybody.

`record` writes in the caller's transaction, `read` on its own before the page is shown. A sealer
moves both into one chain per practice, each link an HMAC over itself and the link before it.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.db.models import Min

from practice import guards
from practice.models import AuditEvent, AuditIntake
from practice.vault import rings

ACTION = re.compile(r"[a-z_]+(\.[a-z_]+)+", re.ASCII)
CODE = re.compile(r"[\w.:-]{0,80}", re.ASCII)
FIRST = "0" * 64
# Which link: the practice (None for events outside of one) and its number in that chain.
Link = tuple[UUID | None, int]
SAID = (
    "practice_id",
    "at",
    "actor",
    "action",
    "client_id",
    "object_type",
    "object_id",
    "outcome",
    "ip",
    "details",
)


class NotRecorded(Exception):  # noqa: N818
    """The read could not be written down, so what was to be read must not be shown."""


class HasWords(ValueError):  # noqa: N818
    """Something other than ids, codes, numbers and dates was given to the audit."""


class By(Protocol):
    """Who acts: `practice.access.Actor`."""

    @property
    def user_id(self) -> UUID | None:
        """The account, None for the system."""

    @property
    def practice_id(self) -> UUID | None:
        """The active practice."""

    @property
    def now(self) -> datetime:
        """When."""


@dataclass(frozen=True)
class Report:
    """What verification found. `broken_at` is (practice, seq) of the first link that does not fit.

    `heads` are the last link's hash per practice: kept elsewhere, they show a cut-off end.
    """

    checked: int
    broken_at: Link | None
    unsealed: int
    unsealed_age: timedelta
    heads: Mapping[UUID | None, str]


def record(
    *,
    by: By,
    action: str,
    client_id: UUID | None = None,
    object_id: UUID | None = None,
    object_type: str = "",
    details: Mapping[str, Any] | None = None,
    outcome: str = "done",
) -> None:
    """Writes the event with the caller's transaction: both stand or neither. HasWords."""
    AuditIntake.objects.create(
        practice_id=by.practice_id,
        at=by.now,
        actor=by.user_id,
        action=_checked(ACTION, action),
        client_id=client_id,
        object_type=_checked(CODE, object_type),
        object_id=object_id,
        outcome=_checked(CODE, outcome),
        ip=getattr(by, "ip", None) or None,
        details={_checked(CODE, key): _plain(value) for key, value in (details or {}).items()},
    )


def read(*, by: By, action: str, **said: Any) -> None:
    """Commits the event before client content is shown. NotRecorded means: show nothing.

    Durable, so that a caller's transaction cannot take it back: inside one it is a RuntimeError
    (but for the transaction that a test is wrapped in).
    """
    try:
        with transaction.atomic(durable=True):
            record(by=by, action=action, **said)
    except DatabaseError as error:
        raise NotRecorded(action) from error


def seal(now: datetime, batch: int = 1000) -> int:
    """Moves up to `batch` events of each practice into its chain; how many were moved."""
    waiting = AuditIntake.objects.order_by().values_list("practice_id", flat=True).distinct()
    return sum(_seal_practice(practice_id, now, batch) for practice_id in list(waiting))


def verify(now: datetime, practice_id: UUID | None = None) -> Report:
    """Walks every chain, or one practice's, from its first link."""
    events, intake = AuditEvent.objects.order_by("practice_id", "seq"), AuditIntake.objects.all()
    if practice_id is not None:
        events = events.filter(practice_id=practice_id)
        intake = intake.filter(practice_id=practice_id)
    checked, broken_at, heads = _walk(events.iterator(chunk_size=2000))
    oldest = intake.aggregate(oldest=Min("at"))["oldest"]
    age = max(now - oldest, timedelta()) if oldest else timedelta()
    return Report(checked, broken_at, intake.count(), age, heads)


def _walk(events: Iterator[AuditEvent]) -> tuple[int, Link | None, dict[UUID | None, str]]:
    heads: dict[UUID | None, str] = {}
    last: dict[UUID | None, int] = {}
    for checked, event in enumerate(events):
        chain = event.practice_id
        if not (
            event.seq == last.get(chain, 0) + 1
            and event.prev_hash == heads.get(chain, FIRST)
            and _is_ours(event)
        ):
            return checked, (chain, event.seq), heads
        heads[chain], last[chain] = event.hash, event.seq
    return sum(last.values()), None, heads


def _seal_practice(practice_id: UUID | None, now: datetime, batch: int) -> int:
    ring = rings.fresh_ring("audit")
    with guards.door("audit.seal"):
        _queue_up(practice_id)
        rows = list(AuditIntake.objects.filter(practice_id=practice_id).order_by("id")[:batch])
        chain = AuditEvent.objects.filter(practice_id=practice_id)
        last = chain.order_by("-seq").values_list("seq", "hash").first()
        events = list(_chained(rows, *(last or (0, FIRST)), now, ring))
        AuditEvent.objects.bulk_create(events)
        AuditIntake.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _queue_up(practice_id: UUID | None) -> None:
    # SQLite lets one writer in at a time; PostgreSQL is told to, per chain. Were both to fail, the
    # unique (practice, seq) would turn the second sealer away.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
                [f"tend.audit.{practice_id}"],
            )


def _chained(
    rows: list[AuditIntake], seq: int, prev_hash: str, now: datetime, ring: rings.Ring
) -> Iterator[AuditEvent]:
    for seq_now, row in enumerate(rows, start=seq + 1):
        event = AuditEvent(
            **{name: getattr(row, name) for name in SAID},
            seq=seq_now,
            sealed_at=now,
            key_id=ring.current,
            prev_hash=prev_hash,
        )
        event.hash = prev_hash = _hash(event, ring.keys[ring.current])
        yield event


def _is_ours(event: AuditEvent) -> bool:
    ring = rings.ring("audit")
    if event.key_id not in ring.keys:
        ring = rings.fresh_ring("audit")
    # Without its key a link fits nowhere: anybody can compute a hash under an empty one.
    key = ring.keys.get(event.key_id)
    return key is not None and hmac.compare_digest(event.hash, _hash(event, key))


def _hash(event: AuditEvent, key: bytes) -> str:
    said = {name: _plain(getattr(event, name)) for name in SAID if name != "details"}
    said |= {"details": event.details, "seq": event.seq, "sealed_at": _plain(event.sealed_at)}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hmac.new(key, (event.prev_hash + text).encode(), hashlib.sha256).hexdigest()


def _checked(shape: re.Pattern[str], word: str) -> str:
    if not shape.fullmatch(word):
        raise HasWords("The audit takes codes: letters, digits, dots, colons, dashes.")
    return word


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
    if isinstance(value, UUID | date):
        return str(value)
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, str):
        return _checked(CODE, value)
    raise HasWords(f"The audit takes ids, codes, numbers and dates, not {type(value).__name__}.")
