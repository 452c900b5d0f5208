"""What is asked so often that it goes past the session and all that hangs on it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from clients.views.notes.live import live

Handler = Callable[[HttpRequest], HttpResponse]
LIVE = "/live/"


def live_first(get_response: Handler) -> Handler:
    """Open threads ask without a session (`clients.notes.live`): they are answered before one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return live(request) if request.path_info == LIVE else get_response(request)

    return middleware
