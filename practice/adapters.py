"""What allauth asks us: who may come in, how mails read, how secrets are kept."""

import logging
import time
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practice import account_mails, audit, emails, facts, places, second_step, sessions, vault
from practice.access import Actor
from practice.account_forms import WRONG_APP_CODE, WRONG_CODE
from practice.emails import Letter
from practice.models import Practice, User
from practice.models.people import normal
from practice.permissions import needs_second_factor

log = logging.getLogger(__name__)

# Seconds that a proof holds where five minutes would ask in the middle of writing.
PROOF_HOLDS = {"reading": 30 * 60}

# One answer for a wrong password and for a name that nobody has.
NO_MATCH = gettext_lazy("That name and password do not go together. Please try again.")

# One data key for the second factors of the whole installation, apart from every client's.
FACTORS = uuid5(NAMESPACE_URL, "tend:second-factors")
PLACE = "mfa.authenticator.data"

KNOWN_DEVICE = "__Host-known" if settings.BEHIND_TLS else "known"
KNOWN_FOR = 180 * 24 * 3600


def display_name(user: User) -> str:
    """How an account is called where only its owner reads it."""
    return user.shown_name


class AccountAdapter(DefaultAccountAdapter):
    """By invitation only, neutral in mail, the same answer whether an account exists or not."""

    error_messages = {  # noqa: RUF012 - as in the class above
        **DefaultAccountAdapter.error_messages,
        "account_inactive": gettext_lazy("This account is closed."),
        "email_password_mismatch": NO_MATCH,
        "username_password_mismatch": NO_MATCH,
        "incorrect_password": gettext_lazy("That is not the password. Please try again."),
        "enter_current_password": gettext_lazy("Please type the password you have now."),
        "incorrect_code": WRONG_CODE,
        "too_many_login_attempts": gettext_lazy(
            "That was a lot of tries. Please wait five minutes, then try again."
        ),
        "rate_limited": gettext_lazy("Please wait a moment, then try again."),
        "email_taken": gettext_lazy("This address cannot be used here. Please choose another."),
        "duplicate_email": gettext_lazy("That is the address you have now."),
        "invalid_login": NO_MATCH,
        "invalid_or_expired_key": gettext_lazy("This has run out. Please ask for a new one."),
        "invalid_password_reset": gettext_lazy("This has run out. Please ask for a new one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts come by invitation."""
        return False

    def clean_password(self, password: str, user: User | None = None) -> str:
        """The password in the form that is kept, whose length is what counts (I-01)."""
        return super().clean_password(normal(password) or "", user)

    def get_login_stages(self) -> list[str]:
        """Without proof of the address: accounts begin with one, or have none. Our second step."""
        ours = {"allauth.mfa.stages.AuthenticateStage": "practice.second_step.SecondStep"}
        stages = [name for name in super().get_login_stages() if "EmailVerification" not in name]
        return [ours.get(name, name) for name in stages]

    def login(self, request: HttpRequest, user: User) -> None:
        """Signs in and starts the session's clocks. Not for the first time: see post_login."""
        request.came_before = user.last_login is not None  # type: ignore[attr-defined]
        super().login(request, user)
        sessions.begin(request.session, timezone.now())
        if user.email:
            EmailAddress.objects.get_or_create(
                user=user, email=user.email, defaults={"verified": True, "primary": True}
            )

    def post_login(self, request: HttpRequest, user: User, **kwargs: object) -> HttpResponse:
        """Writes the sign-in down, tells the apps, and tells her of a device not seen before."""
        response = super().post_login(request, user, **kwargs)
        practice = emails.practice_of(user)
        by = Actor(
            user=user,
            membership=None,
            now=timezone.now(),
            of_practice=practice,
            ip=self.get_client_ip(request),
        )
        steps = [step["method"] for step in get_authentication_records(request, user)]
        audit.record(by=by, action="account.signed_in", object_id=user.pk, details={"steps": steps})
        for words in filter(None, facts.ask("account.news", user=user)):
            messages.warning(request, words)
        facts.tell("account.signed_in", by=by, user=user)
        if not is_known_device(request, user):
            if getattr(request, "came_before", True) and "code" not in steps:
                tell_of_sign_in(user, practice, by.now)
            remember_device(request, response, user)
        return response

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Her new address took a code of ours: from here on mail may go to her (M-07)."""
        with transaction.atomic():
            is_confirmed = super().confirm_email(request, email_address)
            if is_confirmed:
                user = email_address.user
                ip, practice = self.get_client_ip(request), emails.practice_of(user)
                by = Actor(user, None, timezone.now(), of_practice=practice, ip=ip)
                facts.tell("account.address_changed", by=by, user=user)
        return is_confirmed

    def authentication_failed(self, request: HttpRequest, **credentials: object) -> None:
        """Leaves a line without the name that was typed (V16.3.1)."""
        log.warning("sign-in refused from %s", self.get_client_ip(request))

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """One of our own letters instead of the library's (M-01, M-02)."""
        user = context.get("user") or User.objects.filter(email__iexact=email).first()
        if user is None and self.request.user.is_authenticated:
            user = self.request.user  # an address that is hers no longer
        letter = Letter(
            to=email,
            name=account_mails.letter_name(template_prefix),
            practice=emails.practice_of(user),
            context={
                "code": context.get("code", ""),
                "change": account_mails.change(template_prefix),
            },
        )
        emails.send_after_commit(letter)

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Not within five minutes of the last proof, sign-in included (stack trap 5).

        For `reading`, what is private to who reads it, not within half an hour.
        """
        steps = get_authentication_records(self.request, self.request.user)
        holds = PROOF_HOLDS.get(app, settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
        if steps and time.time() - steps[-1]["at"] < holds:
            return False
        if not super().get_reauthentication_methods(self.request.user):
            # Without password and factor allauth would wave her through: we mail a code.
            raise ReauthenticationRequired
        return True

    def get_reauthentication_methods(self, user: User) -> list[dict]:
        """Where there is a second step, the password alone proves nothing (I-11)."""
        return second_step.proofs(user, super().get_reauthentication_methods(user))


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: secrets sealed, names neutral, the last one of a colleague kept."""

    error_messages = {  # noqa: RUF012 - as in the class above
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_APP_CODE,
        "cannot_delete_authenticator": gettext_lazy(
            "This is your last second step, and your practice asks for one. Add another first."
        ),
    }

    def encrypt(self, text: str) -> str:
        """The secret under the installation's key for factors (trap 5)."""
        return vault.seal_text(text, subject=FACTORS, purpose="care", place=PLACE)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret. WrongKey where the ring is another one."""
        return vault.open_text(encrypted_text, subject=FACTORS, purpose="care", place=PLACE)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """False for the last one of somebody whose practice asks for it (I-07)."""
        others = Authenticator.objects.filter(user=authenticator.user_id).exclude(
            pk=authenticator.pk
        )
        if others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
            return True
        return not needs_second_factor(authenticator.user)

    def get_totp_issuer(self) -> str:
        """The neutral name, which the app on her phone will show (A-03)."""
        return self._get_site_name()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """A first name for a passkey."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)d") % {"number": number}

    def _get_site_name(self) -> str:
        user = getattr(self.request, "user", None)
        is_signed_in = user is not None and user.is_authenticated
        return emails.app_name(emails.practice_of(user) if is_signed_in else None)


def is_known_device(request: HttpRequest, user: User) -> bool:
    """Whether this browser has signed this account in before."""
    return _mark(user) in _marks(request)


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Leaves a mark in the browser that means nothing to anybody else."""
    marks = [*_marks(request)[-4:], _mark(user)]
    response.set_cookie(
        KNOWN_DEVICE,
        ".".join(marks),
        max_age=KNOWN_FOR,
        secure=settings.BEHIND_TLS,
        httponly=True,
        samesite="Lax",
    )


def tell_of_sign_in(user: User, practice: Practice | None, now: datetime) -> None:
    """A neutral notice, so that she hears of a sign-in that was not hers (A-05, I-15)."""
    if user.email:
        zone = practice.time_zone if practice else "UTC"
        when = {"at": now, "zone": zone, "place": places.zone_label(zone)}
        emails.send_after_commit(Letter(user.email, "new_sign_in", practice, when))


def _marks(request: HttpRequest) -> list[str]:
    return [mark for mark in request.COOKIES.get(KNOWN_DEVICE, "").split(".") if mark]


def _mark(user: User) -> str:
    return salted_hmac("practice.known_device", str(user.pk), algorithm="sha256").hexdigest()[:20]
