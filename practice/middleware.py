"""What happens to every request: keys forgotten, session limits, the actor, the second factor."""

import logging
from collections.abc import Callable
from contextlib import suppress

from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from practice import clock, holding, sessions, vault
from practice.access import Actor
from practice.audit import NotRecorded
from practice.holding import to_sign_in, wants_json
from practice.models import Membership
from practice.views.errors import another_sign_in, unavailable

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

    `request.ended` then says why.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.ended = ""
        if sessions.is_signed_in(request.session):
            alive = QUIET_HEADER not in request.headers
            why = sessions.check(request.session, timezone.now(), is_sign_of_life=alive)
            if why:
                request.ended = why
                request.session.flush()
        return get_response(request)

    return middleware


class SignInRequired(LoginRequiredMiddleware):
    """Sends whoever is signed out to the sign-in page, which says why and leads back."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable) -> HttpResponse:
        """Keeps what was posted. A script gets 401 and the sign-in's address, a person the page."""
        return to_sign_in(request)


def held_words(get_response: Handler) -> Handler:
    """Keeps what a post could not bring in, lets go of what came in after all (rulings 43).

    A page of another account brings nothing in, whatever it is a form of.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "POST":
            holding.settle(request, response)
            holding.remember(request, response)
        return response

    def process_view(request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        is_post = request.method == "POST"
        return another_sign_in(request) if is_post and holding.is_anothers(request) else None

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


# Answers to a form that show another address's page.
PAGE_OF = {"worksheets:submit": "worksheets:share"}


def posts_have_a_page(get_response: Handler) -> Handler:
    """Who opens an address that only takes posts is led to the page above it, not to a 405.

    A browser asks for it when she goes back to a form that something was the matter with.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        opens = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
        if response.status_code == 405 and opens:
            return HttpResponseRedirect(page_above(request))
        return response

    return middleware


def page_above(request: HttpRequest) -> str:
    """The page that a form was on: by name, or the nearest address above that there is."""
    match = request.resolver_match
    if match.view_name in PAGE_OF:
        return reverse(PAGE_OF[match.view_name], kwargs=match.kwargs)
    path = request.path
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        with suppress(Resolver404):
            resolve(path)
            break
    return path


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
    "practice:switch",  # to where she is needs nothing of the place that she leaves
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
