"""A day, a month, a year, or "not sure". Never required.

Value: "2026-03-12", "2026-03", "2026" or "not_sure"; a guess ends in "~" ("2026-03~").
"""

import re
from datetime import date
from typing import Any, Literal

from django.http import QueryDict
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from pydantic import Field

from worksheets.prompts.base import CannotKeep, ColumnBase, Frozen, PromptBase, Shown, as_text
from worksheets.prompts.paper import Boxes, Lines, Piece

NOT_SURE = "not_sure"
WRITTEN = re.compile(r"(?P<year>[0-9]{4})(-(?P<month>[0-9]{2})(-(?P<day>[0-9]{2}))?)?(?P<guess>~)?")
MONTH_ONLY = re.compile(r"--(?P<month>[0-9]{2})~?")


class Settings(Frozen):
    precision: Literal["day", "month"] = "day"
    not_sure: bool = True
    # Shows the day this many days later as the day to look back (sheet 2.3).
    review_after_days: int | None = Field(default=None, ge=1)


class Date(PromptBase, Settings):
    type: Literal["date"]


class DateColumn(ColumnBase, Settings):
    type: Literal["date"]


def clean(raw: Any, settings: Settings) -> str | None:
    """The date as written, None when empty. Raises CannotKeep for what is no date."""
    text = raw.strip() if isinstance(raw, str) else raw
    if text in (None, "") or text == NOT_SURE:
        return text or None
    if isinstance(text, str) and MONTH_ONLY.fullmatch(text):
        raise CannotKeep(_("Add a year, even a guess, or choose “Not sure”."), raw)
    if not isinstance(text, str) or not _is_real(text):
        if settings.precision == "day":
            raise CannotKeep(_("That is no day of the calendar. Please choose it again."), raw)
        raise CannotKeep(_("Choose the month and write the year with four digits."), raw)
    return text


def exact_date(value: Any) -> date | None:
    """The day, when the value names one and is no guess."""
    match = WRITTEN.fullmatch(as_text(value))
    if not match or not match["day"] or match["guess"] or not _is_real(as_text(value)):
        return None
    return date.fromisoformat(as_text(value))


def from_post(post: QueryDict, settings: Settings, name: str) -> str:
    text = post.get(name, "").strip()
    year, month = (post.get(f"{name}_{part}", "").strip() for part in ("year", "month"))
    if not text and (year or month):
        text = f"{year or '-'}-{month.zfill(2)}" if month else year
    guess = settings.not_sure and post.get(f"{name}_not_sure")
    if not guess:
        return text
    return f"{text.removesuffix('~')}~" if text else NOT_SURE


def form_context(settings: Settings, value: Any, **where: Any) -> dict[str, Any]:
    text = as_text(value)
    month_only = MONTH_ONLY.fullmatch(text)
    match = WRITTEN.fullmatch(text)
    year = match["year"] if match else ""
    month = (match or month_only or {"month": None})["month"] or ""
    return {
        "text": "" if text == NOT_SURE else text.removesuffix("~"),
        "is_day": bool(match and match["day"]) or not text or text == NOT_SURE,
        "year": year or ("" if month_only or text == NOT_SURE else text.removesuffix("~")),
        "months": [
            {"number": f"{n:02}", "label": label, "checked": f"{n:02}" == month}
            for n, label in MONTHS.items()
        ],
        "not_sure": text == NOT_SURE or text.endswith("~"),
    }


def on_paper(settings: Settings) -> list[Piece]:
    """A line for a day or a month, and a box for "not sure"."""
    not_sure: list[Piece] = [Boxes((_("Not sure"),), in_a_row=True)] if settings.not_sure else []
    return [Lines(1), *not_sure]


def display(value: Any, settings: Settings) -> Shown:
    if value is None:
        return Shown()
    text = as_text(value)
    if text == NOT_SURE:
        return Shown(lines=(_("Not sure"),))
    match = WRITTEN.fullmatch(text)
    if not match or not _is_real(text):
        return Shown(lines=(text,))
    said = _in_words(match)
    return Shown(lines=(_("%(date)s, or about then") % {"date": said} if match["guess"] else said,))


def _in_words(match: re.Match[str]) -> str:
    parts = {"year": match["year"]}
    if not match["month"]:
        return match["year"]
    parts["month"] = str(MONTHS[int(match["month"])])
    if not match["day"]:
        return _("%(month)s %(year)s") % parts
    return _("%(day)s %(month)s %(year)s") % (parts | {"day": int(match["day"])})


def _is_real(text: str) -> bool:
    match = WRITTEN.fullmatch(text)
    if not match or not 1900 <= int(match["year"]) <= 2199:
        return False
    try:
        date(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1))
    except ValueError:
        return False
    return True
