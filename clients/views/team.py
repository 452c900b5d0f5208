"""Who cares for her: the team, a part for a colleague, the lead passing on."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clients.actions import teaming
from clients.forms.file import HandOverForm, TeamForm
from clients.models import CareLink, Client
from clients.permissions import may_lead, may_work_with
from clients.views.scope import client_of, led
from practice.access import Actor, for_counselor
from practice.models import Membership
from practice.zones import to_utc, today_in

REFUSALS = {
    teaming.AlreadyOnTheTeam: gettext_lazy("She is on the team already."),
    teaming.CoverNeedsAnEnd: gettext_lazy(
        "Cover ends on a day that lies ahead. Please choose one."
    ),
    teaming.NotPossibleFor: gettext_lazy(
        "That part does not fit this colleague's role in the practice."
    ),
    teaming.HandOverPending: gettext_lazy("A hand-over is planned already. Call it off first."),
}


def colleagues(actor: Actor):
    """Those of the practice who can have a part in care, by name."""
    staff = Membership.objects.live().staff().filter(practice=actor.practice, is_client=False)
    return staff.select_related("user").order_by("user__name", "pk")


@for_counselor
def team(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Who cares for her now, who will, who did; and how that changes."""
    return _page(request, client_of(request, client_id))


def _page(request: HttpRequest, client: Client, **forms: object) -> HttpResponse:
    actor = request.actor
    links = list(client.care_links.select_related("membership__user").order_by("starts_at"))
    others = colleagues(actor).exclude(pk=actor.membership.pk)
    context = {
        "client": client,
        "now_caring": [each for each in links if each.is_live(actor.now)],
        "coming": [each for each in links if each.is_coming(actor.now)],
        "before": [each for each in links if each.has_ended(actor.now)],
        "may_lead": may_lead(actor, client),
        "may_work": may_work_with(actor, client),
        "add_form": TeamForm(colleagues=others, today=today(actor)),
        "hand_form": HandOverForm(
            colleagues=others.filter(is_counselor=True), today=today(actor), prefix="hand"
        ),
        **forms,
    }
    return TemplateResponse(request, "clients/team.html", context)


@require_POST
@for_counselor
def add_care_link(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """A colleague gets a part in the care, from now on."""
    client = led(request, client_id)
    form = TeamForm(request.POST, colleagues=colleagues(request.actor), today=today(request.actor))
    if form.is_valid():
        wanted = form.cleaned_data
        try:
            teaming.add_care_link(
                by=request.actor,
                client=client,
                to=wanted["member"],
                role=wanted["role"],
                ends_at=end_of(wanted["until"], request.actor),
            )
        except tuple(REFUSALS) as refusal:
            form.add_error(None, REFUSALS[type(refusal)])
        else:
            messages.success(request, _("She is on the team now, and the client can see it."))
            return redirect("clients:team", client.pk)
    return _page(request, client, add_form=form)


@require_POST
@for_counselor
def end_care_link(request: HttpRequest, client_id: UUID, link_id: UUID) -> HttpResponse:
    """Her part in the care ends now."""
    client = client_of(request, client_id)
    found = client.care_links.select_related("client")
    link = get_object_or_404(found, pk=link_id)
    try:
        teaming.end_care_link(by=request.actor, link=link)
        messages.success(request, _("That part in the care has ended."))
    except teaming.NeedsALead:
        messages.info(request, _("A client is never without a lead. Please hand over instead."))
    if link.membership_id == request.actor.membership.pk:
        return redirect("clients:caseload")
    return redirect("clients:team", client.pk)


@require_POST
@for_counselor
def hand_over(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """The lead passes to a colleague, now or on a day."""
    client = led(request, client_id)
    others = colleagues(request.actor).filter(is_counselor=True)
    form = HandOverForm(request.POST, colleagues=others, today=today(request.actor), prefix="hand")
    if form.is_valid():
        wanted = form.cleaned_data
        at = max(request.actor.now, start_of(wanted["from_on"], request.actor))
        try:
            link = teaming.hand_over(by=request.actor, client=client, to=wanted["member"], at=at)
        except tuple(REFUSALS) as refusal:
            form.add_error(None, REFUSALS[type(refusal)])
        else:
            return _handed_over(request, client, link)
    return _page(request, client, hand_form=form)


def _handed_over(request: HttpRequest, client: Client, link: CareLink) -> HttpResponse:
    messages.success(
        request, _("%(name)s takes the lead.") % {"name": link.membership.user.shown_name}
    )
    if link.starts_at <= request.actor.now:
        return redirect("clients:caseload")
    return redirect("clients:team", client.pk)


@require_POST
@for_counselor
def call_off_hand_over(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """A hand-over that has not come yet does not come."""
    client = led(request, client_id)
    teaming.call_off_hand_over(by=request.actor, client=client)
    messages.success(request, _("Called off. You keep the lead."))
    return redirect("clients:team", client.pk)


def today(actor: Actor) -> date:
    """The practice's calendar date."""
    return today_in(actor.practice.zone, actor.now)


def start_of(day: date, actor: Actor) -> datetime:
    """The first instant of that day on the practice's clock."""
    return to_utc(day, time.min, actor.practice.zone)


def end_of(day: date | None, actor: Actor) -> datetime | None:
    """The instant after that day; None for no day."""
    return start_of(day + timedelta(days=1), actor) if day else None
