"""The second step of a sign-in, and how she shows later that it is still her (I-07, I-11)."""

from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from practice.models import User
from practice.permissions import has_app, has_second_step

PASSWORD, CODE = "reauthenticate", "code"
FACTOR, PASSKEY = "mfa_reauthenticate", "mfa_reauthenticate:webauthn"


class SecondStep(AuthenticateStage):
    """allauth's, but a client's passkey is another way in and no second step (decision 0019)."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """The page of the second step, or straight on."""
        user = self.login.user
        return super().handle() if user and has_second_step(user) else (None, True)


def drop_idle_codes(user: User) -> bool:
    """Takes away recovery codes that no sign-in of hers asks for; False where one does."""
    if has_second_step(user):
        return False
    factors = Authenticator.objects.filter(user=user)
    factors.filter(type=Authenticator.Type.RECOVERY_CODES).delete()
    return True


def proofs(user: User, methods: list[dict]) -> list[dict]:
    """The ways for her to show that it is still her, in our words, the first one leading.

    Where there is a second step, neither password nor mailbox replaces it (I-11).
    """
    there = {method["id"]: method for method in methods}
    first = [FACTOR, PASSKEY] if has_app(user) else [PASSKEY, FACTOR]
    wanted = first if has_second_step(user) else [PASSWORD, CODE, PASSKEY]
    if user.email and PASSWORD not in there:
        there[CODE] = {"id": CODE, "url": reverse("practice:confirm")}
    words = {
        PASSWORD: _("Use your password"),
        CODE: _("Send me a code by e-mail"),
        PASSKEY: _("Use a passkey"),
        FACTOR: _("Use a code from your app") if has_app(user) else _("Use a recovery code"),
    }
    return [{**there[way], "description": words[way]} for way in wanted if way in there]
