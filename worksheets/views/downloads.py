"""A sheet as a file, for both sides."""

from django.http import HttpRequest, HttpResponse

from worksheets.printing import typeset
from worksheets.printing.papers import Choices, Paper

# It says nothing of whose it is or what it is about: it lies in a list of downloads.
FILE = "sheet.pdf"


def as_download(request: HttpRequest, paper: Paper, choices: Choices, country: str) -> HttpResponse:
    """The PDF, kept by no cache. Raises CannotSet."""
    name = request.actor.practice.app_name
    made = typeset.pdf(paper, is_large=choices.is_large, name=name, country=country)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{FILE}"'
    response["Cache-Control"] = "no-store, private"
    return response
