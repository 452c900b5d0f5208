"""Notes that wait, across a counselor's caseload."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from clients.models import ThreadRest
from clients.notes import inbox as notes
from clients.notes.rail import remember_unread
from practice import audit
from practice.access import for_counselor


@for_counselor
def inbox(request: HttpRequest) -> HttpResponse:
    """By when she is expected, the soonest first; then what is only new."""
    audit.read(by=request.actor, action="notes.listed")
    waits = notes.waiting(request.actor)
    remember_unread(request, waits)
    page = Paginator(waits, notes.ROWS_A_PAGE).get_page(request.GET.get("page"))
    expected = sum(one.read_by is not None for one in waits)
    context = {
        "page": page,
        "rows": notes.rows(page.object_list),
        "waiting": expected,
        "new": len(waits) - expected,
        "rest": _just_rested(request),
    }
    return TemplateResponse(request, "clients/inbox.html", context)


def _just_rested(request: HttpRequest) -> ThreadRest | None:
    """The word that took a thread from the list just now, while it stands: it may be taken back."""
    try:
        asked = UUID(request.GET.get("rest", ""))
    except ValueError:
        return None
    mine = ThreadRest.objects.filter(client__in=notes.caseload_of(request.actor))
    return mine.standing().select_related("client").filter(pk=asked).first()
