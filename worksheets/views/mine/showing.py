"""What the answering pages show, for a first look and after a save that could not be kept."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from practice import vault
from worksheets import help, prompts
from worksheets.context import language_of, lines_of
from worksheets.forms.mine import standing
from worksheets.help import Panel
from worksheets.models import Assignment, Comment
from worksheets.parts import Part
from worksheets.prompts import Prompt
from worksheets.sheets import Sheet
from worksheets.views.mine.holding import slip_for
from worksheets.views.mine.scope import help_for, people_of

Refused = Mapping[str, Mapping[str, Any]]
# Where she may have come from to change one part, as `?back=`, and the button that leads there.
BACKS = {"review": "share", "read": "read"}
FREE_TEXT = {"short_text", "long_text", "letter_unsent", "table", "checklist", "mood_words"}


def panels_for(
    request: HttpRequest, sheet: Sheet, asked: Iterable[Prompt], counselor: str
) -> list[Panel]:
    """The help that these words ask for, for a page without script (R-03). Nothing is kept."""
    language = language_of()
    asked = list(asked)
    kinds = {
        kind
        for prompt in asked
        if prompt.type in FREE_TEXT and prompt.key in sheet.values
        for kind in help.panels_for(prompts.plain(prompt, sheet.values[prompt.key]), language)
    }
    if any(option.panel for prompt in asked for option in getattr(prompt, "options", ())):
        kinds.add("harmed")
    if not kinds or not help.has_check(language):
        return []
    lines = lines_of(request, sheet.client.country)
    found = [kind for kind in help.ORDER if kind in kinds]
    return [help.panel(kind, lines, language, counselor=counselor) for kind in found]


def back_of(request: HttpRequest) -> str:
    """Where she came from to change one part, "" elsewhere. It travels in addresses and forms."""
    wanted = request.POST.get("back") or request.GET.get("back", "")
    return wanted if wanted in BACKS else ""


def _page(
    request: HttpRequest, sheet: Sheet, asked: Sequence[Prompt], refused: Refused
) -> dict[str, Any]:
    people = people_of(request, sheet.client)
    first = sheet.part_with(asked[0].key) if asked else None
    before = sheet.part(first.number - 1) if first else None
    return {
        "sheet": sheet,
        "assignment": sheet.assignment,
        "client": sheet.client,
        "leave_fast": sheet.has_fast_exit,
        **people,
        "panels": panels_for(
            request, sheet, [*(before.prompts if before else ()), *asked], people["counselor"]
        ),
        "prompts": [standing(sheet, p, refused=refused.get(p.key, {})) for p in asked],
        "slip": slip_for(request, sheet),
        "help_panels": help.panels(lines_of(request, sheet.client.country), language_of()),
        **help_for(request, sheet.client),
    }


def part_page(
    request: HttpRequest, sheet: Sheet, part: Part, refused: Refused | None = None
) -> HttpResponse:
    """One part on its own screen; 422 where something could not be kept."""
    refused = refused or {}
    page = _page(request, sheet, part.prompts, refused)
    page |= {
        "asked": _asked(request, sheet, part),
        "part": part,
        "total": sheet.length if part.position else 0,
        "is_first": part.number == 1,
        "is_last": part.number == len(sheet.parts),
        "place": str(part.number),
        "back": (back := back_of(request)),
        "back_to": BACKS.get(back, ""),
    }
    return TemplateResponse(request, "worksheets/part.html", page, status=422 if refused else 200)


def _asked(request: HttpRequest, sheet: Sheet, part: Part) -> list[Comment]:
    """What her counselor said about a part that was sent back."""
    if sheet.round.number == 1:
        return []
    vault.warm([sheet.client.pk], "care")
    said = Comment.objects.visible_to(request.actor).sent()
    mine = said.filter(assignment=sheet.assignment, prompt_key__in=part.keys, is_by_client=False)
    return list(mine.select_related("author").order_by("sent_at"))


def whole_page(request: HttpRequest, sheet: Sheet, refused: Refused | None = None) -> HttpResponse:
    """All parts on one page; 422 where something could not be kept."""
    refused = refused or {}
    asked = [prompt for part in sheet.parts for prompt in part.prompts]
    page = _page(request, sheet, asked, refused) | {"place": "whole"}
    return TemplateResponse(request, "worksheets/whole.html", page, status=422 if refused else 200)


def words_back(
    request: HttpRequest, assignment: Assignment, message: str, words: list[tuple[str, str]]
) -> HttpResponse:
    """What can no longer be kept comes back to her on a page, to copy. `words` are label, text."""
    page = {"assignment": assignment, "message": message, "words": words}
    return TemplateResponse(request, "worksheets/words_back.html", page, status=409)
