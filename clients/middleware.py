"""What is asked so often that it is answered before Django makes a request of it."""

from collections.abc import Iterable
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.utils import timezone

from clients.notes import live

LIVE = "/live/"


def live_first(application: WSGIApplication) -> WSGIApplication:
    """Open threads ask without a session (`clients.notes.live`); all else is the application's."""

    def first(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] != LIVE or environ["REQUEST_METHOD"] != "GET":
            return application(environ, start_response)
        status, headers = live.answer(environ, timezone.now())
        start_response(f"{status} {HTTPStatus(status).phrase}", list(headers.items()))
        return []

    return first
