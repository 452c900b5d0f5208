"""What happens to every request: keys forgotten, session limits, the actor, the second factor."""

import logging
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from practice import clock, sessions, vault
from practice.access import Actor
from practice.audit import NotRecorded
from practice.models import Membership
from practice.views.errors import unavailable

log = logging.getLogger(__name__)

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
    """Ends a session after its idle minutes or its absolute hours, on the server's clock (I-12).

    `request.ended` then says why, and `request.ended_for` whose session it was (rulings 43).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.ended, request.ended_for = "", None
        if sessions.is_signed_in(request.session):
            alive = QUIET_HEADER not in request.headers
            why = sessions.check(request.session, timezone.now(), is_sign_of_life=alive)
            if why:
                request.ended, request.ended_for = why, sessions.account_id(request.session)
                request.session.flush()
        return get_response(request)

    return middleware


class SignInRequired(LoginRequiredMiddleware):
    """Sends whoever is signed out to the sign-in page, which says why and leads back."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable) -> HttpResponse:
        """A script gets 401 and the address of the sign-in page; a person gets the page."""
        query = {"next": way_back(request)}
        if request.ended:
            query["ended"] = request.ended
        if request.method == "POST" and not wants_json(request):
            query["unsent"] = "yes"
        url = f"{reverse('account_login')}?{urlencode(query)}"
        if wants_json(request):
            return JsonResponse({"sign_in": url}, status=401)
        return HttpResponseRedirect(url)


def way_back(request: HttpRequest) -> str:
    """Where she wanted to go: this page, or for a form or a script the page that it was on."""
    is_page = request.method in {"GET", "HEAD"} and not wants_json(request)
    if is_page:
        return request.get_full_path()
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, request.get_host(), request.is_secure()):
        parts = urlsplit(came_from)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return reverse("practice:start")


def wants_json(request: HttpRequest) -> bool:
    """True for our own scripts, which say so; never for a page that a person opened."""
    return request.headers.get("Accept", "").startswith("application/json")


def live_memberships(request: HttpRequest) -> list[Membership]:
    """Every live membership of the account, oldest first, with its practice: one query.

    Without those that this session was signed out of.
    """
    live = Membership.objects.live().filter(user=request.user)
    live = live.exclude(pk__in=request.session.get(sessions.LEFT, []))
    return list(live.select_related("practice").order_by("started_at", "pk"))


def actor(get_response: Handler) -> Handler:
    """Sets `request.actor`: the account, its active membership, and the request's one clock.

    Times on the page are the practice's, on the clock of its country; a client's pages say hers.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        now, ip = timezone.now(), get_client_ip(request)
        request.memberships = []
        if not request.user.is_authenticated:
            request.actor = Actor(user=None, membership=None, now=now, ip=ip)
            return get_response(request)
        request.memberships = live_memberships(request)
        chosen = request.session.get(sessions.ACTIVE)
        first = next(iter(request.memberships), None)
        active = next((m for m in request.memberships if str(m.pk) == chosen), first)
        request.actor = Actor(user=request.user, membership=active, now=now, ip=ip)
        side = active.side if active else "staff"
        if request.session.get(sessions.SIDE) != side:
            request.session[sessions.SIDE] = side
        if active and chosen != str(active.pk):
            request.session[sessions.ACTIVE] = str(active.pk)
        zone, country = (active.practice.zone, active.practice.country) if active else (None, "")
        with timezone.override(zone), clock.read_in(country):
            return get_response(request)

    return middleware


# What a colleague without her second factor may still open: setting it up, help, and going away.
FACTOR_FREE = {
    "account_logout",
    "account_reauthenticate",
    "practice:confirm",
    "practice:healthz",
    "practice:session",
    "worksheets:help",
    "worksheets:leave",
}


def second_factor(get_response: Handler) -> Handler:
    """Sends staff without a second factor to set one up, wherever they meant to go (I-07)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        name = request.resolver_match.view_name or ""
        if name in FACTOR_FREE or name.startswith("mfa_") or not lacks_factor(request):
            return None
        if wants_json(request):
            return JsonResponse({"sign_in": reverse("mfa_index")}, status=401)
        messages.info(request, _("Before you begin: please add a second step to your sign-in."))
        return HttpResponseRedirect(reverse("mfa_index"))

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def lacks_factor(request: HttpRequest) -> bool:
    """True for staff whose practice asks for a second factor that she has not set up yet.

    Once found it is kept in the session, because the look-up would cost a query per request.
    """
    if not (request.actor.is_staff and request.actor.practice.requires_second_factor):
        return False
    if not request.session.get("has_factor"):
        factors = Authenticator.objects.filter(user=request.user)
        if not factors.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
            return True
        request.session["has_factor"] = True
    return False


def not_recorded(get_response: Handler) -> Handler:
    """A read that the audit could not write down shows a page of its own and nothing else."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, NotRecorded):
            return None
        log.critical("audit: %s not written down, %s", error, type(error.__cause__).__name__)
        return JsonResponse({}, status=503) if wants_json(request) else unavailable(request)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def no_store(get_response: Handler) -> Handler:
    """Signed-in pages are kept by no cache (V14.3.2)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response.headers:
            response["Cache-Control"] = "no-store, private"
        return response

    return middleware
