"""Pages for what went wrong, in words that say what to do next."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.template.response import TemplateResponse

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
    return holding.rescued(request) or _page(request, 403, "403_csrf.html")


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
