"""Pages for what went wrong, in words that say what to do next."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse


def _page(request: HttpRequest, status: int) -> HttpResponse:
    return TemplateResponse(request, f"{status}.html", status=status).render()


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what came could not be read."""
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the page is for another role."""
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: not there, or not hers; nobody can tell which."""
    return _page(request, 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was too old or came from elsewhere."""
    return TemplateResponse(request, "403_csrf.html", status=403).render()


def server_error(request: HttpRequest) -> HttpResponse:
    """500: the last resort; needs neither database nor session."""
    return TemplateResponse(request, "500.html", status=500).render()
