"""Somebody is asked to work here, by owners; and says yes or no, whoever she is."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practice import deliveries, sessions
from practice import offers as waiting
from practice.access import for_member, for_owner
from practice.actions import offers as actions
from practice.forms import ColleagueForm
from practice.models import Membership, Offer
from practice.permissions import may_answer


@require_http_methods(["GET", "POST"])
@for_owner
def add_colleague(request: HttpRequest) -> HttpResponse:
    """A name, an address, roles; a letter goes out at once, whoever's address it is."""
    form = ColleagueForm(request.POST or None, initial={"roles": ["counselor"]})
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        try:
            actions.ask_colleague(by=request.actor, **form.cleaned_data)
        except actions.AlreadyHere:
            form.add_error("email", _("Somebody with this address works here already."))
        except actions.AlreadyAsked:
            words = _("This address was asked already. The list of people shows it.")
            form.add_error("email", words)
        else:
            messages.success(
                request, _("%(name)s is asked. A letter is on its way.") % {"name": name}
            )
            return redirect("practice:people")
    return TemplateResponse(request, "practice/add_colleague.html", {"form": form})


def offer_or_404(request: HttpRequest, offer_id: UUID) -> Offer:
    """What the actor's practice asked."""
    return get_object_or_404(Offer.objects.visible_to(request.actor), pk=offer_id)


@require_POST
@for_owner
def ask_again(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """Another letter, and seven more days."""
    offer = offer_or_404(request, offer_id)
    try:
        actions.ask_again(by=request.actor, offer=offer)
    except deliveries.Stopped as why:
        words = _("%(why)s Please take it back, and ask at another address.")
        messages.warning(request, words % {"why": why})
    except actions.OfferOver:
        messages.warning(request, _("That was settled meanwhile. The list shows how."))
    else:
        messages.success(request, _("Another letter is on its way."))
    return redirect("practice:people")


@require_POST
@for_owner
def take_back(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """Nobody can say yes to it any more."""
    offer = offer_or_404(request, offer_id)
    try:
        actions.take_back(by=request.actor, offer=offer)
    except actions.OfferOver:
        messages.warning(request, _("That was settled meanwhile. The list shows how."))
    else:
        messages.success(request, _("Taken back. Nobody can say yes to it any more."))
    return redirect("practice:people")


@require_safe
@for_member
def offers(request: HttpRequest) -> HttpResponse:
    """What she is asked, by whom, and two buttons for each."""
    actor = request.actor
    context = {"offers": waiting.waiting_for(actor.user, actor.now)}
    return TemplateResponse(request, "practice/offers.html", context)


@require_POST
@for_member
def answer(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """Her yes takes her to her new place; her no, or later, to where she was going."""
    offer = get_object_or_404(Offer.objects.select_related("practice"), pk=offer_id)
    word, practice = request.POST.get("word"), offer.practice.name
    if not may_answer(request.actor, offer):
        raise Http404
    if word not in {"yes", "no"}:
        request.session[sessions.LATER] = True
        return redirect("practice:start")
    try:
        membership = actions.answer(by=request.actor, offer=offer, said_yes=word == "yes")
    except actions.OfferOver:
        messages.warning(request, _("That is not open any more. Please ask who wrote to you."))
    except actions.AlreadyHere:
        words = _("You belong to %(practice)s already, and an account is one thing there.")
        messages.warning(request, words % {"practice": practice})
        return redirect("practice:offers")
    else:
        tell(request, membership, practice)
    return redirect("practice:start")


def tell(request: HttpRequest, membership: Membership | None, practice: str) -> None:
    """What her answer did; with her yes she is in that practice now."""
    if membership is None:
        messages.success(request, _("You said no. Nothing else happens."))
        return
    request.session[sessions.ACTIVE] = str(membership.pk)
    messages.success(request, _("You work in %(practice)s now.") % {"practice": practice})
