"""Where her day begins."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from clients.absence import away_today
from clients.models import Layer
from clients.notes.unread import unread_of_hers
from clients.permissions import has_agreed
from practice.access import for_client
from worksheets.home import home_of
from worksheets.reminders import asking
from worksheets.views.mine.holding import waiting
from worksheets.views.mine.scope import help_for, herself, people_of


@for_client
def home(request: HttpRequest) -> HttpResponse:
    """One next thing, then later, then her work."""
    client = herself(request)
    people = people_of(request, client)
    marked = asking.marked_days(client)
    hers = home_of(actor=request.actor, client=client, marked=marked)
    return TemplateResponse(
        request,
        "worksheets/home.html",
        {
            "client": client,
            **people,
            "away": away_today(people["readers"], request.actor.now),
            "held": waiting(request, client),
            "new_notes": unread_of_hers(request.actor, client.pk),
            "home": hers,
            "may_get_sheets": bool(hers.next) or has_agreed(client, Layer.TREATMENT),
            "asks": asking.asks(client, marked, request.actor.now),
            **help_for(request, client),
        },
    )
