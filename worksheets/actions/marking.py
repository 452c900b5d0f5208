"""Marking hard days from her own answers, by her own tick, after she is done (rulings 6)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from clients.actions import dates
from clients.actions.dates import Day
from clients.models import TenderDate
from practice.access import Actor
from worksheets import prompts
from worksheets.sheets import Sheet

WORDS_AT_MOST = 120


@dataclass(frozen=True)
class Offered:
    """A day that she wrote down and could mark."""

    on_date: date
    words: str
    is_marked: bool = False


def offered(sheet: Sheet, today: date) -> list[Offered]:
    """The days still to come in her answers, each once. One query where there are any."""
    rows = [
        row
        for prompt in sheet.shown
        if prompt.feeds == "tender_dates"
        for row in sheet.values.get(prompt.key) or []
    ]
    found = {prompts.exact_date(row.get("date")): str(row.get("event", "")) for row in rows}
    days = sorted(day for day in found if day and day >= today)
    if not days:
        return []
    marks = TenderDate.objects.filter(client=sheet.client, removed_at=None, on_date__in=days)
    marked = set(marks.values_list("on_date", flat=True))
    return [Offered(day, found[day][:WORDS_AT_MOST], day in marked) for day in days]


@transaction.atomic
def mark(*, by: Actor, sheet: Sheet, chosen: Collection[date], is_private: bool) -> int:
    """Marks the chosen days that are not marked yet; how many. What `dates.mark_date` raises."""
    quiet = next((sheet.values.get(p.key) for p in sheet.shown if p.feeds == "tender_quiet"), None)
    wanted = [
        day
        for day in offered(sheet, sheet.client.today(by.now))
        if day.on_date in chosen and not day.is_marked
    ]
    for day in wanted:
        said = Day(
            on_date=day.on_date,
            words=day.words,
            quiet=quiet or TenderDate.Quiet.PAUSE,
            is_private=is_private,
        )
        dates.mark_date(by=by, client=sheet.client, day=said)
    return len(wanted)
