"""Her own lines: one small chart for each measure that she has points of (content.md 1.9).

For her eyes: private points are among them. A rating that she left out is a gap, never a zero; no
word says better or worse, and no number is put together from others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from django.utils.translation import gettext as _

from clients.models import Client, TenderDate
from practice import vault
from practice.access import Actor
from worksheets import library
from worksheets.library.shapes import MeasureLine
from worksheets.models import Answer, Round, schema_of, warm_schemas
from worksheets.prompts import measuring

FEWEST = 2
# The drawing, 320 by 132; what ends the axis of numbers stands left of it, "always" among it.
LEFT, RIGHT, TOP, BOTTOM = 52, 308, 10, 106
# What the axis reaches.
WHOLE = {"0-10": 10, "share": 1}


@dataclass(frozen=True)
class Mark:
    """One point: its day, its number (None where she left it out), and its place."""

    on: date
    value: float | None
    x: float = 0
    y: float = 0

    @property
    def said(self) -> str:
        """The number as a person writes it, "" for a gap."""
        return "" if self.value is None else f"{self.value:.1f}".removesuffix(".0")


@dataclass(frozen=True)
class Series:
    """One row of points with its words."""

    label: str
    marks: tuple[Mark, ...]

    @property
    def dots(self) -> list[Mark]:
        """The points that there are."""
        return [mark for mark in self.marks if mark.value is not None]

    @property
    def strokes(self) -> list[str]:
        """The line between points that follow one another; a gap ends it."""
        runs = groupby(self.marks, key=lambda mark: mark.value is not None)
        found = [list(marks) for is_there, marks in runs if is_there]
        return [" ".join(f"{m.x:g},{m.y:g}" for m in run) for run in found if len(run) > 1]


@dataclass(frozen=True)
class Chart:
    """A measure of hers. `hard_days` are places along its days; `top` and `foot` end the axis."""

    key: str
    label: str
    kind: str
    top: str
    foot: str
    series: tuple[Series, ...]
    hard_days: tuple[float, ...]
    first: date
    last: date

    @property
    def left(self) -> int:
        """Where the axis of days begins."""
        return LEFT

    @property
    def right(self) -> int:
        """Where it ends."""
        return RIGHT

    @property
    def name(self) -> str:
        """Names it in the page."""
        return self.key.replace(".", "-")

    @property
    def pairs(self) -> list[tuple[Mark, Mark]]:
        """Before and after of one sheet, where both are there."""
        both = zip(*(one.marks for one in self.series), strict=True)
        return [(one, two) for one, two in both if one.said and two.said]

    @property
    def rows(self) -> list[tuple[date, list[str]]]:
        """The table: each day with its numbers, as they are said."""
        days = zip(*(one.marks for one in self.series), strict=True)
        return [(marks[0].on, [mark.said for mark in marks]) for marks in days]


@dataclass(frozen=True)
class Given:
    """What one sheet gave to a measure on its day; None where she left it out."""

    key: str
    sheet: UUID
    on: date
    value: float | None


# A day with the number of each series.
Row = tuple[date, list[float | None]]


def charts_of(actor: Actor, client: Client) -> list[Chart]:
    """Her charts in the order of the known measures; none of fewer than two points.

    What she sent or set aside, and what she is in the middle of; each sheet as it stands. Three
    queries and her key.
    """
    by_key: dict[str, list[Given]] = {}
    for given in sorted(_given(actor, client), key=lambda one: one.on):
        by_key.setdefault(given.key, []).append(given)
    hard = list(TenderDate.objects.visible_to(actor).filter(client=client))
    lines, found = library.measures(), []
    seconds = {line.pair for line in lines.values() if line.pair}
    for key, line in lines.items():
        if key in seconds or line.chart == "words" or key not in by_key:
            continue
        pair = lines.get(line.pair)
        rows = _rows(by_key[key], by_key.get(line.pair, []) if pair else None)
        if any(sum(n is not None for n in one) >= FEWEST for one in _columns(rows)):
            found.append(_chart(line, pair, rows, hard))
    return found


def _given(actor: Actor, client: Client) -> Iterator[Given]:
    rounds = Round.objects.visible_to(actor).current().filter(client=client)
    rounds = rounds.select_related("assignment")
    rounds = list(rounds.only("client_id", "submitted_at", "assignment__version_id"))
    warm_schemas({one.assignment.version_id for one in rounds})
    vault.warm([client.pk], "own")
    measured = {
        prompt.key
        for one in rounds
        for prompt in schema_of(one.assignment.version_id).prompts
        if prompt.measure
    }
    answers = Answer.objects.visible_to(actor).filter(client=client, prompt_key__in=measured)
    rows = {
        (row.assignment_id, row.prompt_key): row
        for row in answers.only("client_id", "assignment_id", "prompt_key", "value", "saved_at")
    }
    for one in rounds:
        yield from _given_by(client, one, rows)


def _given_by(
    client: Client, round_: Round, rows: dict[tuple[UUID, str], Answer]
) -> Iterator[Given]:
    """The points of one sheet, on the day it was sent or else written on; gaps once it was sent."""
    for prompt in schema_of(round_.assignment.version_id).prompts:
        if not prompt.measure or prompt.ephemeral:
            continue
        row = rows.get((round_.assignment_id, prompt.key))
        value = measuring.point(prompt, row.value) if row else None
        at = round_.submitted_at or (row.saved_at if row and value is not None else None)
        if at:
            yield Given(prompt.measure.key, round_.assignment_id, client.today(at), value)


def _rows(given: list[Given], after: list[Given] | None) -> list[Row]:
    """Of two series, what belongs to one sheet stands in one row."""
    if after is None:
        return [(one.on, [one.value]) for one in given]
    second = {one.sheet: one.value for one in after}
    return [(one.on, [one.value, second.get(one.sheet)]) for one in given]


def _columns(rows: Sequence[Row]) -> list[tuple[float | None, ...]]:
    return list(zip(*(numbers for _day, numbers in rows), strict=True))


def _chart(
    line: MeasureLine, pair: MeasureLine | None, rows: list[Row], hard: list[TenderDate]
) -> Chart:
    days = [day for day, _numbers in rows]
    places = _places(days)
    whole = WHOLE[line.unit]
    labels = [line.label, *([pair.label] if pair else [])]
    return Chart(
        key=line.key,
        label=_("%(before)s, and after") % {"before": line.label} if pair else line.label,
        kind=line.chart,
        top=str(whole) if line.unit == "0-10" else _("always"),
        foot="0" if line.unit == "0-10" else _("never"),
        series=tuple(
            Series(label, tuple(map(_mark, days, column, places, [whole] * len(days))))
            for label, column in zip(labels, _columns(rows), strict=True)
        ),
        hard_days=tuple(_along(day, days) for day in _hard_days(hard, days[0], days[-1])),
        first=days[0],
        last=days[-1],
    )


def _mark(on: date, value: float | None, x: float, whole: int) -> Mark:
    y = BOTTOM if value is None else BOTTOM - (BOTTOM - TOP) * value / whole
    return Mark(on, value, x, round(y, 1))


def _places(days: list[date]) -> list[float]:
    """Where each point stands: by its day, or one after another where all are of one day."""
    if days[0] != days[-1]:
        return [_along(day, days) for day in days]
    step = (RIGHT - LEFT) / (len(days) + 1)
    return [round(LEFT + step * number, 1) for number in range(1, len(days) + 1)]


def _along(day: date, days: list[date]) -> float:
    span = (days[-1] - days[0]).days
    return round(LEFT + (RIGHT - LEFT) * (day - days[0]).days / span, 1) if span else float(LEFT)


def _hard_days(hard: list[TenderDate], first: date, last: date) -> list[date]:
    """The days between the first and the last point that she marked as hard, each year's."""
    years = range(first.year, last.year + 1)
    days = {one.in_year(year) if one.is_yearly else one.on_date for one in hard for year in years}
    known = {day for day in days if any(one.falls_on(day) for one in hard)}
    return sorted(day for day in known if first <= day <= last)
