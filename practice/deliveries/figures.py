"""Figures of deliveries, for whoever runs the practice: each one query, none of them grows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import TruncMinute

from practice.models import Delivery, Practice

State = Delivery.State
LATELY = timedelta(days=7)
MINUTES = 15
TROUBLE = [State.FAILED, State.BOUNCED, State.EXPIRED, State.UNKNOWN]
# What a person decides about, and for how long it is asked of her.
TO_DECIDE = [State.FAILED, State.UNKNOWN, State.BOUNCED]
ASKED_FOR = timedelta(days=14)
LONG = timedelta(minutes=1)  # on its way for so long is worth a word


@dataclass(frozen=True)
class Figures:
    """How deliveries do. `states` has what is open and what ended in seven days.

    `lag` is how many seconds the oldest due row waits; `sent` the messages of each of the last
    fifteen minutes, the oldest first; `failures` counts by reason.
    """

    lag: int
    sent: tuple[int, ...]
    failures: Mapping[str, int]
    states: Mapping[str, int]

    @property
    def per_minute(self) -> float:
        """Messages a minute, over the last fifteen."""
        return sum(self.sent) / MINUTES


def figures(practice: Practice | None, now: datetime) -> Figures:
    """Of one practice, or of all with None. Four queries."""
    rows = Delivery.objects.all()
    if practice is not None:
        rows = rows.filter(practice=practice)
    return Figures(_lag(rows, now), _sent(rows, now), _failures(rows, now), _states(rows, now))


def not_as_planned(now: datetime) -> Q:
    """Rows that somebody should look at: in trouble and undecided, or being sent for long."""
    lately = Q(settled_at__gte=now - ASKED_FOR, handled_at__isnull=True)
    on_its_way = Q(state=State.CLAIMED, claimed_at__lt=now - LONG)
    return lately & Q(state__in=TO_DECIDE) | on_its_way


def _lag(rows: QuerySet[Delivery], now: datetime) -> int:
    due = rows.filter(state=State.PLANNED, due_at__lte=now)
    oldest = due.aggregate(oldest=Min("due_at"))["oldest"]
    return int((now - oldest).total_seconds()) if oldest else 0


def _sent(rows: QuerySet[Delivery], now: datetime) -> tuple[int, ...]:
    this = now.replace(second=0, microsecond=0)
    minutes = [this - timedelta(minutes=ago) for ago in range(MINUTES, 0, -1)]
    went = rows.filter(state=State.SENT, merged_into__isnull=True)
    went = went.filter(settled_at__gte=minutes[0], settled_at__lt=this)
    counted = went.annotate(minute=TruncMinute("settled_at")).order_by().values_list("minute")
    by_minute = dict(counted.annotate(Count("pk")))
    return tuple(by_minute.get(minute, 0) for minute in minutes)


def _failures(rows: QuerySet[Delivery], now: datetime) -> dict[str, int]:
    ended = rows.filter(state__in=TROUBLE, settled_at__gt=now - LATELY)
    return dict(ended.order_by().values_list("reason").annotate(Count("pk")))


def _states(rows: QuerySet[Delivery], now: datetime) -> dict[str, int]:
    # One by one: each of them has its index.
    is_open = Q(state=State.PLANNED) | Q(state=State.HELD) | Q(state=State.CLAIMED)
    live = rows.filter(is_open | Q(settled_at__gt=now - LATELY))
    return dict(live.order_by().values_list("state").annotate(Count("pk")))
