"""Events of the demo in the order of their days."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from clients.models import Client
from practice.access import Actor
from practice.models import Membership
from practice.zones import to_utc, today_in


class Story:
    """Collects what happens, then lets it happen by time, so that the audit reads like a diary."""

    def __init__(self, *, now: datetime, zone: str, staff: dict[str, Membership]) -> None:
        self.now, self.zone, self.staff = now, ZoneInfo(zone), staff
        self.clients: dict[str, Client] = {}
        self._events: list[tuple[datetime, int, Callable[[datetime], None]]] = []

    def day(self, offset: int) -> date:
        """The practice's calendar date so many days from today."""
        return today_in(self.zone, self.now) + timedelta(days=offset)

    def instant(self, offset: int, hour: int, minute: int = 0) -> datetime:
        """That day at that local time, as UTC."""
        return to_utc(self.day(offset), time(hour, minute), self.zone)

    def on(
        self, offset: int, hour: int, event: Callable[[datetime], None], minute: int = 0
    ) -> None:
        """Plans an event; what would lie ahead happens a moment ago."""
        at = min(self.instant(offset, hour, minute), self.now - timedelta(minutes=2))
        self._events.append((at, len(self._events), event))

    def play(self) -> None:
        """Lets everything happen, the oldest first."""
        for at, _order, event in sorted(self._events, key=lambda planned: planned[:2]):
            event(at)

    def staff_at(self, key: str, at: datetime) -> Actor:
        """A colleague as she acts at that instant."""
        membership = self.staff[key]
        return Actor(user=membership.user, membership=membership, now=at)

    def client_at(self, key: str, at: datetime) -> Actor:
        """A client as she acts at that instant."""
        membership = self.client(key).membership
        if membership is None:
            raise LookupError(f"{key} has not come in yet.")
        return Actor(user=membership.user, membership=membership, now=at)

    def client(self, key: str) -> Client:
        """Her row as it stands now."""
        found = Client.objects.select_related("membership__user", "membership__practice")
        return found.get(pk=self.clients[key].pk)
