"""Rows of typed cells. Value: a list of {column key: cell value}; empty cells are left out."""

import re
from typing import Annotated, Any, Literal, Self

from django.http import QueryDict
from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from worksheets.prompts import date, scale_0_10, short_text, single_choice
from worksheets.prompts.base import CannotKeep, Frozen, PromptBase, Shown
from worksheets.prompts.paper import Grid, Piece

CELLS = {
    "short_text": short_text,
    "scale_0_10": scale_0_10,
    "date": date,
    "single_choice": single_choice,
}

Column = Annotated[
    short_text.ShortTextColumn
    | scale_0_10.ScaleColumn
    | date.DateColumn
    | single_choice.SingleChoiceColumn,
    Field(discriminator="type"),
]


class Settings(Frozen):
    columns: tuple[Column, ...] = Field(min_length=1, max_length=6)
    # The most rows there can be, and how many stand open from the start.
    rows: int = Field(ge=1, le=31)
    rows_open: int = Field(default=2, ge=1)

    @model_validator(mode="after")
    def _unique_columns(self) -> Self:
        keys = [column.key for column in self.columns]
        if len(set(keys)) != len(keys):
            raise ValueError("two columns have the same key")
        return self


class Table(PromptBase, Settings):
    type: Literal["table"]


def clean(raw: Any, settings: Settings) -> list[dict[str, Any]] | None:
    """Rows that hold something, None when there are none. Raises CannotKeep."""
    if raw in (None, "", []):
        return None
    if not isinstance(raw, list) or not all(isinstance(row, dict) for row in raw):
        raise CannotKeep(_("Please write this one in the rows on the page."), raw)
    rows = [_clean_row(row, settings, number, raw) for number, row in enumerate(raw, start=1)]
    rows = [row for row in rows if row]
    if len(rows) > settings.rows:
        text = _("There is room for %(count)s rows here. Put two of them into one.")
        raise CannotKeep(text % {"count": settings.rows}, raw)
    return rows or None


def from_post(post: QueryDict, settings: Settings, name: str) -> list[dict[str, Any]]:
    pattern = re.compile(re.escape(name) + r"_([0-9]{1,3})_")
    numbers = {int(match[1]) for key in post if (match := pattern.match(key))}
    return [
        {
            column.key: CELLS[column.type].from_post(post, column, f"{name}_{number}_{column.key}")
            for column in settings.columns
        }
        for number in sorted(numbers)
    ]


def form_context(
    settings: Settings, value: Any, *, name: str, id: str, **where: Any
) -> dict[str, Any]:
    filled = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    count = max(settings.rows, len(filled))
    rows = [
        _row_context(settings, row, number, name=name, id=id, **where)
        for number, row in enumerate([*filled, *[{}] * (count - len(filled))])
    ]
    is_open = min(count, max(settings.rows_open, len(filled) + 1))
    return {"open_rows": rows[:is_open], "more_rows": rows[is_open:], "row_limit": settings.rows}


def on_paper(settings: Settings) -> list[Piece]:
    return [Grid(tuple(column.label for column in settings.columns), settings.rows)]


def display(value: Any, settings: Settings) -> Shown:
    filled = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    rows = tuple(
        tuple(_cell_text(column, row.get(column.key)) for column in settings.columns)
        for row in filled
    )
    columns = tuple(column.label for column in settings.columns)
    return Shown(columns=columns, rows=rows) if rows else Shown()


def _clean_row(row: dict, settings: Settings, number: int, raw: Any) -> dict[str, Any]:
    kept = {}
    for column in settings.columns:
        try:
            kept[column.key] = CELLS[column.type].clean(row.get(column.key), column)
        except CannotKeep as refusal:
            where = {"row": number, "column": column.label, "message": refusal.message}
            text = _("Row %(row)s, “%(column)s”: %(message)s") % where
            raise CannotKeep(text, raw) from refusal
    if set(row) - set(kept):
        raise CannotKeep(_("Please write this one in the rows on the page."), raw)
    return {key: cell for key, cell in kept.items() if cell is not None}


def _row_context(
    settings: Settings, row: dict, number: int, *, name: str, id: str, **where: Any
) -> dict[str, Any]:
    cells = []
    for column in settings.columns:
        place = {"name": f"{name}_{number}_{column.key}", "id": f"{id}-{number}-{column.key}"}
        value = row.get(column.key)
        cells.append(
            {
                "column": column,
                "template": f"worksheets/prompts/{column.type}/_cell.html",
                **place,
                **CELLS[column.type].form_context(column, value, **place, **where),
            }
        )
    return {"number": number + 1, "cells": cells}


def _cell_text(column: Any, value: Any) -> str:
    if column.type == "scale_0_10":
        return "" if value is None else str(value)
    return " ".join(CELLS[column.type].display(value, column).lines)
