"""What the planner needs to know of clients, in a fixed number of queries however many they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal
from uuid import UUID

from django.db.models import F, Q

from clients.models import CareLink, Client, Consent, Contact, Layer, TenderDate
from practice.deliveries import MESSAGES
from practice.models import Delivery, Membership, Practice
from worksheets.models import Round
from worksheets.reminders import planner
from worksheets.reminders.difference import Standing, going_out, settled
from worksheets.reminders.planner import DAY, FAR, Wishes, Work
from worksheets.reminders.silence import counted, silent_clients

PURPOSE = "reminder"
Whose = Literal["her", "lead", "practice"]
LATELY = timedelta(days=8)
# Of a client, her account and wishes what is read here: it is read of a hundred at a time.
COLUMNS = (
    *("practice", "time_zone", "last_session_at", "next_session_at", "discharged_at"),
    *("contact__days", "contact__at", "contact__paused_until", "contact__resumed_at"),
    *("membership__ended_at", "membership__user"),
)
IS_OPEN = Q(
    submitted_at__isnull=True,
    assignment__withdrawn_at__isnull=True,
    assignment__declined_at__isnull=True,
    assignment__passed_at__isnull=True,
)


@dataclass
class Known:
    """One client as the planner sees her, and her account's own address, if it has one."""

    client: Client
    wishes: Wishes
    email: str | None = None
    works: list[Work] = field(default_factory=list)
    quiet_days: frozenset[date] = frozenset()
    messages: list[datetime] = field(default_factory=list)
    rows: dict[UUID, Standing] = field(default_factory=dict)

    @property
    def open_keys(self) -> set[tuple[UUID, int]]:
        """Her open sheets in the version that they have now."""
        return {(work.assignment, work.due_version) for work in self.works}

    @property
    def sessions(self) -> list[datetime]:
        """The last and the next one, as far as they are known."""
        both = (self.client.last_session_at, self.client.next_session_at)
        return [session for session in both if session]

    def plan(self, now: datetime, *, more: Iterable[Work] = ()) -> tuple[planner.Row, ...]:
        """Her plan at the instant `now`, with sheets that are about to be given."""
        rows = self.rows.values()
        return planner.plan(
            works=[*self.works, *more],
            wishes=self.wishes,
            quiet_days=self.quiet_days,
            sessions=self.sessions,
            messages=[*self.messages, *going_out(rows, now)],
            settled=settled(rows, now),
            now=now,
        )


def know(
    client_ids: Collection[UUID], now: datetime, *, with_rows: bool = True
) -> dict[UUID, Known]:
    """Everything about these clients, by id. Seven queries, six without their rows.

    A plan needs the rows; whether something may go out now hangs on none of them.
    """
    ids = list(client_ids)
    clients = Client.objects.filter(pk__among=ids).select_related("contact", "membership")
    clients = clients.only(*COLUMNS)
    agree = Consent.objects.who_agree(Layer.EMAIL, ids)
    silent, leads = silent_clients(ids, now), _leads(ids, now)
    houses: dict[UUID, Practice] = {}
    known = {}
    for client in clients.annotate(
        house_days=F("practice__reminder_days"),
        house_at=F("practice__reminder_at"),
        email=F("membership__user__email"),
    ):
        pk, house = client.pk, houses.get(client.practice_id)
        if house is None:
            # One for all of its clients, as with their leads.
            house = Practice(reminder_days=client.house_days, reminder_at=client.house_at)
            houses[client.practice_id] = house
        when = hours(getattr(client, "contact", None), leads.get(pk), house)
        known[pk] = Known(client, _wishes(client, when, pk in agree, pk in silent), client.email)
    _add_works(known)
    _add_quiet_days(known, now)
    if with_rows:
        _add_rows(known, now)
    return known


def _leads(ids: list[UUID], now: datetime) -> dict[UUID, Membership]:
    links = CareLink.objects.live(now).filter(client__id__among=ids, role=CareLink.Role.LEAD)
    of_lead = ("membership_id", "membership__reminder_days", "membership__reminder_at")
    leads: dict[UUID, Membership] = {}
    found = {}
    for client_id, pk, days, at in links.values_list("client_id", *of_lead):
        if pk not in leads:
            # One for all whom she leads, in what is read of it here.
            leads[pk] = Membership(pk=pk, reminder_days=days, reminder_at=at)
        found[client_id] = leads[pk]
    return found


@dataclass(frozen=True)
class Hours:
    """When reminders may come, on her own clock, and whose choice that is."""

    days: frozenset[int]
    at: time
    whose: Whose


def hours(hers: Contact | None, lead: Membership | None, practice: Practice) -> Hours:
    """Hers, else her counselor's, else the practice's (E-10)."""
    days = (hers and hers.days) or (lead and lead.reminder_days) or practice.reminder_days
    at = (hers and hers.at) or (lead and lead.reminder_at) or practice.reminder_at
    whose: Whose = "practice"
    if hers and hers.days and hers.at:
        whose = "her"
    elif lead and (lead.reminder_days or lead.reminder_at):
        whose = "lead"
    return Hours(frozenset(days), at, whose)


def _wishes(client: Client, when: Hours, agrees: bool, is_silent: bool) -> Wishes:
    hers: Contact | None = getattr(client, "contact", None)
    return Wishes(
        zone=client.zone,
        days=when.days,
        at=when.at,
        paused_until=hers.paused_until if hers else None,
        on=agrees and client.is_in_care and client.has_account(),
        is_silent=is_silent,
        has_address=bool(client.email),
    )


def due_version(version: int, round_number: int) -> int:
    """What counts up whenever the sheet's day moves or parts of it come back to her."""
    return version + round_number - 1


def open_keys(client_id: UUID) -> set[tuple[UUID, int]]:
    """Her open sheets in the version that they have now. One query."""
    rounds = Round.objects.current().filter(IS_OPEN, client=client_id)
    found = rounds.values_list("assignment_id", "assignment__due_version", "number")
    return {(pk, due_version(version, number)) for pk, version, number in found}


def _add_works(known: dict[UUID, Known]) -> None:
    rounds = (
        Round.objects.current()
        .filter(IS_OPEN, client__id__among=set(known))
        .values_list(
            "client_id",
            "assignment_id",
            "assignment__due_on",
            "assignment__due_version",
            "number",
            "begun_at",
        )
    )
    for client_id, assignment_id, due_on, version, number, begun_at in rounds:
        hers = known[client_id]
        given_on = hers.client.today(begun_at)
        work = Work(assignment_id, due_on, due_version(version, number), given_on)
        hers.works.append(work)


def _add_quiet_days(known: dict[UUID, Known], now: datetime) -> None:
    marked: dict[UUID, list[TenderDate]] = defaultdict(list)
    dates = TenderDate.objects.filter(client__id__among=set(known), removed_at__isnull=True)
    loud = dates.exclude(quiet=TenderDate.Quiet.KEEP).only(
        "client_id", "on_date", "is_yearly", "quiet", "keeps_on"
    )
    for one in loud:
        marked[one.client_id].append(one)
    for client_id, theirs in marked.items():
        hers = known[client_id]
        today = hers.client.today(now)
        ahead = [hers.wishes.paused_until, *(work.due_on for work in hers.works)]
        last = max([today, *(day for day in ahead if day and day < FAR)])
        hers.quiet_days = quiet_days(theirs, today, last + 2 * planner.LOOK_AHEAD * DAY)


def quiet_days(dates: Iterable[TenderDate], first: date, last: date) -> frozenset[date]:
    """The days from `first` to `last` without a message: hard ones and the days before (E-20)."""
    found: set[date] = set()
    for one in dates:
        years = range(first.year, last.year + 1) if one.is_yearly else ()
        for day in {one.on_date, *(one.in_year(year) for year in years)}:
            keeps = one.quiet == TenderDate.Quiet.KEEP or one.keeps_on == day
            if one.falls_on(day) and not keeps:
                found |= {day, day - DAY} if day > date.min else {day}
    return frozenset(day for day in found if first <= day <= last)


def _add_rows(known: dict[UUID, Known], now: datetime) -> None:
    open_ids = [work.assignment for one in known.values() for work in one.works]
    of_the_plan = Q(settled_at__isnull=True) | Q(subject__in=open_ids)
    lately = Q(claimed_at__gt=now - LATELY)
    rows = Delivery.objects.filter(of_the_plan | lately, purpose__in=counted())
    for row in rows.filter(person__among=set(known)):
        hers = known[row.person]
        if row.state in MESSAGES and row.merged_into_id is None and row.due_at > now - LATELY:
            hers.messages.append(row.due_at)
        if row.purpose != PURPOSE:
            continue
        is_again = row.due_version >= Delivery.AGAIN
        if is_again and (row.subject, row.planned_version) in hers.open_keys:
            continue  # asked for by a person: the plan leaves it alone
        hers.rows[row.pk] = standing(row)


def standing(row: Delivery) -> Standing:
    """The row of the table as the difference reads it."""
    return Standing(
        key=(row.subject, row.step, row.due_version),
        state=row.state,
        on=row.local_on,
        at=row.local_time,
        zone=row.zone,
        due_at=row.due_at,
        reason=row.reason,
        is_settled=row.settled_at is not None,
    )
