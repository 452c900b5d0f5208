"""Tags and filters that the house's templates share: dates as people say them, icons, links."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django import template
from django.http import QueryDict
from django.templatetags.tz import do_timezone
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext
from lucide.templatetags.lucide import lucide

from practice import clock

register = template.Library()


def local_day(value: date | datetime, zone: ZoneInfo | None = None) -> date:
    """The calendar day of a moment, in `zone` or the reader's; a plain date is its own day."""
    if not isinstance(value, datetime):
        return value
    if timezone.is_naive(value):
        return value.date()
    return timezone.localtime(value, zone).date()


@register.filter(expects_localtime=True)
def person_date(value: date | datetime | None, now: date | datetime | None = None) -> str:
    """ "Thursday 12 March"; with `now` also today, yesterday, tomorrow, and the year if it differs.

    A moment is read in the reader's zone, or in the one that `in_zone` gave it.
    """
    if not value:
        return ""
    zone = value.tzinfo if isinstance(value, datetime) else None
    day = local_day(value, zone)
    today = local_day(now, zone) if now is not None else None
    return said(day, today, get_language())


@lru_cache(maxsize=4096)
def said(day: date, today: date | None, language: str | None) -> str:
    """The words for a day in the active language, made once: a list says few days many times."""
    away = (day - today).days if today else None
    if away == 0:
        return gettext("today")
    if away == -1:
        return gettext("yesterday")
    if away == 1:
        return gettext("tomorrow")
    is_near = today is None or day.year == today.year
    return date_format(day, gettext("l j F") if is_near else gettext("j F Y"))


@register.filter(expects_localtime=True)
def person_time(value: datetime | None, now: datetime | None = None) -> str:
    """ "Thursday 12 March, 21:10", by the same rules as `person_date`."""
    if not value:
        return ""
    return gettext("%(day)s, %(time)s") % {
        "day": person_date(value, now),
        "time": clock.time_of_day(value),
    }


@register.filter(expects_localtime=True)
def time_of_day(value: datetime | None) -> str:
    """ "18:00", or "6:00 pm" where the reader counts so."""
    return clock.time_of_day(value) if value else ""


@register.filter
def weekdays(days: Collection[int]) -> str:
    """ "every day" or "Mon, Wed, Thu" for ISO numbers."""
    return clock.weekdays(days)


@register.filter(expects_localtime=True)
def moment(value: datetime | None, now: datetime | None = None) -> str:
    """ "18:00" today, else with its day: "yesterday 18:00", "12 March 18:00"."""
    return clock.moment(value, now) if value else ""


@register.filter
def in_zone(value: datetime | None, zone: str) -> datetime | str:
    """The same moment in another zone, to be followed by a date filter: `{{ at|in_zone:zone }}`."""
    return do_timezone(value, zone) if value else ""


@register.filter
def minutes(count: int | None) -> str:
    """ "About 10 minutes"."""
    if not count:
        return ""
    return ngettext("About %(n)d minute", "About %(n)d minutes", count) % {"n": count}


@register.filter
def begins(text: str, start: str) -> bool:
    """True where `text` begins with `start`; for the current place in a menu."""
    return bool(text and start and text.startswith(start))


@register.simple_tag(takes_context=True)
def qs_replace(context: Mapping[str, object], **changes: object) -> str:
    """This page's query string with some values replaced; None removes one."""
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@lru_cache(maxsize=256)
def drawn(name: str, css: str) -> SafeString:
    """An icon of the one family as SVG text, parsed once per process."""
    kwargs = {"class": css, "aria-hidden": "true", "focusable": "false", "stroke-width": "1.75"}
    return SafeString(lucide(name, size=None, **kwargs))


@register.simple_tag
def icon(name: str, **attrs: str) -> SafeString:
    """`{% icon "house" %}`: decoration beside a word, hidden from screen readers."""
    return drawn(str(name), str(attrs.get("class", "icon")))


@register.simple_tag
def points_0_to_10() -> range:
    """The eleven points of a scale."""
    return range(11)
