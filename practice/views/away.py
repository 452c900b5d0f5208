"""A counselor's own days away: the list, new ones, other ones, back early, taken back."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from practice import facts, holidays, vault
from practice.access import Actor, for_counselor
from practice.actions import away as actions
from practice.models import Leave, Membership, Practice
from practice.profile_forms import AwayForm

A_YEAR = timedelta(days=365)
NEXT_FEW = 5
REFUSED = (actions.DaysNotPossible, actions.NeedsWords, actions.CannotCover)


@require_http_methods(["GET", "POST"])
@for_counselor
def away(request: HttpRequest) -> HttpResponse:
    """What is planned, and the form for more."""
    actor = request.actor
    today = actor.membership.today(actor.now)
    form = AwayForm(request.POST or None, today=today, colleagues=colleagues_of(actor))
    if request.method == "POST" and form.is_valid():
        try:
            leave = actions.add_leave(by=actor, away=actions.Away(**form.cleaned_data))
        except REFUSED as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved. Your clients are told on those days."))
            remind_of_sessions(request, leave)
            remind_of_others(request, leave)
            return redirect("practice:away")
    vault.warm([actor.membership.pk], "care")
    found = Leave.objects.visible_to(actor).standing(today).order_by("starts_on")
    others = Leave.objects.covered_by(actor).standing(today).order_by("starts_on", "pk")
    context = {
        "form": form,
        "leaves": found.select_related("cover__user"),
        "others": others.select_related("membership__user"),
        "closed": next_closed(actor.practice, today),
        "today": today,
    }
    return TemplateResponse(request, "practice/away.html", context)


@require_http_methods(["GET", "POST"])
@for_counselor
def change_away(request: HttpRequest, leave_id: UUID) -> HttpResponse:
    """Other days, other words."""
    actor, leave = request.actor, leave_of(request, leave_id)
    today = actor.membership.today(actor.now)
    form = AwayForm(request.POST or None, today=today, colleagues=colleagues_of(actor), of=leave)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_leave(by=actor, leave=leave, away=actions.Away(**form.cleaned_data))
        except REFUSED as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            remind_of_sessions(request, leave)
            remind_of_others(request, leave)
            return redirect("practice:away")
    return TemplateResponse(request, "practice/change_away.html", {"form": form})


@require_POST
@for_counselor
def end_away(request: HttpRequest, leave_id: UUID) -> HttpResponse:
    """She is back today."""
    try:
        actions.end_leave(by=request.actor, leave=leave_of(request, leave_id))
        messages.success(request, _("Welcome back. Your clients are no longer told."))
    except (actions.NotNow, actions.DaysNotPossible):
        messages.info(request, _("You are not away today. Nothing was changed."))
    return redirect("practice:away")


@require_POST
@for_counselor
def remove_away(request: HttpRequest, leave_id: UUID) -> HttpResponse:
    """Not away after all."""
    try:
        actions.remove_leave(by=request.actor, leave=leave_of(request, leave_id))
        messages.success(request, _("Taken out."))
    except actions.HasBegun:
        messages.info(request, _("These days have begun. You can end them early."))
    except actions.DaysNotPossible as error:
        messages.info(request, error.messages[0])
    return redirect("practice:away")


def next_closed(practice: Practice, today: date) -> list[holidays.Closed]:
    """The next few days on which nobody has to say that she is away."""
    days = holidays.closed_days(practice, today, today + A_YEAR)
    return holidays.in_rows(days)[:NEXT_FEW]


def colleagues_of(actor: Actor) -> QuerySet[Membership]:
    """Who could look after her clients: the other counselors of her practice, by name."""
    others = (
        Membership.objects.visible_to(actor).live().counselors().exclude(pk=actor.membership.pk)
    )
    return others.select_related("user").order_by("user__name", "pk")


def remind_of_sessions(request: HttpRequest, leave: Leave) -> None:
    """Where clients have a session on one of these days, how many, and the way to them."""
    number = sum(facts.ask("colleague.sessions", leave=leave, now=request.actor.now))
    if not number:
        return
    words = ngettext(
        "%(number)s of your clients has a session booked on these days.",
        "%(number)s of your clients have a session booked on these days.",
        number,
    )
    told = format_html(
        '{} <a href="{}">{}</a>',
        words % {"number": number},
        reverse("clients:caseload"),
        _("Look at your caseload"),
    )
    messages.warning(request, told)


def remind_of_others(request: HttpRequest, leave: Leave) -> None:
    """Where somebody counts on her on one of these days, that they look for another one."""
    counting = Leave.objects.covered_by(request.actor).meeting(leave.starts_on, leave.ends_on)
    names = [one.membership.user.shown_name for one in counting.select_related("membership__user")]
    if names:
        messages.info(
            request,
            _(
                "On some of these days you look after the clients of %(names)s. Please agree who "
                "does so then."
            )
            % {"names": get_text_list(sorted(set(names)), _("and"))},
        )


def leave_of(request: HttpRequest, leave_id: UUID) -> Leave:
    """Days away of her own; 404 for anybody else's."""
    mine = Leave.objects.visible_to(request.actor).select_related("membership__practice")
    return get_object_or_404(mine, pk=leave_id)
