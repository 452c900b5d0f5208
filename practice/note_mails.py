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

from practice import deliveries, desk_mails, facts
from practice.deliveries import Links, Mail
from practice.emails import Letter
from practice.holidays import days_of
from practice.models import Delivery, Leave, Membership
from practice.zones import to_utc

PURPOSE = "note_staff"
# The pages of the daily mail: nobody can tell one from the other.
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
    zone, days = membership.zone, days_of(membership, away)
    for _day in range(LOOK_AHEAD):
        day = at.astimezone(zone).date()
        if days.is_work(day):
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
    found = desk_mails.members_of(rows)
    proved = desk_mails.proved_of(found.values())
    waiting, away, told = _waiting(list(found), now, now - WAIT), _away(found, now), _told(found)
    reasons = {}
    for row in rows:
        membership, one = found.get(row.subject), waiting.get(row.subject)
        wants = membership is not None and membership.is_told_of_notes
        reason = desk_mails.why_not(membership, wants=wants, proved=proved)
        if not reason and membership and next_moment(membership, now, away[membership.pk]) != now:
            reason = _("That hour is not one of work.")
        if not reason and (one is None or _knows(one, told.get(row.subject))):
            reason = str(NOTHING)
        if reason:
            reasons[row.pk] = reason
    return reasons


def compose(rows: Sequence[Delivery], now: datetime) -> dict[UUID, Letter]:
    """By row, the fixed neutral letter: no name, no count, no content (M-01)."""
    return desk_mails.written(rows, LINKS)


@transaction.atomic
def stop(mail: Mail, now: datetime) -> bool:
    """The link of this mail was pressed: notes come in the mail of the day alone."""
    return desk_mails.stop(
        mail,
        now,
        on={"is_told_of_notes": True},
        off={"is_told_of_notes": False},
        action="membership.note_mails_stopped",
    )


def _may(membership: Membership) -> bool:
    return membership.is_told_of_notes and membership.is_counselor and membership.ended_at is None


def _knows(waiting: Waiting, told_at: datetime | None) -> bool:
    """She was told of what waits, and has not opened her notes since.

    Not where all that she was told of was taken back: then there was nothing to open.
    """
    if told_at is None or waiting.since > told_at:
        return False
    return waiting.opened_at is None or waiting.opened_at < told_at


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


def _row(membership: Membership, due_at: datetime) -> Delivery:
    return Delivery(
        practice_id=membership.practice_id,
        purpose=PURPOSE,
        subject=membership.pk,
        person=membership.user_id,
        due_at=due_at,
        zone=membership.zone.key,
    )
