"""The owner's page of letters and reminders: what goes out, what did not, and what to do about it.

Nothing here says who: an owner sees no client's content (architecture 5).
"""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Min, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from practice import deliveries as letters
from practice import self_test
from practice.access import Actor, for_owner
from practice.actions import operating
from practice.forms import ReleaseForm
from practice.models import Delivery, Freeze

State = Delivery.State
AHEAD = timedelta(hours=24)
ROWS_A_PAGE = 20


@require_safe
@for_owner
def deliveries(request: HttpRequest) -> HttpResponse:
    """What is planned, what is in trouble, the figures, and whether all of it stands still."""
    return _page(request, None)


@require_POST
@for_owner
def release(request: HttpRequest) -> HttpResponse:
    """Lets deliveries go again, once she has looked."""
    form = ReleaseForm(request.POST)
    if form.is_valid():
        try:
            operating.release(by=request.actor, seen=form.cleaned_data["seen"])
        except letters.LookAgain:
            messages.warning(request, _("Something else has stopped them since. Please look."))
        else:
            messages.success(request, _("Letters and reminders go out again."))
        return redirect("practice:deliveries")
    return _page(request, form)


@require_POST
@for_owner
def retry(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """One message, planned anew."""
    row = _row_or_404(request.actor, delivery_id)
    try:
        operating.try_again(by=request.actor, row=row)
    except letters.Stopped as why:
        words = _("%(why)s It is not tried again until that is put right.")
        messages.warning(request, words % {"why": why})
    except letters.NotInTrouble:
        messages.info(request, _("Nothing had to be done about it any more."))
    else:
        messages.success(request, _("It is planned anew and goes out as soon as it may."))
    return redirect("practice:deliveries")


@require_POST
@for_owner
def leave(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """One message, left as it is."""
    row = _row_or_404(request.actor, delivery_id)
    try:
        operating.leave_it(by=request.actor, row=row)
    except letters.NotInTrouble:
        messages.info(request, _("Nothing had to be done about it any more."))
    else:
        messages.success(request, _("It stays as it is."))
    return redirect("practice:deliveries")


def _page(request: HttpRequest, form: ReleaseForm | None) -> HttpResponse:
    actor = request.actor
    freezes = standing_freezes()
    if form is None or not freezes:
        form = ReleaseForm.after(freezes)
    figures, sign = letters.figures(actor.practice, actor.now), self_test.look(actor.now)
    context = {
        "ahead": ahead(actor),
        "figures": figures,
        "lag_minutes": figures.lag // 60,
        "states": [(state.label, figures.states.get(state, 0)) for state in State],
        "freezes": freezes,
        "release_form": form,
        "self_test": sign,
        "to_check": self_test.to_check(sign),
        "page": Paginator(trouble(actor), ROWS_A_PAGE).get_page(request.GET.get("page")),
    }
    for row in context["page"]:
        row.said = letters.label_of(row.purpose)
    return TemplateResponse(request, "practice/deliveries.html", context)


def standing_freezes() -> list[Freeze]:
    """Why nothing goes out, the newest reason first."""
    return list(Freeze.objects.filter(released_at__isnull=True).order_by("-at", "-pk"))


def ahead(actor: Actor) -> dict[str, object]:
    """How many messages are planned for the next day, and when the first of them is due."""
    rows = Delivery.objects.filter(practice=actor.practice_id, state=State.PLANNED)
    soon = rows.filter(due_at__lte=actor.now + AHEAD)
    return soon.aggregate(count=Count("pk"), next=Min("due_at"))


def trouble(actor: Actor) -> QuerySet[Delivery]:
    """What is on its way for long, then what somebody should decide about, the newest first.

    Without whom it was for.
    """
    rows = Delivery.objects.filter(letters.not_as_planned(actor.now), practice=actor.practice_id)
    newest_first = F("settled_at").desc(nulls_first=True)
    return rows.only("purpose", "due_at", "state", "reason").order_by(newest_first, "pk")


def _row_or_404(actor: Actor, delivery_id: UUID) -> Delivery:
    rows = Delivery.objects.filter(practice=actor.practice_id, state__in=letters.TO_DECIDE)
    return get_object_or_404(rows, pk=delivery_id)
