"""Colleagues, for owners."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practice import deliveries, facts, offers, reachable
from practice.access import for_owner
from practice.actions import people as actions
from practice.forms import LeaveForm, RolesForm
from practice.models import Membership, Offer
from practice.permissions import may_change_roles, may_end, may_reset_factors


def colleague_or_404(request: HttpRequest, membership_id: UUID) -> Membership:
    """A live colleague of the actor's practice."""
    rows = Membership.objects.visible_to(request.actor).live().select_related("user", "practice")
    return get_object_or_404(rows, pk=membership_id)


@require_safe
@for_owner
def people(request: HttpRequest) -> HttpResponse:
    """Who works here, as what, who was asked to, and who did."""
    actor = request.actor
    rows = Membership.objects.visible_to(actor).select_related("user")
    rows = rows.order_by("user__name", "pk")
    asked = Offer.objects.visible_to(actor).lately(actor.now).order_by("-sent_at", "pk")
    context = {
        "colleagues": [row for row in rows if row.ended_at is None],
        "former": [row for row in rows if row.ended_at is not None],
        "offers": offers.told(list(asked), actor.now),
    }
    return TemplateResponse(request, "practice/people.html", context)


@require_http_methods(["GET", "POST"])
@for_owner
def colleague(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """One colleague: her roles, and what an owner can do for her access."""
    membership = colleague_or_404(request, membership_id)
    form = RolesForm(request.POST or None, initial=RolesForm.of(membership))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_roles(by=request.actor, membership=membership, **form.cleaned_data)
        except actions.LastOwner:
            form.add_error("roles", _("A practice needs an owner. Make somebody else one first."))
        except facts.Refused as no:
            form.add_error("roles", str(no))
        else:
            messages.success(request, _("Saved."))
            return redirect("practice:people")
    return _page(request, membership, form, _leave_form(request, membership))


def _page(
    request: HttpRequest, membership: Membership, form: RolesForm, leave_form: LeaveForm
) -> HttpResponse:
    context = {
        "form": form,
        "leave_form": leave_form,
        "membership": membership,
        "mail_stopped": reachable.why_not(membership.user_id),
        "may_change_roles": may_change_roles(request.actor, membership),
        "may_end": may_end(request.actor, membership),
        "may_reset_factors": may_reset_factors(request.actor, membership),
    }
    return TemplateResponse(request, "practice/colleague.html", context)


@require_POST
@for_owner
def end_membership(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """She leaves the practice now; whom she leads, the chosen counselor leads."""
    membership = colleague_or_404(request, membership_id)
    form = _leave_form(request, membership, request.POST)
    if form.is_valid():
        try:
            actions.end_membership(by=request.actor, membership=membership, **form.cleaned_data)
        except facts.Refused as no:
            membership.ended_at = None  # as it was before
            form.add_error(None, str(no))
        else:
            name = membership.user.shown_name
            messages.success(request, _("%(name)s no longer has access.") % {"name": name})
            return redirect("practice:people")
    return _page(request, membership, RolesForm(initial=RolesForm.of(membership)), form)


def _leave_form(
    request: HttpRequest, membership: Membership, posted: QueryDict | None = None
) -> LeaveForm:
    others = Membership.objects.visible_to(request.actor).live().counselors()
    others = others.exclude(pk=membership.pk).select_related("user").order_by("user__name", "pk")
    return LeaveForm(
        posted, leads=actions.leads(request.actor, membership), counselors=others, prefix="leave"
    )


@require_POST
@for_owner
def sign_out_colleague(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Every device of hers is signed out now."""
    membership = colleague_or_404(request, membership_id)
    actions.end_sessions(by=request.actor, membership=membership)
    messages.success(request, _("Signed out on every device."))
    return redirect("practice:people")


@require_POST
@for_owner
@reauthentication_required(app="practice")
def reset_factors(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """She sets up a new second step the next time she signs in."""
    membership = colleague_or_404(request, membership_id)
    actions.reset_factors(by=request.actor, membership=membership)
    messages.success(request, _("The next sign-in asks for a new second step."))
    return redirect("practice:people")


@require_POST
@for_owner
def resend_welcome(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Another letter to somebody who has not come in yet."""
    membership = colleague_or_404(request, membership_id)
    try:
        actions.resend_welcome(by=request.actor, membership=membership)
    except deliveries.Stopped as why:
        messages.warning(request, _("%(why)s Please put that right first.") % {"why": why})
        return redirect("practice:colleague", membership.pk)
    messages.success(request, _("Another letter is on its way."))
    return redirect("practice:people")


@require_POST
@for_owner
def mail_to_colleague(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Her address is right: mail may go to her again."""
    membership = colleague_or_404(request, membership_id)
    actions.mail_again(by=request.actor, membership=membership)
    messages.success(request, _("Mail goes to her again, from here on."))
    return redirect("practice:colleague", membership.pk)
