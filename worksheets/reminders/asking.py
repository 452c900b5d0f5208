"""What her home asks her about reminders: once whether at all, and around a day that asks."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from clients.models import Client, Consent, ConsentText, Layer, TenderDate
from worksheets.reminders.knowing import know, quiet_days
from worksheets.reminders.planner import DAY, Why

AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class Ask:
    """A hard day for which she wants to be asked."""

    date_id: UUID
    day: date


@dataclass(frozen=True)
class Asks:
    """What home asks. `text_id` are the words that she has said neither yes nor no to."""

    text_id: UUID | None = None
    days: tuple[Ask, ...] = ()


def words_for(client: Client) -> ConsentText | None:
    """What she says yes or no to; None while her practice has published nothing."""
    current = ConsentText.objects.current(client.practice_id)
    return current.filter(layer=Layer.EMAIL).first()


def has_changed(client: Client, text: ConsentText) -> bool:
    """Whether she said yes to older words, and these say what is different. One query at most."""
    if not (text.changes and text.meaning_changed):
        return False
    said = Consent.objects.select_related("text").latest_word(client, Layer.EMAIL)
    return said is not None and said.given and said.text.number < text.number


def marked_days(client: Client) -> list[TenderDate]:
    """Her hard days without their words. One query."""
    marked = TenderDate.objects.filter(client=client, removed_at__isnull=True)
    return list(marked.defer("label", "own_label"))


def asks(client: Client, marked: Iterable[TenderDate], now: datetime) -> Asks:
    """One query, and the planner's where one of her days is near that asks."""
    if not client.is_in_care:
        return Asks()
    unanswered = ConsentText.objects.unanswered_by(client, [Layer.EMAIL])
    if text_id := unanswered.values_list("pk", flat=True).first():
        return Asks(text_id=text_id)
    return Asks(days=days_to_ask(client, marked, now))


def days_to_ask(client: Client, marked: Iterable[TenderDate], now: datetime) -> tuple[Ask, ...]:
    """Days of the next two weeks that a reminder would meet if she kept them (E-20)."""
    today = client.today(now)
    dates = [one for one in marked if one.quiet != TenderDate.Quiet.KEEP]
    near = [
        (one, day)
        for one in dates
        if one.quiet == TenderDate.Quiet.ASK
        and (day := one.next_on(today))
        and today < day <= today + AHEAD
        and one.answered_on != day
    ]
    if not near:
        return ()
    known = know([client.pk], now)[client.pk]
    if known.wishes.stop() is not Why.NOTHING:
        return ()
    found = []
    for one, day in sorted(near, key=lambda each: each[1]):
        around = {day - DAY, day}
        others = quiet_days([each for each in dates if each != one], today, day + DAY)
        kept = replace(known, quiet_days=known.quiet_days - around | others)
        if any(row.planned and row.on in around for row in kept.plan(now)):
            found.append(Ask(one.pk, day))
    return tuple(found)
