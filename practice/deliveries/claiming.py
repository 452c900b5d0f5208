"""Claiming: one short transaction decides what becomes of the rows that are due (rulings 24, 37).

Whoever claims holds each person, so that no two dispatchers count her messages at the same time.
On PostgreSQL that is a lock for the transaction; on SQLite the transaction itself lets no second
writer in, and the conditional update would tell.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Case, QuerySet, UUIDField, Value, When

from practice.deliveries import freezing, judging
from practice.deliveries.among import as_array
from practice.deliveries.judging import Verdicts
from practice.deliveries.planning import local
from practice.emails import Letter
from practice.models import Delivery

State = Delivery.State
BATCH = 50  # people in one transaction
# The same where the last batch was out at once: what a claim asks costs little more for a hundred.
MOST = 100
AGAIN = 5
WINDOW = 4  # times as many rows looked at, so that several dispatchers find people of their own


class Taken(Exception):  # noqa: N818 - said of rows
    """Somebody else changed a row between reading and claiming it: all of it is taken back."""


@dataclass
class Batch:
    """What one transaction claimed: letters to send, and rows that go out together with them."""

    claim: UUID
    at: datetime
    since: datetime
    letters: list[tuple[Delivery, Letter]] = field(default_factory=list)
    beside: dict[UUID, list[UUID]] = field(default_factory=dict)
    told: Counter[str] = field(default_factory=Counter)

    def with_it(self, row: Delivery) -> list[UUID]:
        """The row and those that share its fate."""
        return [row.pk, *self.beside.get(row.pk, [])]

    def rows(self) -> list[UUID]:
        """Every row that it claimed."""
        return [pk for row, _letter in self.letters for pk in self.with_it(row)]


def claim_batch(
    *,
    now: datetime,
    but: Collection[UUID] = (),
    since: datetime | None = None,
    people: int = BATCH,
) -> Batch | None:
    """Claims what is due of so many people and makes their letters; None where nothing is due.

    `but` are rows that this dispatch has put back already, and before `since` nothing is left for
    it. Nothing is sent in here. Taken where the database let somebody in between: then nothing was
    claimed.
    """
    with transaction.atomic():
        _commit_for_good()
        rows = [] if freezing.standing() else _due(now, but, since, people)
        if not rows:
            return None
        verdicts = judging.judge(rows, now)
        batch = _batch(verdicts, now, since=rows[0].due_at)
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


def _due(
    now: datetime, but: Collection[UUID], since: datetime | None = None, most: int = BATCH
) -> list[Delivery]:
    """Due rows of up to `most` people; none where nothing is due or others are at all of it."""
    for _again in range(AGAIN):
        first = _first(now, but, since, most)
        people = _hold(list(dict.fromkeys(person for person, _due_at in first)), most)
        if not people:
            break
        if rows := _rows_of(people, first[0][1], now, but):
            return rows
        # Another dispatcher claimed them between the look and the hold: others may be left.
    return []


def _rows_of(
    people: list[UUID], since: datetime, now: datetime, but: Collection[UUID]
) -> list[Delivery]:
    """All that is due of these people. Asked once they are held, and so that no planner walks past
    everything that is due to find it: of each there are few rows in that time.
    """
    hers = Delivery.objects.filter(person__among=people, due_at__range=(since, now))
    hers = hers.defer("local_on", "local_time", "created_at", "handled_at", "settled_at")
    if connection.features.has_select_for_update_skip_locked:
        hers = hers.select_for_update(skip_locked=True, no_key=True)
    found = [row for row in hers if row.state == State.PLANNED and row.pk not in but]
    return sorted(found, key=lambda row: (row.due_at, row.pk))


def _first(
    now: datetime, but: Collection[UUID], since: datetime | None, most: int
) -> list[tuple[UUID, datetime]]:
    """People and due times of the rows that wait the longest."""
    due = Delivery.objects.filter(state=State.PLANNED, due_at__lte=now).exclude(pk__in=but)
    if since is not None:
        due = due.filter(due_at__gte=since)
    with _walking_the_index():
        return list(due.order_by("due_at", "pk").values_list("person", "due_at")[: WINDOW * most])


@contextmanager
def _walking_the_index() -> Iterator[None]:
    """Until the end of the block PostgreSQL does not sort: with figures of yesterday it would look
    at a hundred thousand due rows to find the first few."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")
        yield
        cursor.execute("SET LOCAL enable_sort = on")


def _hold(people: Sequence[UUID], most: int) -> list[UUID]:
    """Those whom no other dispatcher holds, `most` at most, held until the transaction ends."""
    if connection.vendor != "postgresql":
        return list(people[:most])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person FROM unnest(%s::uuid[]) AS person WHERE pg_try_advisory_xact_lock("
            "hashtextextended('tend.delivery.' || person::text, 0)) LIMIT %s",
            [as_array(people), most],
        )
        return [person for (person,) in cursor.fetchall()]


def _batch(verdicts: Verdicts, now: datetime, since: datetime) -> Batch:
    batch = Batch(claim=uuid4(), at=now, since=since)
    batch.told.update(state for state, _reason in verdicts.ends.values())
    batch.told[State.PLANNED] += len(verdicts.moves)
    for leader, letter, others in verdicts.letters:
        batch.letters.append((leader, letter))
        if others:
            batch.beside[leader.pk] = [row.pk for row in others]
    return batch


def still(state: str, rows: Iterable[UUID]) -> QuerySet[Delivery]:
    """These rows, as far as they are still in this state.

    Said by what they must not be: a planner with figures of yesterday would rather walk through all
    that is in that state than look up so few ids.
    """
    others = [other for other in State.values if other != state]
    return Delivery.objects.filter(pk__among=list(rows)).exclude(state__in=others)


def _planned(rows: Iterable[UUID]) -> QuerySet[Delivery]:
    return still(State.PLANNED, rows)


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
    for row, due_at, zone in verdicts.moves:
        grouped[due_at, str(zone)].append(row.pk)
    return sum(
        _planned(rows).update(due_at=due_at, zone=zone, **local(due_at, zone))
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
