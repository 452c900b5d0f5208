"""Coming in by a letter. GET shows, POST does: mail scanners open links (product A)."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from clients import agreements, tries
from clients.actions import accepting, inviting
from clients.forms.agreeing import WayInForm, WelcomeForm
from clients.invitations import find, from_whom
from clients.models import Client, ConsentText, Invitation
from practice import clock, places
from practice.access import public

View = Callable[..., HttpResponse]


def with_letter(view: View) -> View:
    """Finds the letter, or shows what to do instead; keeps the token out of caches and referrers.

    `no-referrer` would make browsers send `Origin: null` with the form, which the CSRF check
    refuses; `same-origin` gives the address to nobody else either, as no page here leaves us.
    """

    @wraps(view)
    def found(request: HttpRequest, token: str) -> HttpResponse:
        if tries.too_many(request.actor.ip, request.actor.now):
            response = TemplateResponse(request, "clients/link_wait.html", status=429)
        else:
            invitation = find(token)
            response = shown(request, token, invitation, view)
        response["Cache-Control"] = "no-store, private"
        response["Referrer-Policy"] = "same-origin"
        return response

    return found


def shown(
    request: HttpRequest, token: str, invitation: Invitation | None, view: View
) -> HttpResponse:
    """The page, or what to do instead, also where the link ended while the page was made."""
    if invitation is None or not invitation.is_open(request.actor.now):
        return over(request, invitation)
    try:
        return view(request, token, invitation)
    except inviting.LinkOver:
        return over(request, find(token))


def over(request: HttpRequest, invitation: Invitation | None) -> HttpResponse:
    """Never a dead end: who to ask, or where to sign in."""
    if invitation is None:
        tries.count(request.actor.ip, request.actor.now)
        return TemplateResponse(request, "clients/link_over.html", {"state": "unknown"}, status=404)
    client = invitation.client
    user = client.membership.user if client.membership else None
    context = {
        **about(invitation),
        "state": invitation.state(request.actor.now),
        "has_account": client.has_account(),
        "is_herself": user is not None and request.actor.user == user,
    }
    return TemplateResponse(request, "clients/link_over.html", context, status=410)


def about(invitation: Invitation) -> dict[str, object]:
    """Who asks, for every page of a letter."""
    practice = invitation.client.practice
    return {
        "from_whom": from_whom(invitation),
        "practice_name": practice.name,
        "app_name": practice.app_name,
        "is_way_back": invitation.is_way_back,
    }


@public
@with_letter
def welcome(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    """Who asks and what this is; going on is a POST (rulings 34)."""
    if request.method == "POST":
        inviting.open_invitation(by=request.actor, token=token)
        return redirect("clients:accept", token)
    return TemplateResponse(request, "clients/welcome.html", {**about(invitation), "token": token})


@public
@with_letter
def accept(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    """Her age, the agreements, how she will sign in; then she is in."""
    if invitation.opened_at is None:
        return redirect("clients:welcome", token)
    client, actor = invitation.client, request.actor
    if any(m.practice_id == client.practice_id for m in request.memberships):
        return TemplateResponse(request, "clients/already_here.html", about(invitation))
    texts = list(ConsentText.objects.at_the_door(client.practice))
    form = form_for(request, invitation, texts)
    try:
        if request.method == "POST" and form.is_valid() and _accepted(request, token, form):
            return sign_in(request, fresh(client))
    except accepting.TextsChanged:
        texts = list(ConsentText.objects.at_the_door(client.practice))
        form = form_for(request, invitation, texts)
    context = {
        **about(invitation),
        "token": token,
        "form": form,
        "texts": [(text, list(agreements.blocks(text.body))) for text in texts],
        "account": actor.user,
        "clock_there": clock_of(client, actor.now),
        "zone": client.time_zone,
        "fields": {name: form[name] for name in form.fields},
    }
    return TemplateResponse(request, "clients/accept.html", context)


def clock_of(client: Client, now: datetime) -> str:
    """Her place's time as people there read a clock, like every other time of hers."""
    with clock.read_in(client.country):
        return places.clock_there(client.time_zone, now)


def form_for(request: HttpRequest, invitation: Invitation, texts: list[ConsentText]) -> WelcomeForm:
    """The steps for somebody new, or for who is signed in with an account of her own."""
    seen = ",".join(sorted(str(text.pk) for text in texts))
    data = request.POST.copy() if request.method == "POST" else None
    is_stale = data is not None and data.get("texts") != seen
    if is_stale:
        # K-06: new words are never agreed to beforehand.
        data.update({"texts": seen})
        for name in ("agree_1", "agree_3"):
            data.pop(name, None)
    initial = {"texts": seen}
    if request.actor.user is not None:
        form = WelcomeForm(data, initial=initial)
    else:
        form = WayInForm(data, initial=initial, address=invitation.address)
    if is_stale:
        form.add_error(None, _("The words below changed just now. Please read them once more."))
    return form


def fresh(client: Client) -> Client:
    """Her row with her account, as it is now."""
    return Client.objects.select_related("membership__user").get(pk=client.pk)


def _accepted(request: HttpRequest, token: str, form: WelcomeForm) -> bool:
    """Accepts; False with words on the form where something stands in the way.

    Raises LinkOver, and TextsChanged where a version was published in between.
    """
    said = form.cleaned_data
    layers = frozenset(layer for layer in (1, 3) if said[f"agree_{layer}"])
    seen = frozenset(form.seen())
    way_in = None
    if isinstance(form, WayInForm):
        way_in = accepting.WayIn(password=said["password"], sign_in_name=form.chosen_name())
    try:
        accepting.accept(
            by=request.actor,
            token=token,
            said=accepting.Said(said["is_adult"], layers, seen, form.chosen_zone()),
            way_in=way_in,
        )
    except accepting.AddressTaken:
        form.add_error(
            "sign_in_by",
            _(
                "There is an account with this address already. If it is yours, sign in with it "
                "first and open your letter again. If you share the mailbox, choose a name."
            ),
        )
    except inviting.LinkOver:
        # Two presses at once: the second is hers too where her words open what the first made.
        if not _is_hers(token, way_in):
            raise
        return True
    except accepting.NameTaken:
        form.add_error("sign_in_name", _("Somebody has this name. Please choose another."))
    else:
        return True
    return False


def _is_hers(token: str, way_in: accepting.WayIn | None) -> bool:
    invitation = find(token)
    if way_in is None or invitation is None or invitation.accepted_at is None:
        return False
    account = fresh(invitation.client).membership
    return account is not None and account.user.check_password(way_in.password)


def sign_in(request: HttpRequest, client: Client) -> HttpResponse:
    """She is in: signed in, on her home page, with a passkey offered (rulings 21)."""
    home = reverse("worksheets:home")
    if request.actor.user is None:
        user = client.membership.user
        record_authentication(request, user, method="password")
        perform_login(request, user, redirect_url=home)
    request.session["membership"] = str(client.membership_id)
    words = _("You are in. Welcome. A passkey makes signing in easier:")
    messages.success(
        request,
        format_html(
            '{} <a href="{}">{}</a>', words, reverse("mfa_add_webauthn"), _("add a passkey")
        ),
    )
    return redirect(home)
