"""An HTTP client whose requests commit: what waits for the commit runs when the request is over."""

from django.http import HttpResponse
from django.test import Client, TestCase


class Browser(Client):
    """Django's client for tests that are wrapped in a transaction of their own."""

    def request(self, **request: object) -> HttpResponse:
        with TestCase.captureOnCommitCallbacks(execute=True):
            return super().request(**request)
