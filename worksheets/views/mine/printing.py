"""Her sheet on paper: her words, and what was said to them by whom and when."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from practice import vault
from practice.access import for_client
from worksheets import prompts
from worksheets.models import Comment
from worksheets.prompts import Prompt
from worksheets.reading import BlankPart, InSight, as_read, in_sight
from worksheets.sheets import Sheet
from worksheets.views.mine.reading import by_part, comments_of, rounds_of
from worksheets.views.mine.scope import sheet_of

Said = Mapping[str, list[Comment]]


def printed(sheet: Sheet, prompt: Prompt) -> dict[str, Any]:
    """A part on paper: her words, or room to write where she left it open."""
    if prompt.key in sheet.values:
        read = prompts.read_context(prompt, sheet.values[prompt.key])
        return {"prompt": prompt, "read": read}
    if sheet.is_open and prompt.key in {shown.key for shown in sheet.shown}:
        return {"prompt": prompt, "blank": BlankPart(prompt, prompts.form_context(prompt))}
    return {"prompt": prompt}


def printed_as_sent(prompt: Prompt, seen: InSight) -> dict[str, Any]:
    """A part on paper as others read it: what they see now, and before where that differs."""
    newest, before = (seen.now, seen.before) if seen.now else (seen.before, None)
    return {
        "prompt": prompt,
        "read": as_read(prompt, newest),
        "before": as_read(prompt, before),
    }


def in_print(sheet: Sheet, said: Said) -> list[dict[str, Any]]:
    """All of it: what shows, and whatever something was said to."""
    shown = {prompt.key for prompt in sheet.shown if sheet.is_open or prompt.key in sheet.values}
    return [
        printed(sheet, prompt) | {"said": said.get(prompt.key)}
        for prompt in sheet.schema.prompts
        if prompt.key in shown or prompt.key in said
    ]


def shared_in_print(sheet: Sheet, seen: Mapping[str, InSight], said: Said) -> list[dict[str, Any]]:
    """What others can read in fact, and no more; what was said to it, they wrote or read."""
    parts = [
        printed_as_sent(prompt, seen[prompt.key]) | {"said": said.get(prompt.key)}
        for prompt in sheet.schema.prompts
    ]
    return [part for part in parts if part["read"] or part["said"]]


@for_client
def print_mine(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Her answers with what was said to them; `?only=shared` holds what she has shared."""
    sheet = sheet_of(request, assignment_id)
    only_shared = request.GET.get("only") == "shared"
    rounds = rounds_of(request, sheet)
    # Nothing can be said to a sheet that was never sent and never put aside.
    is_first = sheet.is_open and sheet.round.number == 1
    if only_shared or not is_first:
        vault.warm([sheet.client.pk], "care")
    said = by_part([] if is_first else comments_of(request, sheet.assignment))
    seen = in_sight(sheet.schema, rounds) if only_shared else {}
    page = {
        "sheet": sheet,
        "assignment": sheet.assignment,
        "client": sheet.client,
        "rounds": [round_ for round_ in rounds if round_.submitted_at],
        "whole": said.get(""),
        "parts": shared_in_print(sheet, seen, said) if only_shared else in_print(sheet, said),
        "only_shared": only_shared,
    }
    return TemplateResponse(request, "worksheets/print_mine.html", page)
