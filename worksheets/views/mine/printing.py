"""Her sheet on paper: her words, and what was said to them by whom and when."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from practice import vault
from practice.access import for_client
from worksheets.forms.printing import PaperForm
from worksheets.printing import papers, typeset
from worksheets.printing.papers import Choices, Paper
from worksheets.reading import in_sight
from worksheets.sheets import Sheet
from worksheets.views.downloads import as_download
from worksheets.views.mine.reading import by_part, comments_of, rounds_of
from worksheets.views.mine.scope import sheet_of


@dataclass(frozen=True)
class Printed:
    """One of her sheets as she wants it printed."""

    sheet: Sheet
    choices: Choices
    paper: Paper


def printed(request: HttpRequest, assignment_id: UUID) -> Printed:
    """Her answers with what was said to them; `?only=shared` holds what she has shared."""
    sheet = sheet_of(request, assignment_id)
    choices = Choices.read(request.GET, papers.usual(sheet))
    rounds = rounds_of(request, sheet)
    # Nothing can be said to a sheet that was never sent and never put aside.
    is_first = sheet.is_open and sheet.round.number == 1
    if choices.only_shared or not is_first:
        vault.warm([sheet.client.pk], "care")
    said = by_part([] if is_first else comments_of(request, sheet.assignment))
    if choices.only_shared:
        paper = papers.shared(sheet, rounds, said, in_sight(sheet.schema, rounds))
    else:
        paper = papers.hers(sheet, rounds, said, choices)
    return Printed(sheet, choices, paper)


@for_client
def print_mine(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """A page for the printer, with what she may choose about it."""
    found = printed(request, assignment_id)
    page = {
        "assignment": found.sheet.assignment,
        "paper": found.paper,
        "choices": found.choices,
        "form": PaperForm(found.choices),
    }
    return TemplateResponse(request, "worksheets/print_mine.html", page)


@for_client
def download_mine(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """The same as a PDF."""
    found = printed(request, assignment_id)
    try:
        return as_download(request, found.paper, found.choices, found.sheet.client.country)
    except typeset.CannotSet:
        messages.info(request, _("That did not become a PDF. You can print this page instead."))
        return redirect("worksheets:print_mine", assignment_id)
