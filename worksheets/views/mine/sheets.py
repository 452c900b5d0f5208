"""Before a sheet, and ways not to do it on the screen: put aside, on paper, ask to talk."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from clients.absence import away_today
from practice import holding
from practice.access import for_client
from worksheets import library, sheets
from worksheets.actions import declining, sharing, talking
from worksheets.forms.mine import NotNowForm, SendForm, TalkForm
from worksheets.home import is_night, minutes_for, when_to
from worksheets.models import TalkRequest
from worksheets.views.mine.scope import data_of, help_for, people_of, round_of, sheet_of
from worksheets.views.mine.showing import words_back


@for_client
def sheet(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Before she begins: why this one, how long, how heavy, who will see it (T-02, T-03, T-12)."""
    found = sheet_of(request, assignment_id)
    if not found.is_open or not found.client.is_in_care:
        return redirect("worksheets:read", assignment_id)
    client, now = found.client, request.actor.now
    is_new = found.round.opened_at is None
    heavy = found.assignment.version.is_heavy and is_new
    return TemplateResponse(
        request,
        "worksheets/sheet.html",
        {
            "sheet": found,
            "assignment": found.assignment,
            "leave_fast": found.has_fast_exit,
            **help_for(request, client),
            **people_of(request, client),
            "minutes": minutes_for(found.round, found.length, found.flags),
            "when": when_to(found.assignment, client, client.today(now)),
            "frame": library.frame(),
            "is_heavy": heavy,
            "is_night": heavy and is_night(now, client.zone),
        },
    )


@for_client
def not_now(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """She puts it aside, with or without a reason; the sheet stops being due (E-07)."""
    round_ = round_of(request, assignment_id)
    form = NotNowForm(holding.given(request, "not_now", assignment_id, "words"))
    if request.method == "POST" and form.is_valid():
        try:
            declining.decline(by=request.actor, round_=round_, **form.cleaned_data)
        except declining.MayNotDecline:
            message = _("This one is not open any more. Nothing was changed.")
            words = [(_("What you added"), form.cleaned_data["words"])]
            return words_back(request, round_.assignment, message, words)
        messages.success(request, _("That is fine. It is put aside, and nothing more is asked."))
        return redirect("worksheets:home")
    found = sheets.read(round_)
    page = {
        "sheet": found,
        "assignment": round_.assignment,
        "leave_fast": found.has_fast_exit,
        "form": form,
        **people_of(request, found.client),
    }
    return TemplateResponse(request, "worksheets/not_now.html", page)


@for_client
def paper(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Done on paper counts as done; nothing written here is shared by it (E-09)."""
    round_ = round_of(request, assignment_id)
    form = SendForm(data_of(request))
    if request.method == "POST" and form.is_valid():
        try:
            sharing.submit_on_paper(
                by=request.actor,
                round_=round_,
                done_as=form.cleaned_data["done_as"],
                key=form.cleaned_data["submit_key"],
            )
        except sharing.MayNotSubmit:
            messages.info(request, _("This one is not open any more. Nothing was changed."))
            return redirect("worksheets:read", assignment_id)
        return redirect("worksheets:receipt", assignment_id)
    page = {"assignment": round_.assignment, "round": round_, "submit_key": uuid4()}
    return TemplateResponse(request, "worksheets/paper.html", page)


@for_client
def raise_it(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """One line by itself, at once, with its receipt; the page shows only what is on record."""
    found = sheet_of(request, assignment_id)
    form = TalkForm(holding.given(request, "raise_it", assignment_id))
    if request.method == "POST":
        if form.is_valid():
            try:
                talking.ask(
                    by=request.actor,
                    client=found.client,
                    kind=form.cleaned_data["kind"],
                    assignment=found.assignment,
                )
            except talking.MayNotAsk:
                messages.info(request, _("Your time in care here has ended. Nothing was sent."))
        return redirect("worksheets:raise_it", assignment_id)
    mine = TalkRequest.objects.visible_to(request.actor).filter(assignment=found.assignment)
    people = people_of(request, found.client)
    requests = list(mine.order_by("-at")[:5])
    page = {
        "sheet": found,
        "assignment": found.assignment,
        "leave_fast": found.has_fast_exit,
        "away": away_today(people["readers"], request.actor.now),
        "requests": requests,
        "waiting": {asked.kind for asked in requests if asked.seen_at is None},
        **people,
    }
    return TemplateResponse(request, "worksheets/raise_it.html", page)
