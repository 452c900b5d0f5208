"""Before a reminder goes out: what stands in the way, in words that tell nothing private (E-15).

Both functions are given many rows at once and ask a fixed number of queries.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from clients.emails import addresses_of
from clients.models import Client
from practice import emails
from practice.deliveries import Links
from practice.emails import Letter, LockScreen
from practice.models import Delivery, Practice
from practice.zones import to_utc
from worksheets.reminders.knowing import Known, know
from worksheets.reminders.planner import FAR, Step, Why, Work, words
from worksheets.reminders.stopping import LINKS

NAME = "reminder"


def check(rows: Sequence[Delivery], now: datetime) -> dict[UUID, str]:
    """By row, why it does not go out; rows that may go are absent."""
    known = know({row.person for row in rows}, now, with_rows=False)
    confirmed = proved_of(known)
    reasons = ((row.pk, _why_not(row, known.get(row.person), confirmed, now)) for row in rows)
    return {pk: reason for pk, reason in reasons if reason}


def zones(rows: Sequence[Delivery], _now: datetime) -> dict[UUID, str]:
    """By row, the zone of her settings, whatever it was when the row was planned. One query."""
    clients = Client.objects.filter(pk__among={row.person for row in rows})
    now_in = dict(clients.values_list("pk", "time_zone"))
    return {row.pk: now_in[row.person] for row in rows}


def compose(rows: Sequence[Delivery], now: datetime) -> dict[UUID, Letter]:
    """By row, the fixed neutral letter: nothing but that something waits (M-01)."""
    return written(rows, LINKS)


def written(rows: Sequence[Delivery], links_of: Links) -> dict[UUID, Letter]:
    """The same with the links of that purpose at its foot."""
    addresses = addresses_of({row.person for row in rows})
    practices = Practice.objects.in_bulk({row.practice_id for row in rows})
    links = links_of.of({row.pk: addresses[row.person] for row in rows})
    return {
        row.pk: Letter(
            to=addresses[row.person],
            name=NAME,
            practice=practices[row.practice_id],
            slots=links[row.pk],
            headers=links_of.headers(links[row.pk]),
        )
        for row in rows
    }


def lock_screen(practice: Practice) -> LockScreen:
    """Of every reminder of this practice: they are all alike."""
    return emails.lock_screen(Letter(to="", name=NAME, practice=practice))


def _why_not(row: Delivery, known: Known | None, confirmed: set[UUID], now: datetime) -> str:
    works = {work.assignment: work for work in known.works} if known else {}
    work = works.get(row.subject)
    if known is None or work is None:
        return _("The sheet is not open any more.")
    if work.due_version != row.planned_version:
        return _("Its day was moved.")
    return of_her(known, confirmed) or _of_the_day(known, work, row, now)


def of_her(known: Known, confirmed: set[UUID]) -> str:
    """About herself, on whatever day."""
    if not known.client.is_in_care:
        return _("Care has ended.")
    if not known.client.has_account():
        return _("There is no account to sign in with.")
    if not known.wishes.on:
        return words(Why.OFF)
    if not known.wishes.has_address:
        return words(Why.NO_ADDRESS)
    if known.client.pk not in confirmed:
        return _("The address is not confirmed.")
    return words(Why.SILENT) if known.wishes.is_silent else ""


def _of_the_day(known: Known, work: Work, row: Delivery, now: datetime) -> str:
    """About today, where she is. A hard day and one she did not choose read alike (rulings 6)."""
    wishes, today = known.wishes, known.client.today(now)
    if wishes.paused_until and today < wishes.paused_until:
        return words(Why.PAUSED)
    if today in known.quiet_days or today.isoweekday() not in wishes.days:
        return _("That day is not one for messages.")
    if row.step == Step.AFTER and work.due_on and work.due_on < FAR:
        begins = to_utc(work.due_on, datetime.min.time(), wishes.zone)
        if any(begins <= session < now for session in known.sessions):
            return words(Why.SESSION)
    return ""


def proved_of(known: Mapping[UUID, Known]) -> set[UUID]:
    """Those whose account has proved its own address (A-07)."""
    accounts = {
        one.client.membership.user_id: one.email
        for one in known.values()
        if one.client.membership and one.email
    }
    proved = emails.proved(accounts)
    return {
        pk
        for pk, one in known.items()
        if one.client.membership and one.client.membership.user_id in proved
    }
