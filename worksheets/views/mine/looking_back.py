"""My words, then and now, and a line that she may add under what she wrote before."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from clients import permissions as care
from practice import holding
from practice.access import for_client
from worksheets import help, then_and_now
from worksheets.actions import looking_back
from worksheets.context import language_of, lines_of
from worksheets.forms.my_work import LineForm
from worksheets.models import AddedLine, Round
from worksheets.prompts import Prompt
from worksheets.sheets import Sheet
from worksheets.then_and_now import Said
from worksheets.views.mine.scope import help_for, people_of, sheet_of
from worksheets.views.mine.showing import words_back


def part_at(sheet: Sheet, place: int) -> Prompt:
    """The prompt at that place of the sheet's version, counted from 1. 404 where there is none."""
    found = sheet.schema.prompts
    if not 1 <= place <= len(found) or found[place - 1].type == "passage":
        raise Http404
    return found[place - 1]


def places(sheet: Sheet) -> dict[str, int]:
    """The place of each prompt by its key: what stands in an address instead of it."""
    return {prompt.key: place for place, prompt in enumerate(sheet.schema.prompts, start=1)}


def frame_of(request: HttpRequest, sheet: Sheet) -> dict[str, Any]:
    """What every page about one sheet of hers shows around it."""
    return {
        "sheet": sheet,
        "assignment": sheet.assignment,
        "client": sheet.client,
        "leave_fast": sheet.has_fast_exit,
        **help_for(request, sheet.client),
        **people_of(request, sheet.client),
    }


@for_client
def then_and_now_list(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """The parts of a sheet that she answered more than once."""
    sheet = sheet_of(request, assignment_id)
    again = {key for _root, key in then_and_now.more_than_once(request.actor, [assignment_id])}
    at = places(sheet)
    parts = [(at[p.key], p) for p in sheet.schema.prompts if p.key in again]
    page = frame_of(request, sheet) | {"parts": parts}
    return TemplateResponse(request, "worksheets/then_and_now_list.html", page)


@for_client
def then_and_now_part(request: HttpRequest, assignment_id: UUID, place: int) -> HttpResponse:
    """Her words to one part in order of time; a post keeps or takes away a line of hers."""
    sheet = sheet_of(request, assignment_id)
    prompt = part_at(sheet, place)
    if not then_and_now.is_in_words(prompt):
        raise Http404
    found = then_and_now.said(request.actor, assignment_id, prompt.key)
    if request.method != "POST":
        return _page(request, sheet, prompt, place, found)
    form = LineForm(request.POST)
    one = _under(found, form)
    if one is None:
        message = _("What this line belongs to is not here any more.")
        return words_back(request, sheet.assignment, message, _typed(request))
    if not form.is_valid():
        return _page(request, sheet, prompt, place, found, one, form, status=422)
    try:
        return _kept(request, sheet, prompt, place, one, form)
    except looking_back.StaleLine as stale:
        form = _again(form, stale.current)
        return _page(
            request, sheet, prompt, place, found, one, form, stale=stale.current, status=409
        )
    except looking_back.MayNotAdd:
        message = _("Your time in care here has ended, so this takes no new words.")
        return words_back(request, sheet.assignment, message, _typed(request))


def _kept(
    request: HttpRequest, sheet: Sheet, prompt: Prompt, place: int, one: Said, form: LineForm
) -> HttpResponse:
    is_removal = request.POST.get("go") == "remove"
    kept = looking_back.add_line(
        by=request.actor,
        round_=Round.objects.visible_to(request.actor).get(pk=_round_of(one)),
        prompt_key=prompt.key,
        body="" if is_removal else form.cleaned_data["body"],
        revision=form.cleaned_data["revision"] or 0,
    )
    if kept:
        messages.success(request, _("Your line is kept. Only you can read it."))
    else:
        messages.success(request, _("There is no line here now. What you wrote then is as it was."))
    if request.POST.get("go") == "stop":
        return redirect("worksheets:home")
    there = reverse("worksheets:then_and_now_part", args=[sheet.assignment.pk, place])
    return redirect(f"{there}#said-{one.round_id}")


def _round_of(one: Said) -> UUID:
    """Which round a line stands at: that of the line there is, else that of the words."""
    return one.line.round_id if one.line else one.round_id


def _under(found: list[Said], form: LineForm) -> Said | None:
    """The words that a posted line belongs to."""
    form.is_valid()
    wanted = form.cleaned_data.get("round")
    return next((one for one in found if _round_of(one) == wanted), None)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    return [(_("What I would say to this today"), request.POST.get("body", ""))]


def _again(form: LineForm, current: AddedLine) -> LineForm:
    """What was typed, on the line as it is kept now: the next press goes over it."""
    return LineForm(form.data.copy() | {"revision": str(current.revision)})


def _page(
    request: HttpRequest,
    sheet: Sheet,
    prompt: Prompt,
    place: int,
    found: list[Said],
    one: Said | None = None,
    refused: LineForm | None = None,
    *,
    stale: AddedLine | None = None,
    status: int = 200,
) -> HttpResponse:
    newest = found[-1] if found else None
    may_write = care.may_write(request.actor, sheet.client)
    rows = [
        {
            "said": said,
            "slip": _round_of(said),
            "form": refused if said is one else _form(request, said),
            "stale": stale if said is one else None,
            "takes_line": bool(said.line) or (may_write and said is not newest),
        }
        for said in found
    ]
    language, lines = language_of(), lines_of(request, sheet.client.country)
    page = frame_of(request, sheet)
    page |= {
        "prompt": prompt,
        "place": place,
        "rows": rows,
        "may_write": may_write,
        "help_panels": help.panels(lines, language),
        "panels": _panels(found, lines, language, page["counselor"]),
    }
    return TemplateResponse(request, "worksheets/then_and_now.html", page, status=status)


def _panels(found: list[Said], lines: list, language: str, counselor: str) -> list[help.Panel]:
    """The help that her lines ask for, for a page without script (R-03). Nothing is kept."""
    asked = {kind for one in found if one.line for kind in help.panels_for(one.line.body, language)}
    kinds = [kind for kind in help.ORDER if kind in asked]
    return [help.panel(kind, lines, language, counselor=counselor) for kind in kinds]


def _form(request: HttpRequest, said: Said) -> LineForm:
    at = _round_of(said)
    words = holding.back(request, "added_line", at, "body")
    line = said.line
    initial = {
        "round": at,
        "body": line.body if line else "",
        "revision": line.revision if line else 0,
    }
    form = LineForm(words, initial=initial)
    form.auto_id = f"line-{at}-%s"
    return form
