"""Tender dates: hers on her page, and those that her counselor may see (product D)."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients import mothers_day
from clients.actions import dates
from clients.actions.dates import Day
from clients.forms.mine import DayForm
from clients.models import Client, TenderDate
from clients.permissions import is_of_staff, may_mark_dates
from clients.views.scope import client_of, herself, posted, refuse_unless, workable
from practice import audit
from practice.access import for_client, for_counselor

# Early enough to plan around it, not all year round.
OFFERED_BEFORE = timedelta(days=90)


@for_client
def my_dates(request: HttpRequest) -> HttpResponse:
    """Her hard days: what is marked, and a form for one more."""
    client = herself(request)
    today = client.today(request.actor.now)
    form = DayForm(posted(request), today=today)
    if request.method == "POST" and form.is_valid() and _marked(request, client, form):
        messages.success(request, _("Marked. Thank you for saying so."))
        return redirect("clients:my_dates")
    rows = listed(request, client, today)
    offer = mothers_day.next_on(client.country, today)
    is_near = offer - today <= OFFERED_BEFORE
    context = {
        "client": client,
        "form": form,
        "rows": rows,
        "offer": offer if is_near and offer not in {day for _row, day in rows} else None,
        "may_write": may_mark_dates(request.actor, client),
    }
    return TemplateResponse(request, "clients/my_dates.html", context)


@for_client
def change_date(request: HttpRequest, date_id: UUID) -> HttpResponse:
    """One of her days, changed."""
    client = herself(request)
    marked = get_object_or_404(TenderDate.objects.visible_to(request.actor), pk=date_id)
    form = DayForm(
        posted(request),
        initial=said_of(marked),
        today=client.today(request.actor.now),
        without=() if marked.is_hers else ("is_shared",),
    )
    if request.method == "POST" and form.is_valid():
        dates.change_date(by=request.actor, marked=marked, day=day_of(form))
        messages.success(request, _("Changed."))
        return redirect("clients:my_dates")
    return TemplateResponse(request, "clients/change_date.html", {"form": form, "marked": marked})


@require_POST
@for_client
def remove_date(request: HttpRequest, date_id: UUID) -> HttpResponse:
    """One of her days, taken off."""
    marked = get_object_or_404(TenderDate.objects.visible_to(request.actor), pk=date_id)
    dates.remove_date(by=request.actor, marked=marked)
    messages.success(request, _("Taken off."))
    return redirect("clients:my_dates")


@for_counselor
def client_dates(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """The days that she shares or that staff marked; a form for one more."""
    client = client_of(request, client_id)
    today = client.today(request.actor.now)
    form = DayForm(posted(request), today=today, without=("is_shared", "quiet"))
    if request.method == "POST":
        refuse_unless(may_mark_dates(request.actor, client))
        if form.is_valid() and _marked(request, client, form):
            messages.success(request, _("Marked. She can see it on her page."))
            return redirect("clients:client_dates", client.pk)
    else:
        audit.read(by=request.actor, action="dates.read", client_id=client.pk)
    may_work = may_mark_dates(request.actor, client)
    rows = [
        (marked, day, may_work and is_of_staff(marked))
        for marked, day in listed(request, client, today)
    ]
    context = {"client": client, "form": form, "rows": rows, "may_work": may_work}
    return TemplateResponse(request, "clients/client_dates.html", context)


@require_POST
@for_counselor
def remove_client_date(request: HttpRequest, client_id: UUID, date_id: UUID) -> HttpResponse:
    """A day that staff marked, taken off."""
    client = workable(request, client_id)
    found = TenderDate.objects.visible_to(request.actor).select_related("client__membership")
    marked = get_object_or_404(found, pk=date_id, client=client)
    dates.remove_date(by=request.actor, marked=marked)
    messages.success(request, _("Taken off."))
    return redirect("clients:client_dates", client.pk)


def listed(request: HttpRequest, client: Client, today: date) -> list[tuple[TenderDate, date]]:
    """Each day with when it comes next, the nearest first; those that are over come last."""
    found = TenderDate.objects.visible_to(request.actor).filter(client=client)
    rows = [(marked, marked.next_on(today)) for marked in found.select_related("client")]
    return sorted(rows, key=lambda row: (row[1] is None, row[1] or row[0].on_date, row[0].pk))


def _marked(request: HttpRequest, client: Client, form: DayForm) -> bool:
    try:
        dates.mark_date(by=request.actor, client=client, day=day_of(form))
    except dates.EnoughDates:
        form.add_error(None, _("Sixty days are marked already. Please take one off first."))
        return False
    return True


def day_of(form: DayForm) -> Day:
    """What the form says."""
    said = form.cleaned_data
    return Day(
        on_date=said["on_date"],
        words=said["words"],
        is_yearly=said["is_yearly"],
        quiet=said.get("quiet", TenderDate.Quiet.PAUSE),
        is_private=not said.get("is_shared", False),
    )


def said_of(marked: TenderDate) -> dict[str, object]:
    """What the form begins with."""
    return {
        "on_date": marked.on_date,
        "words": marked.words,
        "is_yearly": marked.is_yearly,
        "quiet": marked.quiet,
        "is_shared": not marked.is_private,
    }
