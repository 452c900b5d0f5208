"""A post that cannot be taken in: its words are kept, and she is led to where they come back."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from practice import vault
from practice.holding import box
from practice.holding.slips import Slip, slip_of
from practice.holding.words import COOKIE, let_go, let_go_of, looked_for

# What a form sends beside its words: marks of the page, not of what is in its boxes.
NOT_WORDS = {"csrfmiddlewaretoken", "slip", "go", "place", "back", "round"}


def hold(request: HttpRequest) -> Slip | None:
    """Keeps the posted words; their slip, or None where they could not be kept."""
    slip = slip_of(request)
    if slip is None:
        return None
    now = request.actor.now  # type: ignore[attr-defined]
    words = {name: values for name, values in request.POST.lists() if name not in NOT_WORDS}
    try:
        with box.locked(slip.account, now) as waiting:
            box.put(waiting, slip, words, now)
    except vault.VaultError:
        return None
    request.has_held = True  # type: ignore[attr-defined]
    return slip


def to_sign_in(request: HttpRequest, page: str = "") -> HttpResponse:
    """The sign-in, which leads back; posted words are kept before. A script is told in JSON.

    With `page` it leads there, and nothing is kept.
    """
    is_post = request.method == "POST"
    slip = hold(request) if is_post and not page else None
    query = {"next": slip.page if slip else page or way_back(request)}
    if request.ended:  # type: ignore[attr-defined]
        query["ended"] = request.ended  # type: ignore[attr-defined]
    if slip:
        query["kept"] = "yes"
    elif is_post and not wants_json(request):
        query["unsent"] = "yes"
    url = f"{reverse('account_login')}?{urlencode(query)}"
    if wants_json(request):
        return JsonResponse({"sign_in": url} | ({"is_held": True} if slip else {}), status=401)
    return HttpResponseRedirect(url)


def rescued(request: HttpRequest) -> HttpResponse | None:
    """Where a post whose token has run out leads; None where no words of this person's came.

    Every sign-in, in any tab, makes a new token: the form of an older page is not taken in.
    """
    slip = None if wants_json(request) else slip_of(request)
    if slip is None or not slip.is_in_boxes:
        return None
    user_id = request.actor.user_id  # type: ignore[attr-defined]
    if user_id is None:
        return to_sign_in(request)
    return HttpResponseRedirect(slip.page) if hold(request) else None


def is_anothers(request: HttpRequest) -> bool:
    """Whether who is signed in posts from a page that was made for another account.

    One browser, two people: the page was open when the other signed in. It is taken in under
    nobody's name, and its words wait for whose page it was.
    """
    slip = slip_of(request)
    if slip is None or request.actor.user_id is None:  # type: ignore[attr-defined]
        return False
    return slip.account != str(request.actor.user_id)  # type: ignore[attr-defined]


def settle(request: HttpRequest, response: HttpResponse) -> None:
    """After the post of somebody signed in: what was taken in waits no more, what was not does.

    A page in answer to a form shows it with something to mend. Its words wait as well: a browser's
    Back, or a reload, asks for that page without them.
    """
    slip = slip_of(request)
    actor = request.actor  # type: ignore[attr-defined]
    if slip is None or str(actor.user_id) != slip.account or getattr(request, "has_held", False):
        return
    if wants_json(request):
        if response.status_code == 200 and looked_for(request):
            let_go_of(request, [(slip, request.POST)])
    elif response.status_code in {302, 303}:
        if looked_for(request):
            let_go(request, [slip.mark, *slip.shown])
    elif slip.is_in_boxes and response.status_code not in {403, 404}:
        hold(request)


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Marks the browser in which words were left just now, so that its pages look for them."""
    if getattr(request, "has_held", False):
        response.set_cookie(
            COOKIE,
            "1",
            max_age=box.KEPT_FOR,
            secure=settings.BEHIND_TLS,
            httponly=True,
            samesite="Lax",
        )


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
