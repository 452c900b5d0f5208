"""Going through a sheet: part by part, or all of it on one page."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from practice.access import for_client
from worksheets import library
from worksheets.actions import answering
from worksheets.sheets import Sheet
from worksheets.views.mine.scope import sheet_of
from worksheets.views.mine.showing import back_of, part_page, whole_page


@require_POST
@for_client
def begin(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """She begins, or goes on where she was (E-22)."""
    sheet = sheet_of(request, assignment_id)
    if sheet.is_held:
        return redirect("worksheets:sheet", assignment_id)
    try:
        answering.begin(by=request.actor, round_=sheet.round)
    except answering.MayNotAnswer:
        return redirect("worksheets:read", assignment_id)
    return redirect("worksheets:part", assignment_id, sheet.resume_at())


@for_client
def go_on(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Straight to where she was, in one press (E-22); before her first time to the page before."""
    sheet = sheet_of(request, assignment_id)
    return _elsewhere(sheet) or redirect("worksheets:part", assignment_id, sheet.resume_at())


def _elsewhere(sheet: Sheet) -> HttpResponse | None:
    """Where a sheet that is not to be answered now leads."""
    assignment_id = sheet.assignment.pk
    if not sheet.is_open or not sheet.client.is_in_care:
        return redirect("worksheets:read", assignment_id)
    if sheet.round.opened_at is None or sheet.is_held:
        return redirect("worksheets:sheet", assignment_id)
    return None


@for_client
def part(request: HttpRequest, assignment_id: UUID, number: int) -> HttpResponse:
    """One idea on one screen (T-04)."""
    sheet = sheet_of(request, assignment_id)
    found = sheet.part(number)
    if elsewhere := _elsewhere(sheet):
        return elsewhere
    if found is None:
        return redirect("worksheets:share", assignment_id)
    return part_page(request, sheet, found)


@for_client
def whole(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """The whole sheet on one page."""
    sheet = sheet_of(request, assignment_id)
    return _elsewhere(sheet) or whole_page(request, sheet)


@for_client
def pause(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Grounding words, without any clock, and the way back to the same place (T-07)."""
    sheet = sheet_of(request, assignment_id)
    at = request.GET.get("at", "")
    place = int(at) if at.isascii() and at.isdigit() and len(at) < 4 else None
    return TemplateResponse(
        request,
        "worksheets/pause.html",
        {
            "sheet": sheet,
            "assignment": sheet.assignment,
            "leave_fast": sheet.has_fast_exit,
            "pause": library.frame().pause,
            "place": place if place and sheet.part(place) else None,
            "is_whole": at == "whole",
            "back": back_of(request),
        },
    )
