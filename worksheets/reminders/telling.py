"""Reminders as staff read them: before a sheet is given, on its own page, on her page."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clients.models import CareLink, Client, Consent, Layer
from practice import clock
from practice.deliveries import stops
from practice.models import Delivery
from worksheets.models import Assignment
from worksheets.reminders import plans
from worksheets.reminders.difference import difference
from worksheets.reminders.knowing import PURPOSE, hours
from worksheets.reminders.planner import Why, words
from worksheets.reminders.silence import silent_clients

State = Delivery.State


@dataclass(frozen=True)
class Line:
    """One message on her own clock, what became of it, and why, in words (rulings 6)."""

    on: date
    at: time
    today: date
    state: str
    reason: str = ""
    is_together: bool = False

    @property
    def when(self) -> str:
        """ "Mon 9 Mar, 10:00": her calendar is not the reader's, so it is never "tomorrow"."""
        is_near = self.on.year == self.today.year
        day = date_format(self.on, _("D j M") if is_near else _("D j M Y"))
        return _("%(day)s, %(time)s") % {"day": day, "time": clock.time_of_day(self.at)}

    @property
    def words(self) -> str:
        """The line as it stands before a sheet is given: what goes out, or that none does."""
        if self.state == State.PLANNED:
            said = _("%(when)s, her time, by e-mail: You have something waiting")
        else:
            said = _("%(when)s, her time: left out")
        return said % {"when": self.when}

    @property
    def word(self) -> str:
        """What became of it."""
        if self.is_together:
            return _("went out together with another")
        return _("left out") if self.state == State.SKIPPED else str(State(self.state).label)


@dataclass(frozen=True)
class Ahead:
    """What will go out about a sheet; `note` says in one line why nothing does."""

    lines: list[Line] = field(default_factory=list)
    note: str = ""

    @property
    def told(self) -> dict[str, object]:
        """The same for a script."""
        lines = [{"words": line.words, "reason": line.reason} for line in self.lines]
        return {"note": self.note, "lines": lines}


@dataclass(frozen=True)
class Hers:
    """How her reminders stand. `is_silent`: they wait until somebody has asked her (E-12)."""

    coming: Line | None = None
    calm: str = ""
    is_silent: bool = False
    hours: str = ""


def before_giving(client: Client, due_on: date | None, now: datetime) -> Ahead:
    """The rows that giving this sheet will write, and no others. Ten queries at most."""
    plan = plans.preview(client, plans.to_give(client, due_on, now), now)
    held = next((row.why for row in plan if row.is_held), Why.NOTHING)
    if held:
        return Ahead(note=_why_none(client, held))
    rows = difference((), plan, (), client.time_zone, now).add
    today = client.today(now)
    lines = [Line(row.on, row.at, today, row.state, row.reason) for row in rows]
    return Ahead(lines, _stopped(client))


def of_sheet(assignment: Assignment, now: datetime) -> list[Line]:
    """What is planned about it and what became of the rest, by the hour. One query.

    What the plan took back before its hour is nothing to tell.
    """
    rows = Delivery.objects.filter(purpose=PURPOSE, subject=assignment.pk)
    today = assignment.client.today(now)
    return [
        Line(
            on=row.local_on,
            at=row.local_time,
            today=today,
            state=row.state,
            reason=row.reason,
            is_together=row.merged_into_id is not None and row.state == State.SENT,
        )
        for row in rows.order_by("due_at", "step", "due_version")
        if _is_told(row)
    ]


def of_client(client: Client, now: datetime) -> Hers:
    """Her next reminder, or why there is none. One query; four where she wants reminders."""
    said = Consent.objects.latest_word(client, Layer.EMAIL)
    if said is None or not said.given:
        return Hers(calm=_off(client, said))
    if silent_clients([client.pk], now):
        return Hers(calm=words(Why.SILENT), is_silent=True)
    when = _hours(client, now)
    rows = plans.rows_of(client.pk)
    for row in rows:
        if row.state == State.PLANNED:
            coming = Line(row.local_on, row.local_time, client.today(now), row.state)
            return Hers(coming=coming, hours=when)
    held = next((row.reason for row in rows if row.state == State.HELD), "")
    return Hers(calm=held or _("No reminder is planned."), hours=when)


def _hours(client: Client, now: datetime) -> str:
    """When they may come, and whose choice that is. One query."""
    leads = CareLink.objects.live(now).filter(client=client, role=CareLink.Role.LEAD)
    related = ("membership__user", "client__contact", "client__practice")
    link = leads.select_related(*related).defer("client__call_name", "client__contact_email")
    lead = link.first()
    if lead is None:
        return ""
    hers = getattr(lead.client, "contact", None)
    found = hours(hers, lead.membership, lead.client.practice)
    whose = {
        "her": _("They may come %(days)s at %(time)s, as she chose."),
        "lead": _("They may come %(days)s at %(time)s, as %(name)s has it."),
        "practice": _("They may come %(days)s at %(time)s, as the practice has it."),
    }
    return whose[found.whose] % {
        "days": clock.weekdays(found.days),
        "time": clock.time_of_day(found.at),
        "name": lead.membership.user.shown_name,
    }


def _why_none(client: Client, why: Why) -> str:
    if why is Why.NO_ADDRESS:
        return words(why)
    if why is Why.PAUSED:
        return _("She has paused her reminders.")
    if why is Why.SILENT:
        return _(
            "Two messages went out without a sign-in. None goes out until somebody has asked her "
            "how it is going."
        )
    return _off(client, Consent.objects.latest_word(client, Layer.EMAIL))


def _stopped(client: Client) -> str:
    """That her mail does not reach her, whatever is planned (M-07)."""
    why = stops.reasons([client.pk]).get((client.pk, "email"))
    return _("%(why)s None goes out until that is put right.") % {"why": why} if why else ""


def _off(client: Client, said: Consent | None) -> str:
    """Why reminders are off, as far as staff may know it: her own word."""
    if client.membership_id is None:
        return _("She has not come in yet. Once she has, she chooses whether she wants reminders.")
    if said is None:
        return _("She has not chosen yet whether she wants reminders.")
    if said.given:
        return words(Why.OFF)
    if said.method == Consent.BY_LINK:
        return _("She stopped reminders by the link in a mail.")
    return _("She has chosen to have no reminders.")


def _is_told(row: Delivery) -> bool:
    if row.state != State.SKIPPED or row.settled_at is None or row.handled_at is not None:
        return True
    return row.settled_at >= row.due_at
