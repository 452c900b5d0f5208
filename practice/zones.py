"""Time zones by their IANA names, checked once for every model that keeps one."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def validate_zone(name: str) -> None:
    """Raises ValidationError unless the name is a zone this machine knows."""
    if name not in available_timezones():
        raise ValidationError(_("Choose a time zone from the list."))


def to_utc(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The UTC instant of a local date and time; a time that a clock change skips moves on by it."""
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def today_in(zone: ZoneInfo, now: datetime) -> date:
    """The calendar date there at the instant `now`."""
    return now.astimezone(zone).date()
