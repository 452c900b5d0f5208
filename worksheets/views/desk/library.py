"""The library: what can be given, as counselors choose it and as clients will see it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from practice.access import for_staff
from worksheets.forms.desk import LibraryFilter
from worksheets.forms.printing import BlankPaperForm
from worksheets.models import Theme, Version
from worksheets.printing import papers, typeset
from worksheets.printing.papers import Choices
from worksheets.reading import blank_parts
from worksheets.views.downloads import as_download


@for_staff
def library(request: HttpRequest) -> HttpResponse:
    """Every sheet of the library by theme, filtered by theme, weight, minutes and words (E-08)."""
    form = LibraryFilter(request.GET, themes=list(Theme.objects.all()))
    versions = (
        Version.objects.visible_to(request.actor).current().in_order().matching(**form.wanted)
    )
    return TemplateResponse(
        request, "worksheets/library.html", {"form": form, "versions": list(versions)}
    )


def _current(request: HttpRequest, worksheet_id: UUID) -> Version:
    """The worksheet's published version, or 404."""
    return get_object_or_404(
        Version.objects.visible_to(request.actor).current().in_order(), worksheet=worksheet_id
    )


@for_staff
def worksheet(request: HttpRequest, worksheet_id: UUID) -> HttpResponse:
    """One sheet with what a counselor should know before giving it."""
    version = _current(request, worksheet_id)
    theme = version.worksheet.theme
    return TemplateResponse(
        request,
        "worksheets/worksheet.html",
        {"version": version, "theme": theme, "about": theme.about, "sheet": version.sheet},
    )


@for_staff
def preview(request: HttpRequest, worksheet_id: UUID) -> HttpResponse:
    """The sheet as the client sees it; nothing typed here goes anywhere."""
    version = _current(request, worksheet_id)
    return TemplateResponse(
        request, "worksheets/preview.html", {"version": version, "parts": blank_parts(version)}
    )


@for_staff
def print_blank(request: HttpRequest, worksheet_id: UUID) -> HttpResponse:
    """The sheet on paper, with room to write (E-09)."""
    version = _current(request, worksheet_id)
    choices = Choices.read(request.GET)
    page = {
        "version": version,
        "paper": papers.blank(version),
        "choices": choices,
        "form": BlankPaperForm(choices),
    }
    return TemplateResponse(request, "worksheets/print_blank.html", page)


@for_staff
def download_blank(request: HttpRequest, worksheet_id: UUID) -> HttpResponse:
    """The same as a PDF."""
    paper = papers.blank(_current(request, worksheet_id))
    choices = Choices.read(request.GET)
    try:
        return as_download(request, paper, choices, request.actor.practice.country)
    except typeset.CannotSet:
        messages.info(request, _("That did not become a PDF. You can print this page instead."))
        return redirect("worksheets:print_blank", worksheet_id)
