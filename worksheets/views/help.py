"""Help, clearing tracks, leaving fast: open to everybody, signed in or not (R-01, A-01, A-02)."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from practice.access import public
from worksheets import help as helping
from worksheets.context import country_of, lines_of


@require_safe
@never_cache
@public
def help(request: HttpRequest) -> HttpResponse:
    """The lines of a country: the one chosen on the page, else her own, else the practice's."""
    countries = helping.countries()
    asked = request.GET.get("country", "").upper()
    country = asked if asked in countries or asked == helping.ELSEWHERE else country_of(request)
    lines = lines_of(request, country)
    page = {
        "country": country,
        "countries": countries,
        "elsewhere": helping.ELSEWHERE,
        "lines": lines,
        "stale": sum(line.is_stale(request.actor.now.date()) for line in lines),
        "leave_fast": True,
    }
    return TemplateResponse(request, "worksheets/help.html", page)


@require_safe
@never_cache
@public
def clear_tracks(request: HttpRequest) -> HttpResponse:
    """Clearing the history, and safer devices (A-02)."""
    return TemplateResponse(request, "worksheets/clear_tracks.html", {"leave_fast": True})


@csrf_exempt  # Must work with an old page; to be signed out by somebody else does no harm.
@require_POST
@public
def leave(request: HttpRequest) -> HttpResponse:
    """Ends the session at once and goes to a neutral site (A-01, rulings 14).

    The script has gone there already and wants no page. Unsent words stay sealed on the device,
    but not on one that is marked as shared. A plain form gets a page that goes on by itself:
    form-action 'self' would stop a redirect to another site.
    """
    target = helping.leave_to(country_of(request))
    logout(request)
    if request.POST.get("gone"):
        response = HttpResponse(status=204)
        forget = ["cache", "storage"] if request.POST.get("shared") else ["cache"]
        # Not for the plain form: clearing may take seconds, and leaving waits for nothing.
        response["Clear-Site-Data"] = ", ".join(f'"{what}"' for what in forget)
    else:
        response = TemplateResponse(request, "worksheets/leave.html", {"target": target})
        if request.POST.get("shared"):
            response["Clear-Site-Data"] = '"storage"'
    for name in request.COOKIES:
        response.delete_cookie(name)
    response["Cache-Control"] = "no-store"
    return response
