"""Pages for what went wrong, in words that say what to do next."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import get_template
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from practice import holding


def _page(request: HttpRequest, status: int, template: str = "") -> HttpResponse:
    return TemplateResponse(request, template or f"{status}.html", status=status).render()


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what came could not be read."""
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the page is for another role."""
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: not there, or not hers; nobody can tell which."""
    return _page(request, 404)


def too_many(request: HttpRequest) -> HttpResponse:
    """429: many tries in a short time (I-05). allauth looks for it in the URLconf."""
    return _page(request, 429)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was too old or came from elsewhere. Words of hers come back in their boxes."""
    if holding.is_anothers(request):
        return another_sign_in(request)
    return holding.rescued(request) or _page(request, 403, "403_csrf.html")


def another_sign_in(request: HttpRequest) -> HttpResponse:
    """403: the form is on a page of another account; its words wait for whose page it is.

    Shows none of them, and no name: who looks now is somebody else.
    """
    is_held = holding.hold(request) is not None
    if holding.wants_json(request):
        return JsonResponse({"message": _not_yours(is_held), "is_held": is_held}, status=403)
    page = {"is_held": is_held}
    return TemplateResponse(request, "another_sign_in.html", page, status=403).render()


def _not_yours(is_held: bool) -> str:
    if is_held:
        return _(
            "Somebody else has signed in here. What is written on this page waits for an hour for "
            "whoever wrote it."
        )
    return _("Somebody else has signed in here. Copy what is written on this page to be safe.")


def server_error(request: HttpRequest) -> HttpResponse:
    """500: the last resort (V16.5.4)."""
    return _page_or_bare(request, 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: the read could not be written down, so nothing of anybody's is shown (rulings 35)."""
    return _page_or_bare(request, 503)


def _page_or_bare(request: HttpRequest, status: int) -> HttpResponse:
    """With the help lines if they can be had, else bare."""
    try:
        return _page(request, status)
    except Exception:
        return HttpResponse(get_template(f"{status}.html").render(), status=status)
