"""The daily mail to a colleague: that something is new, once a day, and nothing else (B-02).

One delivery for each person and day of her own calendar, planned when her hour has come. Whether
anything is new is asked of the apps above, in the claiming transaction.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from practice import deliveries, desk_mails, facts
from practice.deliveries import Links, Mail
from practice.emails import Letter
from practice.holidays import days_of
from practice.models import Delivery, Leave, Membership
from practice.zones import to_utc

PURPOSE = "summary"
LINKS = Links(PURPOSE, stop="practice:stop_summary", why="practice:why_summary")
# A morning's mail is no evening's mail.
LATE = timedelta(hours=4)
# How far back the first one looks.
LATELY = timedelta(days=7)
DAY = timedelta(days=1)


def plan(now: datetime) -> int:
    """A row for everybody whose hour has come on a working day of hers; how many are new.

    Called every few minutes; any number of these at once make one row a day each.
    """
    rows = [row for membership in _wanted(now) if (row := _row(membership, now))]
    subjects = [row.subject for row in rows]
    there = Delivery.objects.filter(purpose=PURPOSE, subject__in=subjects, due_at__gt=now - DAY)
    known = set(there.values_list("subject", "step"))
    new = [row for row in rows if (row.subject, row.step) not in known]
    Delivery.objects.bulk_create(new, ignore_conflicts=True)
    if new:
        deliveries.wake_after_commit()
    return len(new)


def check(rows: Sequence[Delivery], now: datetime) -> dict[UUID, str]:
    """By row, why it does not go out; rows that may go are absent. A fixed number of queries."""
    found = desk_mails.members_of(rows)
    proved, away = desk_mails.proved_of(found.values()), _away(found, now)
    reasons = {row.pk: _why_not(found.get(row.subject), away, proved, now) for row in rows}
    since = {found[row.subject]: now - LATELY for row in rows if not reasons[row.pk]}
    since |= _last(since, now)
    new = _with_news(since, now)
    return {
        row.pk: reasons[row.pk] or _("Nothing was new.")
        for row in rows
        if reasons[row.pk] or row.subject not in new
    }


def compose(rows: Sequence[Delivery], now: datetime) -> dict[UUID, Letter]:
    """By row, the fixed neutral letter: no name, no count, no content (M-01)."""
    return desk_mails.written(rows, LINKS)


@transaction.atomic
def stop(mail: Mail, now: datetime) -> bool:
    """The link of this mail was pressed: none comes until she chooses an hour again."""
    return desk_mails.stop(
        mail,
        now,
        on={"summary_at__isnull": False},
        off={"summary_at": None},
        action="membership.summary_stopped",
    )


def _wanted(now: datetime) -> list[Membership]:
    """Everybody with a caseload who wants it and works today by her own calendar."""
    chosen = (
        Membership.objects.live()
        .counselors()
        .filter(summary_at__isnull=False, user__is_active=True, user__email__isnull=False)
        .select_related("practice")
    )
    found = {membership.pk: membership for membership in chosen}
    away = _away(found, now)
    return [one for one in found.values() if _works(one, one.today(now), away)]


def _works(membership: Membership, day: date, away: Mapping[UUID, list[Leave]]) -> bool:
    return days_of(membership, away.get(membership.pk, ())).is_work(day)


def _row(membership: Membership, now: datetime) -> Delivery | None:
    """Today's row; None before her hour, and once it is too late for it."""
    day, at = membership.today(now), membership.summary_at
    if at is None:
        return None
    due_at = to_utc(day, at, membership.zone)
    if not due_at <= now <= due_at + LATE:
        return None
    return Delivery(
        practice_id=membership.practice_id,
        purpose=PURPOSE,
        subject=membership.pk,
        person=membership.user_id,
        step=day.isoformat(),
        local_on=day,
        local_time=at,
        zone=membership.zone.key,
        due_at=due_at,
    )


def _away(memberships: Collection[UUID], now: datetime) -> dict[UUID, list[Leave]]:
    """Days away around now, by whose they are; nobody's calendar is more than a day off."""
    today = now.astimezone(UTC).date()
    near = Leave.objects.filter(membership__in=memberships).meeting(today - DAY, today + DAY)
    found: dict[UUID, list[Leave]] = {}
    for one in near.defer("words"):
        found.setdefault(one.membership_id, []).append(one)
    return found


def _why_not(
    membership: Membership | None,
    away: Mapping[UUID, list[Leave]],
    proved: set[UUID],
    now: datetime,
) -> str:
    wants = membership is not None and membership.summary_at is not None
    reason = desk_mails.why_not(membership, wants=wants, proved=proved)
    if reason or membership is None:
        return reason
    return (
        "" if _works(membership, membership.today(now), away) else _("That day is not one of work.")
    )


def _last(wanted: Collection[Membership], now: datetime) -> dict[Membership, datetime]:
    """When each was last written to, as far as she was."""
    by_id = {one.pk: one for one in wanted}
    had = Delivery.objects.filter(
        purpose=PURPOSE, subject__in=by_id, state__in=deliveries.MESSAGES, claimed_at__lte=now
    )
    last = had.order_by().values_list("subject").annotate(Max("claimed_at"))
    return {by_id[subject]: at for subject, at in last}


def _with_news(since: Mapping[Membership, datetime], now: datetime) -> set[UUID]:
    """Those for whom something is new."""
    answers = facts.ask("colleagues.news", since=since, now=now) if since else []
    return set().union(*answers)
