"""A mail of its own to a colleague whom a note waits for: in her working hours alone (B-02).

One planned row a person at a time, and one mail until she has opened her notes again. What waits
is asked of the apps above; who wants none of this learns of it by the daily mail (`summaries`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practice import audit, deliveries, emails, facts
from practice.access import system
from practice.deliveries import Links, Mail
from practice.emails import Letter
from practice.models import Delivery, Leave, Membership
from practice.zones import to_utc

PURPOSE = "note_staff"
# The words and the pages of the daily mail: nobody can tell one from the other.
NAME = "summary"
LINKS = Links(PURPOSE, stop="practice:stop_summary", why="practice:why_summary")
# How long a note lies unread before anybody is told of it.
WAIT = timedelta(minutes=15)
DAY = timedelta(days=1)
# Days away end within two years.
LOOK_AHEAD = 800
NOTHING = gettext_lazy("Nothing is waiting any more.")

State = Delivery.State


@dataclass(frozen=True)
class Waiting:
    """Since when the oldest note waits, and when she last opened any."""

    since: datetime
    opened_at: datetime | None


def next_moment(membership: Membership, at: datetime, away: Collection[Leave]) -> datetime | None:
    """The first instant of her work from `at` on; None where there is none in two years (B-01)."""
    zone, days = membership.zone, set(membership.working_days) or set(range(1, 8))
    for _day in range(LOOK_AHEAD):
        day = at.astimezone(zone).date()
        if day.isoweekday() in days and not any(leave.covers(day) for leave in away):
            begins = to_utc(day, membership.works_from, zone)
            if at < to_utc(day, membership.works_until, zone):
                return max(at, begins)
        at = to_utc(day + DAY, time.min, zone)
    return None


@transaction.atomic
def follow(members: Iterable[Membership], now: datetime) -> None:
    """Makes the planned rows of these what they should be now. Five queries and what changes."""
    found = {one.pk: one for one in members}
    planned = _planned(found)
    if not planned and not any(map(_may, found.values())):
        return
    wanting = [pk for pk, one in found.items() if _may(one)]
    waiting, away = _waiting(wanting, now, now), _away(wanting, now)
    told = _told(wanting)
    for pk, membership in found.items():
        one, due_at = waiting.get(pk), None
        if one and not _knows(one, told.get(pk)):
            due_at = next_moment(membership, max(one.since + WAIT, now), away[pk])
        wanted = _row(membership, due_at) if due_at else None
        deliveries.renew(planned.get(pk), wanted, now=now, reason=str(NOTHING))


def check(rows: Sequence[Delivery], now: datetime) -> dict[UUID, str]:
    """By row, why it does not go out; rows that may go are absent. A fixed number of queries."""
    found = _members(rows)
    confirmed = emails.proved({one.user_id: one.user.email or "" for one in found.values()})
    waiting, away, told = _waiting(list(found), now, now - WAIT), _away(found, now), _told(found)
    reasons = {}
    for row in rows:
        membership, one = found.get(row.subject), waiting.get(row.subject)
        reason = _why_not(membership, confirmed)
        if not reason and membership and next_moment(membership, now, away[membership.pk]) != now:
            reason = _("That hour is not one of work.")
        if not reason and (one is None or _knows(one, told.get(row.subject))):
            reason = str(NOTHING)
        if reason:
            reasons[row.pk] = reason
    return reasons


def compose(rows: Sequence[Delivery], now: datetime) -> dict[UUID, Letter]:
    """By row, the fixed neutral letter: no name, no count, no content (M-01)."""
    found = _members(rows)
    addresses = {row.pk: found[row.subject].user.email or "" for row in rows}
    links = LINKS.of(addresses)
    return {
        row.pk: Letter(
            to=addresses[row.pk],
            name=NAME,
            practice=found[row.subject].practice,
            slots=links[row.pk],
            headers=LINKS.headers(links[row.pk]),
        )
        for row in rows
    }


@transaction.atomic
def stop(mail: Mail, now: datetime) -> bool:
    """The link of this mail was pressed: notes come in the mail of the day alone (rulings 26).

    Whoever holds the mail may, without a sign-in. False where they were off already, or go to
    another address now.
    """
    delivery = mail.delivery
    on = Membership.objects.filter(pk=delivery.subject, is_told_of_notes=True)
    hers = on.select_related("user").first()
    if hers is None or not mail.went_to(hers.user.email or ""):
        return False
    if not on.update(is_told_of_notes=False):
        return False
    audit.record(
        by=system(now=now, practice=delivery.practice),
        action="membership.note_mails_stopped",
        object_type="membership",
        object_id=delivery.subject,
    )
    return True


def _may(membership: Membership) -> bool:
    return membership.is_told_of_notes and membership.is_counselor and membership.ended_at is None


def _why_not(membership: Membership | None, confirmed: set[UUID]) -> str:
    if membership is None or not membership.user.is_active or not membership.is_counselor:
        return _("This person has no caseload here any more.")
    if not membership.is_told_of_notes:
        return _("This person wants no such mail.")
    if membership.user_id not in confirmed:
        return _("The address is not confirmed.")
    return ""


def _knows(waiting: Waiting, told_at: datetime | None) -> bool:
    """She was told, and has not opened her notes since."""
    return told_at is not None and (waiting.opened_at is None or waiting.opened_at < told_at)


def _waiting(members: Collection[UUID], now: datetime, until: datetime) -> dict[UUID, Waiting]:
    """What was sent up to `until` and waits for these."""
    if not members:
        return {}
    answers = facts.ask("colleagues.unread", membership_ids=members, now=now, until=until)
    return {pk: Waiting(*said) for answer in answers for pk, said in answer.items()}


def _told(members: Collection[UUID]) -> dict[UUID, datetime]:
    """When each was last told of notes, as far as she was."""
    had = Delivery.objects.filter(
        purpose=PURPOSE, subject__in=list(members), state__in=deliveries.MESSAGES
    )
    return dict(had.order_by().values_list("subject").annotate(Max("claimed_at")))


def _planned(members: Collection[UUID]) -> dict[UUID, Delivery]:
    rows = Delivery.objects.filter(purpose=PURPOSE, subject__in=list(members), state=State.PLANNED)
    return {row.subject: row for row in rows}


def _away(members: Collection[UUID], now: datetime) -> Mapping[UUID, list[Leave]]:
    """Days away of each that are not over."""
    found: dict[UUID, list[Leave]] = defaultdict(list)
    standing = Leave.objects.filter(membership__in=list(members))
    for one in standing.standing(now.astimezone(UTC).date() - DAY).defer("words"):
        found[one.membership_id].append(one)
    return found


def _members(rows: Sequence[Delivery]) -> dict[UUID, Membership]:
    live = Membership.objects.live().filter(pk__in={row.subject for row in rows})
    return {one.pk: one for one in live.select_related("user", "practice")}


def _row(membership: Membership, due_at: datetime) -> Delivery:
    return Delivery(
        practice_id=membership.practice_id,
        purpose=PURPOSE,
        subject=membership.pk,
        person=membership.user_id,
        due_at=due_at,
        zone=membership.zone.key,
    )
