"""The plan in the database: shown before a sheet is given, and kept right after any change."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from clients.models import Client
from practice import deliveries
from practice.access import Actor
from practice.models import Delivery, User
from worksheets.models import Assignment
from worksheets.reminders.difference import HELD, PLANNED, SKIPPED, Standing, difference
from worksheets.reminders.knowing import PURPOSE, Known, know, open_keys
from worksheets.reminders.planner import Row, Work
from worksheets.reminders.silence import reached_lately, silent_clients

TOGETHER = 200  # clients in one difference
# What she took out of the plan by hand: settled, so that no plan takes it up again by itself.
LEFT_OUT = Q(purpose=PURPOSE, state=SKIPPED, handled_at__isnull=False, settled_at__lt=F("due_at"))
SHOWN = ["state", "local_on", "local_time", "zone", "due_at", "reason"]


def to_give(client: Client, due_on: date | None, now: datetime) -> Work:
    """The sheet that is about to be given, for `preview`."""
    return Work(uuid4(), due_on, 1, client.today(now))


def preview(client: Client, work: Work, now: datetime) -> tuple[Row, ...]:
    """The rows of this sheet as they will run, beside all her others. Nothing is written."""
    rows = know([client.pk], now)[client.pk].plan(now, more=[work])
    return tuple(row for row in rows if row.assignment == work.assignment)


def rows_of(client_id: UUID) -> list[Delivery]:
    """The plan as it stands, by the hour: what both people read. One query."""
    open_ones = Assignment.objects.filter(client=client_id).open()
    return list(_unsettled().filter(subject__in=open_ones.values("pk")).order_by("due_at", "step"))


def left_out(client_id: UUID, now: datetime) -> list[Delivery]:
    """What she took out by hand of what still lies ahead, of her open sheets. Two queries."""
    current = open_keys(client_id)
    rows = Delivery.objects.filter(LEFT_OUT, person=client_id, due_at__gt=now)
    return [row for row in rows if (row.subject, row.due_version) in current]


@transaction.atomic
def replan(client_ids: Collection[UUID], now: datetime) -> int:
    """Makes the rows of these clients the plan; how many had to change.

    For the caller's transaction, after the change. A fixed number of queries for up to 200 clients.
    """
    ids, changed = list(client_ids), 0
    for start in range(0, len(ids), TOGETHER):
        changed += _replan(ids[start : start + TOGETHER], now)
    return changed


def hold_silent(now: datetime) -> int:
    """What is planned for clients who had two messages without a sign-in is held; how many rows.

    Asked by the scheduler: what nobody would send does not stand as planned (E-12).
    """
    people, held = reached_lately(now), 0
    for start in range(0, len(people), TOGETHER):
        held += replan(silent_clients(people[start : start + TOGETHER], now), now)
    return held


def drop(assignment: Assignment, now: datetime) -> int:
    """Nothing more goes out about this sheet, and what had to give way to it gets its place.

    Two queries, for a submit that must be fast: a new plan, where it could differ, is made after
    the commit, and undoes nothing.
    """
    words = _("Not needed any more.")
    dropped = deliveries.drop(subject=assignment.pk, purpose=PURPOSE, reason=words)
    hers = _unsettled().filter(person=assignment.client_id).exclude(subject=assignment.pk)
    if dropped and hers.exclude(state=HELD).exclude(reason="").exists():

        def replan_hers() -> None:
            # Has a name: Django writes it down where this goes wrong.
            replan([assignment.client_id], now)

        transaction.on_commit(replan_hers, robust=True)
    return dropped


def on_change(*, by: Actor, client: Client, **_: object) -> None:
    """Listener: something changed that her plan hangs on."""
    replan([client.pk], by.now)


def on_sign_in(*, by: Actor, user: User) -> None:
    """Listener: what was held back while she was silent may go on. One query where nothing was."""
    hers = Client.objects.filter(membership__user=user)
    held = Delivery.objects.filter(purpose=PURPOSE, state=HELD, person__in=hers.values("pk"))
    if people := set(held.values_list("person", flat=True)):
        replan(people, by.now)


def on_address_changed(*, by: Actor, user: User) -> None:
    """Listener: an account that had no address has one, so that reminders can reach her."""
    hers = Client.objects.filter(membership__user=user)
    replan(set(hers.values_list("pk", flat=True)), by.now)


def _replan(client_ids: list[UUID], now: datetime) -> int:
    # Held until the caller's commit: two changes about one client take turns.
    locked = Client.objects.select_for_update(no_key=True).filter(pk__in=client_ids)
    list(locked.order_by("pk").values_list("pk"))
    add, change, end, ids = [], [], [], {}
    for known in know(client_ids, now).values():
        zone = str(known.wishes.zone)
        rows = known.rows.values()
        found = difference(rows, known.plan(now), known.open_keys, zone, now)
        ids |= {row.key: pk for pk, row in known.rows.items()}
        add += [_new(known, row) for row in found.add]
        change += found.change
        end += [ids[row.key] for row in found.end]
    Delivery.objects.bulk_create(add, ignore_conflicts=True)
    free = _free([*(ids[row.key] for row in change), *end])
    rows = [Delivery(pk=ids[row.key], **_shown(row)) for row in change if ids[row.key] in free]
    _unsettled().bulk_update(rows, SHOWN)
    if end:
        words = _("Not needed any more.")
        over = _unsettled().filter(pk__in=free.intersection(end))
        over.update(state=SKIPPED, reason=words, settled_at=now)
    return len(add) + len(change) + len(end)


def _free(ids: list[UUID]) -> set[UUID]:
    """Those of these rows that nobody else is at, held now.

    Whoever is, claims them or drops them: waiting for it could end in a deadlock with a submit.
    """
    rows = _unsettled().select_for_update(skip_locked=True, no_key=True).filter(pk__in=ids)
    return set(rows.values_list("pk", flat=True)) if ids else set()


def _unsettled() -> QuerySet[Delivery]:
    """Rows that the plan may change. Whatever is claimed meanwhile is the dispatcher's."""
    return Delivery.objects.filter(
        purpose=PURPOSE, state__in=[PLANNED, HELD, SKIPPED], settled_at__isnull=True
    )


def _new(known: Known, row: Standing) -> Delivery:
    subject, step, version = row.key
    return Delivery(
        practice_id=known.client.practice_id,
        purpose=PURPOSE,
        subject=subject,
        person=known.client.pk,
        step=step,
        due_version=version,
        **_shown(row),
    )


def _shown(row: Standing) -> dict[str, object]:
    said = (row.state, row.on, row.at, row.zone, row.due_at, row.reason)
    return dict(zip(SHOWN, said, strict=True))
