"""By when a note may be seen: a plan in words, never a promise of watching (N-01, N-02, N-03)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from clients.absence import Away, away_since, shown_away, who_covers
from clients.models import Client
from clients.readers import Reader, Readers, readers
from practice import clock
from practice.holidays import Days, days_of
from practice.models import Leave, Membership
from practice.promise import read_by


@dataclass(frozen=True)
class Promise:
    """Who is likely to see a note first, and by which day of that person's calendar.

    `name` is her counselor, `sees` whoever may see it first: the same, or who covers meanwhile.
    """

    name: str
    sees: str
    reply_days: int
    days: Collection[int]
    read_by: date
    away: Away | None = None
    cover: str = ""

    @property
    def works_every_day(self) -> bool:
        """No day of the week is named then."""
        return len(set(self.days)) in {0, 7}

    @property
    def weekdays(self) -> str:
        """ "Mon, Tue, Wed": the days on which her counselor works."""
        return clock.weekdays(self.days)


def promise_for(
    client: Client, at: datetime, now: datetime, team: Readers | None = None
) -> Promise:
    """The plan for a note that is sent at the instant `at`; what is away is read at `now`.

    `team` are who reads at `now`, where a page has them. Three queries without it; her key must
    be warm where somebody is away.
    """
    team = team or readers(client, now)
    lead, reply_days = team.first, client.practice.reply_days
    if lead is None:
        days = Days(client.practice)
        day = read_by(at, reply_days=reply_days, days=days, zone=client.practice.zone)
        return Promise(team.counselor, team.counselor, reply_days, (), day)
    leaves = away_since(lead.membership, at)
    day = seen_by_day(lead.membership, at, reply_days, leaves)
    promise = Promise(
        name=lead.first_name,
        sees=lead.first_name,
        reply_days=reply_days,
        days=lead.membership.working_days,
        read_by=day,
        away=shown_away(leaves, lead, now, day, team.found),
    )
    cover = who_covers(team.found, leaves, lead.membership.today(at))
    return with_cover(promise, cover, at) if cover else promise


def seen_by_day(
    membership: Membership, at: datetime, reply_days: int, leaves: Collection[Leave]
) -> date:
    """By which day of her calendar she may see what came at that instant."""
    days = days_of(membership, leaves)
    return read_by(at, reply_days=reply_days, days=days, zone=membership.zone)


def with_cover(promise: Promise, cover: Reader, at: datetime) -> Promise:
    """The same plan with somebody who may see it before her counselor is back."""
    leaves = away_since(cover.membership, at)
    day = seen_by_day(cover.membership, at, promise.reply_days, leaves)
    is_first = day < promise.read_by
    return Promise(
        name=promise.name,
        sees=cover.first_name if is_first else promise.name,
        reply_days=promise.reply_days,
        days=promise.days,
        read_by=min(day, promise.read_by),
        away=promise.away,
        cover=cover.first_name,
    )
