"""The door: who is asking, and which audience a view is for.

Every view wears exactly one of the decorators below; a test walks the URLconf. Audience is asked
first (403), then the row (404), because that somebody else's client exists is confidential.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from practice.models import Membership, Practice, User

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Actor:
    """Who acts, in which practice, when. Made once per request; actions take it as `by`."""

    user: User | None
    membership: Membership | None
    now: datetime
    of_practice: Practice | None = None
    is_system: bool = False
    ip: str | None = None

    @property
    def practice(self) -> Practice | None:
        """The active practice; None for somebody signed in without a membership."""
        return self.membership.practice if self.membership else self.of_practice

    @property
    def practice_id(self) -> UUID | None:
        """Id of the active practice without a query."""
        if self.membership:
            return self.membership.practice_id
        return self.of_practice.pk if self.of_practice else None

    @property
    def user_id(self) -> UUID | None:
        """Id of the account, None for the system."""
        return self.user.pk if self.user else None

    @property
    def is_client(self) -> bool:
        """True where the active membership is a client's."""
        return bool(self.membership and self.membership.is_client)

    @property
    def is_staff(self) -> bool:
        """True for an owner, a counselor or a supervisor."""
        return bool(self.membership and self.membership.is_staff)

    @property
    def is_counselor(self) -> bool:
        """True for a practitioner with a caseload."""
        return bool(self.membership and self.membership.is_counselor)

    @property
    def is_supervisor(self) -> bool:
        """True for somebody who reads named clients."""
        return bool(self.membership and self.membership.is_supervisor)

    @property
    def is_owner(self) -> bool:
        """True for somebody who runs the practice."""
        return bool(self.membership and self.membership.is_owner)


def system(*, now: datetime, practice: Practice | None = None) -> Actor:
    """The actor for changes that tasks and commands make (rulings 32)."""
    return Actor(user=None, membership=None, now=now, of_practice=practice, is_system=True)


def audience(name: str, may_enter: Callable[[Actor], bool]) -> Callable[[View], View]:
    """A decorator that answers 403 unless the signed-in actor belongs to the audience."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not may_enter(request.actor):  # type: ignore[attr-defined]
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.audience = name  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(view: View) -> View:
    """For everybody, signed in or not. The exact list of these is pinned by a test."""
    opened = login_not_required(view)
    opened.audience = "public"  # type: ignore[attr-defined]
    return opened


for_member = audience("member", lambda actor: actor.user is not None)
for_client = audience("client", lambda actor: actor.is_client)
for_staff = audience("staff", lambda actor: actor.is_staff)
for_counselor = audience("counselor", lambda actor: actor.is_counselor or actor.is_supervisor)
for_owner = audience("owner", lambda actor: actor.is_owner)

# Views of other packages cannot wear a decorator; their names and audiences are pinned here
# (rulings 41). Whoever adds one decides its audience first; tests/test_urls.py compares.
THIRD_PARTY: dict[str, str] = {
    "account_login": "public",
    "account_logout": "public",
    "account_signup": "public",  # says that accounts come by invitation
    "account_inactive": "public",
    "account_request_login_code": "public",
    "account_confirm_login_code": "public",
    "account_reset_password": "public",
    "account_confirm_password_reset_code": "public",
    "account_complete_password_reset": "public",
    "account_password_reset_completed": "public",
    "account_email_verification_sent": "public",
    "account_reauthenticate": "member",
    "account_email": "member",
    "account_change_password": "member",
    "account_set_password": "member",
    "mfa_login_webauthn": "public",
    "mfa_authenticate": "public",  # the second step, before anybody is signed in
    "mfa_reauthenticate": "member",
    "mfa_reauthenticate_webauthn": "member",
    "mfa_activate_totp": "member",
    "mfa_list_webauthn": "member",
    "mfa_edit_webauthn": "member",
    "mfa_view_recovery_codes": "member",
    "mfa_generate_recovery_codes": "member",
    "mfa_download_recovery_codes": "member",
    "usersessions_list": "member",
}
