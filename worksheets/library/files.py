"""The content files, read and checked: a wrong file stops the load with its reason."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from worksheets.library.shapes import Frame, MeasureLine, Pathway, Sheet, ThemeFile
from worksheets.prompts.publishing import check
from worksheets.prompts.schema import WorksheetSchema

CONTENT = Path(__file__).parent.parent / "content"


@cache
def measures() -> dict[str, MeasureLine]:
    """Every known measure by its key."""
    return {row["key"]: MeasureLine.model_validate(row) for row in _read("measures.json")}


@cache
def frame() -> Frame:
    """The frame's prompts and words."""
    return Frame.model_validate(_read("frame.json"))


@cache
def themes() -> tuple[ThemeFile, ...]:
    """The nine themes and, last, the shelf of the check-ins, in order of their numbers."""
    found = [ThemeFile.model_validate(_read(path)) for path in (CONTENT / "themes").glob("*.json")]
    along = [Sheet.model_validate(_read(f"{name}.json")) for name in ("check-in", "pathway-review")]
    shelf = ThemeFile.model_validate(_read("shelf.json") | {"worksheets": along})
    return (*sorted(found, key=lambda theme: theme.number), shelf)


@cache
def pathways() -> dict[str, Pathway]:
    """The pathways by their slugs."""
    found = [Pathway.model_validate(_read(path)) for path in (CONTENT / "pathways").glob("*.json")]
    return {pathway.slug: pathway for pathway in found}


@cache
def sources() -> dict[str, dict[str, str]]:
    """What the facts of the themes stand on: cite, where, note, by reference."""
    return _read("sources.json")


def schema_of(sheet: Sheet) -> WorksheetSchema:
    """The sheet as a version holds it, frame and mood words included. Raises NotPublishable."""
    prompts = [_with_words(prompt) for prompt in sheet.prompts]
    notes = sheet.done_notes
    if sheet.framed:
        prompts = [*frame().before, *prompts, *frame().after]
        notes = (*notes, *frame().done_notes)
    schema = WorksheetSchema.model_validate(
        {"prompts": prompts, "gates": sheet.gates, "marks": sheet.marks, "done_notes": notes}
    )
    check(schema, measures().keys())
    return schema


def _with_words(prompt: dict[str, Any]) -> dict[str, Any]:
    is_bare = prompt["type"] == "mood_words" and "options" not in prompt
    return prompt | _read("mood-words.json") if is_bare else prompt


def _read(path: str | Path) -> Any:
    return json.loads((CONTENT / path).read_text(encoding="utf-8"))
