"""Claiming: one short transaction decides what becomes of the rows that are due (rulings 24, 37).

Whoever claims holds each person, so that no two dispatchers count her messages at the same time.
On PostgreSQL that is a lock for the transaction; on SQLite the transaction itself lets no second
writer in, and the conditional update would tell.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Case, QuerySet, UUIDField, Value, When

from practice.deliveries import freezing, judging
from practice.deliveries.judging import Verdicts
from practice.deliveries.planning import local
from practice.emails import Letter
from practice.models import Delivery

State = Delivery.State
BATCH = 50  # people in one transaction
WINDOW = 4 * BATCH  # rows looked at, so that several dispatchers find people of their own


class Taken(Exception):  # noqa: N818 - said of rows
    """Somebody else changed a row between reading and claiming it: all of it is taken back."""


@dataclass
class Batch:
    """What one transaction claimed: letters to send, and rows that go out together with them."""

    claim: UUID
    at: datetime
    letters: list[tuple[Delivery, Letter]] = field(default_factory=list)
    beside: dict[UUID, list[UUID]] = field(default_factory=dict)
    told: Counter[str] = field(default_factory=Counter)

    def with_it(self, row: Delivery) -> list[UUID]:
        """The row and those that share its fate."""
        return [row.pk, *self.beside.get(row.pk, [])]

    def rows(self) -> list[UUID]:
        """Every row that it claimed."""
        return [pk for row, _letter in self.letters for pk in self.with_it(row)]


def claim_batch(*, now: datetime, but: Collection[UUID] = ()) -> Batch | None:
    """Claims what is due of up to fifty people and makes their letters; None where nothing is due.

    `but` are rows that this dispatch has put back already. Nothing is sent in here. Taken where
    the database let somebody in between: then nothing was claimed.
    """
    with transaction.atomic():
        _commit_for_good()
        rows = [] if freezing.standing() else _due(now, but)
        if not rows:
            return None
        verdicts = judging.judge(rows, now)
        batch = _batch(verdicts, now)
        if _end(verdicts, now) + _move(verdicts) + _claim(batch) != len(rows):
            raise Taken
        return batch


def _commit_for_good() -> None:
    # A claim that a crash of the database forgets would be sent a second time.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('synchronous_commit', 'on', true)"
                " WHERE current_setting('synchronous_commit') = 'off'"
            )


def _due(now: datetime, but: Collection[UUID]) -> list[Delivery]:
    planned = Delivery.objects.filter(state=State.PLANNED, due_at__lte=now).exclude(pk__in=but)
    planned = planned.order_by("due_at", "pk")
    people = list(dict.fromkeys(planned.values_list("person", flat=True)[:WINDOW]))
    if not connection.features.has_select_for_update_skip_locked:
        return list(planned.filter(person__in=people[:BATCH]))
    # Asked again once she is held: another dispatcher may have been at her rows until now.
    hers = planned.filter(person__in=_hold(people))
    return list(hers.select_for_update(skip_locked=True))


def _hold(people: Sequence[UUID]) -> list[UUID]:
    """Those whom no other dispatcher holds, fifty at most, held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person FROM unnest(%s::uuid[]) AS person WHERE pg_try_advisory_xact_lock("
            "hashtextextended('tend.delivery.' || person::text, 0)) LIMIT %s",
            [list(people), BATCH],
        )
        return [person for (person,) in cursor.fetchall()]


def _batch(verdicts: Verdicts, now: datetime) -> Batch:
    batch = Batch(claim=uuid4(), at=now)
    batch.told.update(state for state, _reason in verdicts.ends.values())
    batch.told[State.PLANNED] += len(verdicts.moves)
    for leader, letter, others in verdicts.letters:
        batch.letters.append((leader, letter))
        if others:
            batch.beside[leader.pk] = [row.pk for row in others]
    return batch


def _planned(rows: Iterable[UUID]) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk__in=list(rows), state=State.PLANNED)


def _end(verdicts: Verdicts, now: datetime) -> int:
    grouped: dict[tuple[str, str], list[UUID]] = defaultdict(list)
    for pk, end in verdicts.ends.items():
        grouped[end].append(pk)
    return sum(
        _planned(rows).update(state=state, reason=reason, settled_at=now)
        for (state, reason), rows in grouped.items()
    )


def _move(verdicts: Verdicts) -> int:
    grouped: dict[tuple[datetime, str], list[UUID]] = defaultdict(list)
    for row, due_at in verdicts.moves:
        grouped[due_at, row.zone].append(row.pk)
    return sum(
        _planned(rows).update(due_at=due_at, **local(due_at, zone))
        for (due_at, zone), rows in grouped.items()
    )


def _claim(batch: Batch) -> int:
    rows = batch.rows()
    if not rows:
        return 0
    claimed = _planned(rows).update(
        state=State.CLAIMED, claim=batch.claim, claimed_at=batch.at, reason=""
    )
    if batch.beside:
        followed = [
            When(pk__in=others, then=Value(leader)) for leader, others in batch.beside.items()
        ]
        others = [pk for group in batch.beside.values() for pk in group]
        Delivery.objects.filter(pk__in=others, claim=batch.claim).update(
            merged_into_id=Case(*followed, output_field=UUIDField())
        )
    return claimed
