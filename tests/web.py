"""An HTTP client whose requests commit: what waits for the commit runs when the request is over."""

from django.http import HttpResponse
from django.test import Client, TestCase
from django.utils import timezone

from practice.models import User


class Browser(Client):
    """Django's client for tests that are wrapped in a transaction of their own."""

    def request(self, **request: object) -> HttpResponse:
        with TestCase.captureOnCommitCallbacks(execute=True):
            return super().request(**request)

    def sign_in(self, user: User) -> None:
        """Signed in just now with every step done, so that nothing asks for proof again."""
        self.force_login(user)
        session = self.session
        session["account_authentication_methods"] = [
            {"method": "password", "at": timezone.now().timestamp()}
        ]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
