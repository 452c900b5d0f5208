"""What the answering pages show, for a first look and after a save that could not be kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from worksheets.forms.mine import standing
from worksheets.prompts import Prompt
from worksheets.sheets import Part, Sheet
from worksheets.views.mine.scope import name_of, readers_of

Refused = Mapping[str, Mapping[str, Any]]
SLIP = "worksheets.slip"


def slip_for(sheet: Sheet) -> str:
    """Says whose page this is, so that words posted after sign-out find home (rulings 43)."""
    return signing.dumps([str(sheet.assignment.pk), str(sheet.client.pk)], salt=SLIP)


def _page(
    request: HttpRequest, sheet: Sheet, asked: Sequence[Prompt], refused: Refused
) -> dict[str, Any]:
    readers = readers_of(request, sheet)
    return {
        "sheet": sheet,
        "assignment": sheet.assignment,
        "client": sheet.client,
        "leave_fast": sheet.has_fast_exit,
        "counselor": name_of(readers),
        "prompts": [standing(sheet, p, refused=refused.get(p.key, {})) for p in asked],
        "slip": slip_for(sheet),
    }


def part_page(
    request: HttpRequest, sheet: Sheet, part: Part, refused: Refused | None = None
) -> HttpResponse:
    """One part on its own screen; 422 where something could not be kept."""
    refused = refused or {}
    page = _page(request, sheet, part.prompts, refused)
    page |= {
        "part": part,
        "total": sheet.length if part.position else 0,
        "is_first": part.number == 1,
        "is_last": part.number == len(sheet.parts),
        "place": str(part.number),
    }
    return TemplateResponse(request, "worksheets/part.html", page, status=422 if refused else 200)


def whole_page(request: HttpRequest, sheet: Sheet, refused: Refused | None = None) -> HttpResponse:
    """All parts on one page; 422 where something could not be kept."""
    refused = refused or {}
    asked = [prompt for part in sheet.parts for prompt in part.prompts]
    page = _page(request, sheet, asked, refused) | {"place": "whole"}
    return TemplateResponse(request, "worksheets/whole.html", page, status=422 if refused else 200)
