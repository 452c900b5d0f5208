"""Giving a sheet, taking it back, moving its day."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from clients.actions import caring
from clients.models import Client, Consent, Flag, Layer, TenderDate
from clients.permissions import may_work_with
from practice import audit
from practice.access import Actor
from worksheets import gates, permissions
from worksheets.models import Assignment, GateCheck, Round, Version
from worksheets.reminders import plans

OPEN_SHEETS_BEFORE_WARNING = 2
FAR = timedelta(days=366 * 2)


class MayNotAssign(Exception):
    """The actor does not care for this client now, or her care has ended."""


class SheetDoesNotFit(Exception):
    """A flag or a gate stands in the way; `stops` says why, in words for staff."""

    def __init__(self, stops: Collection[str]) -> None:
        super().__init__(" ".join(stops))
        self.stops = tuple(stops)


class GateNotConfirmed(Exception):
    """A gate still needs the counselor's tick; `missing` holds their keys."""

    def __init__(self, missing: Collection[str]) -> None:
        super().__init__(", ".join(sorted(missing)))
        self.missing = frozenset(missing)


class DayNotPossible(Exception):
    """The due date lies before today on the client's calendar, or more than two years ahead."""


class MayNotChange(Exception):
    """Only open work can be taken back or moved, by who cares for her."""


def facts_about(client: Client, actor: Actor) -> gates.Facts:
    """What the gates need to know about her now. Four queries."""
    today = client.today(actor.now)
    tender_days, known_days = tender_days_near(client, today)
    return gates.Facts(
        now=actor.now,
        flags=gates.standing_flags(client),
        next_session_at=client.next_session_at,
        done_sheets=frozenset(
            Assignment.objects.filter(client=client)
            .done()
            .values_list("version__worksheet__slug", flat=True)
        ),
        tender_days=tender_days,
        known_days=known_days,
        today=today,
        has_taken_back=has_taken_back(client),
    )


def tender_days_near(client: Client, today: date) -> tuple[frozenset[date], frozenset[date]]:
    """Her tender dates, and those of them that staff know of, from last year to the next.

    Private ones count for a gate, which names no day. They never move a date that staff can see:
    trying one session after another would read them off (rulings 6).
    """
    marked = TenderDate.objects.filter(client=client, removed_at__isnull=True)
    near: set[date] = set()
    known: set[date] = set()
    for row in marked.defer("label", "own_label"):
        years = (row.in_year(today.year + ahead) for ahead in (-1, 0, 1))
        days = {day for day in (row.on_date, *years) if row.falls_on(day)}
        near |= days
        known |= set() if row.is_private else days
    return frozenset(near), frozenset(known)


def has_taken_back(client: Client) -> bool:
    """Whether her last word on terms or treatment is no (safety.md 2.8). One query."""
    said = Consent.objects.filter(client=client, layer__in=(Layer.TERMS, Layer.TREATMENT))
    latest: dict[int, bool] = {}
    for layer, given in said.newest_first().values_list("layer", "given"):
        latest.setdefault(layer, given)
    return not all(latest.values())


def default_due(client: Client, facts: gates.Facts) -> date | None:
    """The day before her next session, on her calendar (E-06).

    Never on or before a tender date that staff know of.
    """
    if client.next_session_at is None or client.next_session_at <= facts.now:
        return None
    day = client.today(client.next_session_at) - timedelta(days=1)
    while day in facts.known_days or day + timedelta(days=1) in facts.known_days:
        day -= timedelta(days=1)
    return day if facts.today and day >= facts.today else None


@transaction.atomic
def assign(
    *,
    by: Actor,
    client: Client,
    version: Version,
    reason: str,
    due_on: date | None,
    kept_private: Collection[str],
    confirmed: Collection[str],
    request_key: UUID,
) -> Assignment:
    """Gives the sheet once per `request_key`, however often the button was pressed (E-01, G-01).

    Sharing defaults may only tighten: `kept_private` names shared prompts that start as private
    (rulings 4). Raises MayNotAssign, SheetDoesNotFit, GateNotConfirmed, DayNotPossible.
    """
    # Her row as it stands, held: what is pressed twice, or meets the end of her care, takes turns.
    client = Client.objects.locked(client.pk)
    if not may_work_with(by, client):
        raise MayNotAssign
    given = Assignment.objects.filter(client=client, request_key=request_key).first()
    if given and given.version_id == version.pk:
        return given
    _check(by, client, version, due_on, confirmed)
    assignment = Assignment.objects.create(
        practice_id=client.practice_id,
        client=client,
        version=version,
        reason=reason,
        due_on=due_on,
        kept_private=sorted(_tightened(version, kept_private)),
        # A page that came back with another sheet brings a used key: that is a press of its own.
        request_key=uuid4() if given else request_key,
        assigned_at=by.now,
        assigned_by=by.user,
    )
    Round.objects.create(assignment=assignment, client=client, begun_at=by.now)
    _record_gates(by, assignment, confirmed)
    plans.replan([client.pk], by.now)
    audit.record(
        by=by,
        action="assignment.assigned",
        client_id=client.pk,
        object_type="assignment",
        object_id=assignment.pk,
        details={"version": version.pk},
    )
    return assignment


def _check(
    by: Actor, client: Client, version: Version, due_on: date | None, confirmed: Collection[str]
) -> None:
    facts = facts_about(client, by)
    verdict = gates.verdict(version, version.worksheet.theme.slug, facts)
    if not verdict.is_possible:
        raise SheetDoesNotFit(verdict.stops)
    missing = verdict.to_confirm - set(confirmed)
    if missing:
        raise GateNotConfirmed(missing)
    if facts.today:
        _check_day(due_on, facts.today)


def _check_day(due_on: date | None, today: date) -> None:
    if due_on and not today <= due_on <= today + FAR:
        raise DayNotPossible


def _tightened(version: Version, kept_private: Collection[str]) -> set[str]:
    return {p.key for p in version.sheet.answerable if p.privacy == "shared"} & set(kept_private)


def _record_gates(by: Actor, assignment: Assignment, confirmed: Collection[str]) -> None:
    """Who ticked which gate, and when. A talk about safety goes on her file too (rulings 11)."""
    client = assignment.client
    if gates.lacks_safety_talk(gates.standing_flags(client), assignment.version.sheet):
        caring.set_flag(by=by, client=client, kind=Flag.Kind.SAFETY_TALK)
    known = {gate.key for gate in assignment.version.sheet.gates}
    GateCheck.objects.bulk_create(
        GateCheck(assignment=assignment, gate=key, at=by.now, by=by.user)
        for key in sorted(known & set(confirmed))
    )


def _changeable(by: Actor, assignment: Assignment) -> Assignment:
    locked = Assignment.objects.select_for_update(no_key=True).get(pk=assignment.pk)
    current = locked.rounds.current().get()
    if not permissions.may_change(by, locked, current):
        raise MayNotChange
    return locked


@transaction.atomic
def withdraw(*, by: Actor, assignment: Assignment) -> Assignment:
    """Takes an open sheet back. She keeps reading what she wrote. Raises MayNotChange."""
    locked = _changeable(by, assignment)
    locked.withdrawn_at = by.now
    locked.withdrawn_by = by.user
    locked.save(update_fields=["withdrawn_at", "withdrawn_by"])
    plans.drop(locked, by.now)
    audit.record(
        by=by,
        action="assignment.withdrawn",
        client_id=locked.client_id,
        object_type="assignment",
        object_id=locked.pk,
    )
    return locked


@transaction.atomic
def reschedule(*, by: Actor, assignment: Assignment, due_on: date | None) -> Assignment:
    """Moves an open sheet's day, or takes the day off. Raises MayNotChange, DayNotPossible."""
    Client.objects.locked(assignment.client_id)  # before the sheet, as everybody else does
    locked = _changeable(by, assignment)
    _check_day(due_on, locked.client.today(by.now))
    if due_on == locked.due_on:
        return locked
    locked.due_on = due_on
    locked.due_version += 1
    locked.save(update_fields=["due_on", "due_version"])
    plans.replan([locked.client_id], by.now)
    audit.record(
        by=by,
        action="assignment.rescheduled",
        client_id=locked.client_id,
        object_type="assignment",
        object_id=locked.pk,
        details={"due_version": locked.due_version},
    )
    return locked
