"""What her pages say while her counselor is away: until when, and in the counselor's own words."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from clients.readers import Reader
from practice.models import Leave, Membership
from practice.zones import today_in


@dataclass(frozen=True)
class Away:
    """Days on which her counselor is away; `today` is that of the counselor's calendar."""

    name: str
    starts_on: date
    ends_on: date
    today: date
    words: str

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
    day = today_in(membership.practice.zone, at)
    hers = Leave.objects.filter(membership=membership).standing(day)
    return list(hers.order_by("starts_on"))


def shown_away(away: Collection[Leave], reader: Reader, now: datetime, until: date) -> Away | None:
    """The first of these that is not over and begins until that day. One query: her key."""
    today = reader.membership.today(now)
    for leave in away:
        if leave.ends_on >= today and leave.starts_on <= until:
            return Away(reader.first_name, leave.starts_on, leave.ends_on, today, leave.words)
    return None


def away_today(reader: Reader | None, now: datetime) -> Away | None:
    """Where she is away just now. One query; two where she is."""
    if reader is None:
        return None
    today = reader.membership.today(now)
    found = Leave.objects.filter(membership=reader.membership).on(today)
    return shown_away(found, reader, now, today)
