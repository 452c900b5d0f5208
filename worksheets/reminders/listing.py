"""The plan and what came of it, as she reads it: rows that go out together are one message."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.utils.translation import gettext as _

from clients.models import Client
from practice.deliveries import MESSAGES, stops
from practice.models import Delivery
from worksheets.models import Assignment
from worksheets.reminders import noted, plans
from worksheets.reminders.knowing import PURPOSE
from worksheets.reminders.silence import counted

State = Delivery.State
LATELY = timedelta(days=28)
MOST = 20
# What the dispatcher ended without a message; what the plan took back is nothing to tell.
ENDED = [State.FAILED, State.EXPIRED, State.SKIPPED]


@dataclass(frozen=True)
class Message:
    """One mail, planned or left out, with the sheets that it is about, or that a note waits.

    A mail about a note alone is none that she leaves out: the next note would bring it back.
    """

    row: Delivery
    is_planned: bool
    may_come: bool = False
    titles: list[str] = field(default_factory=list)

    @property
    def may_be_left_out(self) -> bool:
        """She can take it out of the plan."""
        return self.is_planned and self.row.purpose == PURPOSE


def ahead(client: Client, now: datetime) -> list[Message]:
    """Her plan by the hour: exactly its rows, those of one hour in one message.

    Beside them what she left out by hand and may still let come. Five queries; ten where a mail
    about a note is planned.
    """
    out = plans.left_out(client.pk, now)
    by_hand = {row.pk for row in out}
    rows = [
        row for row in plans.rows_of(client.pk) if row.state == State.PLANNED or row.due_at > now
    ]
    note = noted.coming(client.pk, now)
    rows = [*rows, *out, *([note] if note else [])]
    rows = sorted(rows, key=_place)
    titles = _titles(row.subject for row in rows) | {client.pk: _("A note waits")}
    messages = []
    for (_due_at, state, _reason), group in groupby(
        rows, key=lambda row: (row.due_at, row.state, row.reason)
    ):
        together = list(group)
        about = list(dict.fromkeys(titles[row.subject] for row in together))
        first, is_planned = together[0], state == State.PLANNED
        messages.append(Message(first, is_planned, first.pk in by_hand, about))
    return messages


def behind(client: Client, now: datetime) -> list[Delivery]:
    """What went out to her in the last weeks, and what did not with its reason, newest first."""
    rows = Delivery.objects.filter(
        person=client.pk,
        purpose__in=counted(),
        merged_into__isnull=True,
        state__in=[*MESSAGES, *ENDED],
        due_at__gt=now - LATELY,
        due_at__lte=now,
    )
    hers = rows.order_by("-due_at", "-pk")[: 2 * MOST]
    told = [row for row in hers if row.state not in ENDED or was_due(row)]
    return told[:MOST]


def stopped(client: Client) -> str:
    """Why no mail reaches her now, in words; empty where nothing stands in the way. One query."""
    return stops.reasons([client.pk]).get((client.pk, "email"), "")


def was_due(row: Delivery) -> bool:
    """It came to its hour before it ended."""
    return row.settled_at is not None and row.settled_at >= row.due_at


def _place(row: Delivery) -> tuple[datetime, str, str, bool, str]:
    """By the hour; in its hour a reminder stands for all of them: that one can be left out."""
    return row.due_at, row.state, row.reason, row.purpose != PURPOSE, row.step


def _titles(subjects: Iterable[UUID]) -> dict[UUID, str]:
    found = Assignment.objects.filter(pk__in=set(subjects))
    return dict(found.values_list("pk", "version__title"))
