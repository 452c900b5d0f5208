"""A save whose page is older than the browser's token: each sign-in, in any tab, makes a new one.

The saving address looks at the token itself, so that the words of such a page are never lost.
"""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware


def _checked(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


CHECK = CsrfViewMiddleware(_checked)


def refused(request: HttpRequest) -> HttpResponse | None:
    """What a form without a good token gets anywhere else; None where the token is good."""
    return CHECK.process_view(request, _checked, (), {})
