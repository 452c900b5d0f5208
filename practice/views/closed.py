"""The days on which the practice is closed, for its owners."""

from datetime import timedelta

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from practice import holidays
from practice.access import Actor, for_owner
from practice.actions import closing
from practice.closed_forms import CloseForm, HolidaysForm, KeepForm, ReopenForm
from practice.zones import today_in

AHEAD = timedelta(days=365)


@require_safe
@for_owner
def closed(request: HttpRequest) -> HttpResponse:
    """Whose holidays, on which of the next it works, and days of its own."""
    return _page(request)


@require_POST
@for_owner
def choose_holidays(request: HttpRequest) -> HttpResponse:
    """Another country, or another part of it."""
    form = HolidaysForm(request.POST, practice=request.actor.practice)
    if form.is_valid():
        closing.choose_holidays(by=request.actor, place=form.place)
        messages.success(request, _("Saved."))
        return redirect("practice:closed")
    return _page(request, holidays_form=form)


@require_POST
@for_owner
def keep_holidays(request: HttpRequest) -> HttpResponse:
    """On which of the holidays that the page showed it is closed."""
    form = _keep_form(request.actor, request.POST)
    if form.is_valid():
        closing.keep_holidays(by=request.actor, **form.chosen())
        messages.success(request, _("Saved."))
        return redirect("practice:closed")
    return _page(request, keep_form=form)


@require_POST
@for_owner
def close_days(request: HttpRequest) -> HttpResponse:
    """It is closed on these days too."""
    form = CloseForm(request.POST)
    if form.is_valid():
        try:
            closing.close(by=request.actor, **form.cleaned_data)
        except (closing.DaysNotPossible, closing.NeedsWords) as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved. No reading is promised for these days."))
            return redirect("practice:closed")
    return _page(request, close_form=form)


@require_POST
@for_owner
def reopen_days(request: HttpRequest) -> HttpResponse:
    """It works on these days after all."""
    form = ReopenForm(request.POST)
    if form.is_valid() and closing.reopen(by=request.actor, **form.cleaned_data):
        messages.success(request, _("Taken out."))
    else:
        messages.info(request, _("These days were taken out meanwhile."))
    return redirect("practice:closed")


def _page(request: HttpRequest, **typed: Form) -> HttpResponse:
    """The page with these forms as they were typed, the others as things stand."""
    actor = request.actor
    practice, today = actor.practice, today_in(actor.practice.zone, actor.now)
    own = holidays.own_days(practice, today, today + closing.FAR)
    context = {
        "holidays_form": HolidaysForm(practice=practice),
        "keep_form": _keep_form(actor),
        "close_form": CloseForm(),
        "place": holidays.place_name(practice.holidays_of),
        "own": holidays.in_rows(own),
        "today": today,
    }
    return TemplateResponse(request, "practice/closed.html", context | typed)


def _keep_form(actor: Actor, *posted: object) -> KeepForm:
    practice, today = actor.practice, today_in(actor.practice.zone, actor.now)
    days = holidays.holidays_between(practice, today, today + AHEAD)
    return KeepForm(*posted, practice=practice, days=days)
