"""What her pages say while her counselor is away: until when, in her words, and who is there."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from clients.models import CareLink
from clients.readers import Reader, Readers
from practice.models import Leave, Membership
from practice.zones import today_in


@dataclass(frozen=True)
class Away:
    """Days on which her counselor is away; `today` is that of the counselor's calendar.

    `cover` is how she calls who looks after her until then, where somebody does already (B-06).
    """

    name: str
    starts_on: date
    ends_on: date
    today: date
    words: str
    cover: str = ""

    @property
    def is_one_day(self) -> bool:
        """Nothing is left of it, or ahead, but one day."""
        return max(self.starts_on, self.today) == self.ends_on

    @property
    def is_now(self) -> bool:
        """It has begun."""
        return self.starts_on <= self.today


def away_since(membership: Membership, at: datetime) -> list[Leave]:
    """Her days away that were not over at that instant, the next first. One query."""
    day = today_in(membership.zone, at)
    hers = Leave.objects.filter(membership=membership).standing(day)
    return list(hers.order_by("starts_on"))


def sessions_on(*, leave: Leave, now: datetime) -> int:
    """How many clients whom she leads now have a session ahead in these days: one query.

    `colleague.sessions`.
    """
    hers = CareLink.objects.live(now).filter(membership=leave.membership, role=CareLink.Role.LEAD)
    booked = hers.filter(
        client__discharged_at=None,
        client__next_session_at__gte=max(leave.begins_at, now),
        client__next_session_at__lt=leave.is_over_at,
    )
    return booked.values("client").distinct().count()


def who_covers(team: Iterable[Reader], away: Iterable[Leave], today: date) -> Reader | None:
    """Who looks after her on this day of her counselor's calendar, and cares for her just now."""
    names = {leave.cover_id for leave in away if leave.covers(today)}
    carers = (one for one in team if one.role != CareLink.Role.SUPERVISOR)
    return next((one for one in carers if one.membership.pk in names), None)


def shown_away(
    away: Collection[Leave],
    reader: Reader,
    now: datetime,
    until: date,
    team: Iterable[Reader] = (),
) -> Away | None:
    """The first of these that is not over and begins until that day. One query: her key.

    `team` are all who can read what she shares now.
    """
    today = reader.membership.today(now)
    for leave in away:
        if leave.ends_on >= today and leave.starts_on <= until:
            cover = who_covers(team, [leave], today)
            called = cover.first_name if cover else ""
            days = (leave.starts_on, leave.ends_on, today)
            return Away(reader.first_name, *days, leave.words, called)
    return None


def away_today(team: Readers, now: datetime) -> Away | None:
    """Where her counselor is away just now. One query; two where she is."""
    if team.first is None:
        return None
    today = team.first.membership.today(now)
    found = Leave.objects.filter(membership=team.first.membership).on(today)
    return shown_away(found, team.first, now, today, team.found)
