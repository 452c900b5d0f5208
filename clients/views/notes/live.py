"""Whether something is new, for the page that stands open."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from clients.notes import live as watching
from practice.access import public

# As the server hands them over: the headers of a request are made ready only where asked for.
TICKET, KNOWN = "HTTP_X_TEND_LIVE", "HTTP_IF_NONE_MATCH"


@require_safe
@public
def live(request: HttpRequest) -> HttpResponse:
    """304 where nothing is new, 204 with another mark where something is.

    404 where the thread is not the reader's any more, or the ticket is no good: then the page stops
    asking. The ticket comes in a header, so that it stands in no log of addresses.
    """
    ticket = watching.ticket_of(request.META.get(TICKET, ""))
    mark = watching.mark_of(ticket, timezone.now()) if ticket else None
    if mark is None:
        return HttpResponse(status=404)
    is_known = request.META.get(KNOWN) == f'"{mark}"'
    headers = {"ETag": f'"{mark}"', "Cache-Control": "no-store"}
    return HttpResponse(status=304 if is_known else 204, headers=headers)
