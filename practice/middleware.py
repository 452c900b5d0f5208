"""What happens to every request: keys forgotten, session limits, the actor, the second factor."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from practice import vault
from practice.access import Actor
from practice.models import Membership

Handler = Callable[[HttpRequest], HttpResponse]

# Only polling sends this header; it neither extends a session nor counts as a sign of life (I-13).
QUIET_HEADER = "X-Tend-Quiet"


def forget_keys(get_response: Handler) -> Handler:
    """Unwrapped data keys live no longer than the request that needed them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        vault.forget()
        try:
            return get_response(request)
        finally:
            vault.forget()

    return middleware


def session_limits(get_response: Handler) -> Handler:
    """Ends a session after its idle minutes or its absolute hours, on the server's clock (I-12)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        session = request.session
        if "_auth_user_id" in session:
            now = timezone.now()
            begun = datetime.fromisoformat(session.setdefault("begun_at", now.isoformat()))
            seen = datetime.fromisoformat(session.get("seen_at", now.isoformat()))
            idle = timedelta(minutes=settings.IDLE_MINUTES[session.get("side", "staff")])
            if now - seen > idle or now - begun > timedelta(hours=settings.ABSOLUTE_HOURS):
                logout(request)
            elif QUIET_HEADER not in request.headers and now - seen > timedelta(seconds=30):
                session["seen_at"] = now.isoformat()
            elif "seen_at" not in session:
                session["seen_at"] = now.isoformat()
        return get_response(request)

    return middleware


def membership_of(request: HttpRequest) -> Membership | None:
    """The active membership: the one chosen in this session, else the first live one."""
    live = (
        Membership.objects.live()
        .filter(user=request.user)
        .select_related("practice")
        .order_by("started_at")
    )
    chosen = request.session.get("membership")
    found = list(live)
    return next((m for m in found if str(m.pk) == chosen), found[0] if found else None)


def actor(get_response: Handler) -> Handler:
    """Sets `request.actor`: the account, its active membership, and the request's one clock."""

    def middleware(request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        if not request.user.is_authenticated:
            request.actor = Actor(user=None, membership=None, now=now)
            return get_response(request)
        membership = membership_of(request)
        request.actor = Actor(user=request.user, membership=membership, now=now)
        side = membership.side if membership else "staff"
        if request.session.get("side") != side:
            request.session["side"] = side
        return get_response(request)

    return middleware


# What a counselor without her second factor may still open: setting it up, and going away.
FACTOR_FREE = {"account_logout", "account_reauthenticate", "worksheets:leave", "worksheets:help"}


def second_factor(get_response: Handler) -> Handler:
    """Sends staff without a second factor to set one up, wherever they meant to go (I-07)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        match = request.resolver_match
        if request.actor.is_staff and request.actor.practice.requires_second_factor:
            if match.view_name in FACTOR_FREE or match.view_name.startswith("mfa_"):
                return None
            if not request.session.get("has_factor"):
                return HttpResponseRedirect(reverse("mfa_index"))
        return None

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def no_store(get_response: Handler) -> Handler:
    """Signed-in pages are kept by no cache (V14.3.2)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response.headers:
            response["Cache-Control"] = "no-store, private"
        return response

    return middleware
