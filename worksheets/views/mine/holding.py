"""Answers posted after the session ended: shown on a page of their own, saved at her word.

How they are kept is `practice.holding` (rulings 43). What a sheet's script or form posted is saved
by the protocol, so it need not come back into its boxes first.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from clients.models import Client
from practice import holding
from practice.holding import Waiting
from worksheets.sheets import Sheet

FORM = "sheet"


def slip_for(request: HttpRequest, sheet: Sheet) -> str:
    """Says whose page this is, so that words posted after sign-out find home."""
    assignment_id = sheet.assignment.pk
    page = reverse("worksheets:held", args=[assignment_id])
    return holding.slip_for(request, FORM, assignment_id, sheet.client.pk, page)


def whose(request: HttpRequest, assignment_id: UUID) -> str | None:
    """The account for which the page was made, by its slip; None where there is none to trust."""
    slip = holding.slip_of(request)
    return slip.account if slip and slip.is_of(FORM, assignment_id) else None


def hold(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Keeps the posted words and leads to the sign-in, then to the page that saves them."""
    if whose(request, assignment_id):
        return holding.to_sign_in(request)
    return holding.to_sign_in(request, page=reverse("worksheets:sheet", args=[assignment_id]))


def held_words(request: HttpRequest, assignment_id: UUID) -> list[Waiting]:
    """What waits for this sheet, as each page posted it, oldest first."""
    return holding.waiting(request, FORM, assignment_id)


def page_of_held(request: HttpRequest, assignment_id: UUID) -> str:
    """The page of the words that wait for this sheet, "" where none do. Opens none of them."""
    page = reverse("worksheets:held", args=[assignment_id])
    return page if page in holding.pages(request) else ""


def waiting(request: HttpRequest, client: Client) -> list[str]:
    """The pages where words of hers wait, in this browser."""
    return holding.pages(request)
