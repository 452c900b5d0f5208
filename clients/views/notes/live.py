"""Whether something is new, for the page that stands open."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from clients.notes.live import answer
from practice.access import public


@require_safe
@public
def live(request: HttpRequest) -> HttpResponse:
    """The same answer where no server asked for it before (`clients.middleware`)."""
    status, headers = answer(request.META, timezone.now())
    return HttpResponse(status=status, headers=headers)
