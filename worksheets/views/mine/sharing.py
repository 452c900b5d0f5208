"""The sharing review before every submit, the submit, and its receipt."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.absence import away_since, shown_away, who_covers
from clients.actions import dates
from clients.readers import Reader, Readers
from practice.access import for_client
from practice.holidays import days_of
from practice.models import Leave
from practice.promise import read_by, session_ahead
from worksheets import prompts
from worksheets.actions import answering, marking, sharing
from worksheets.forms.mine import SendForm, moved, reviewed
from worksheets.models import Round, Submission
from worksheets.prompts import Prompt
from worksheets.sheets import Sheet
from worksheets.views.mine.holding import page_of_held
from worksheets.views.mine.scope import help_for, people_of, sheet_of, wants_json
from worksheets.views.mine.showing import panels_for


@dataclass(frozen=True)
class Line:
    """One answer in the sharing review, with the place of its switch."""

    prompt: Prompt
    read: dict[str, Any]
    revision: int
    is_shared: bool
    was_shared: bool
    part: int
    other_id: UUID | None = None

    @property
    def is_locked(self) -> bool:
        """Has no switch (V-01)."""
        return self.prompt.privacy == "locked"


def lines(sheet: Sheet, switches: dict[str, bool] | None = None) -> list[Line]:
    """Every answer on show, as it would be shared; what is empty is not mentioned."""
    switches = switches or {}
    return [
        Line(
            prompt=prompt,
            read=prompts.read_context(prompt, sheet.values[prompt.key]),
            revision=sheet.answers[prompt.key].revision,
            is_shared=switches.get(prompt.key, sheet.visibility[prompt.key] == "shared"),
            was_shared=sheet.visibility[prompt.key] == "shared",
            part=part.number if (part := sheet.part_with(prompt.key)) else 0,
            other_id=sheet.other_of(prompt.key),
        )
        for prompt in sheet.shown
        if prompt.key in sheet.values
    ]


@for_client
def share(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """All answers, what will be shared, what stays with her, a switch on each (V-03)."""
    sheet = sheet_of(request, assignment_id)
    if not sheet.is_open or not sheet.client.is_in_care:
        return redirect("worksheets:receipt", assignment_id)
    if sheet.is_held:
        return redirect("worksheets:sheet", assignment_id)
    return share_page(request, sheet)


def share_page(
    request: HttpRequest,
    sheet: Sheet,
    switches: dict[str, bool] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The review, with her switches where something made it show again."""
    people = people_of(request, sheet.client)
    page = {
        "sheet": sheet,
        "assignment": sheet.assignment,
        "leave_fast": sheet.has_fast_exit,
        **help_for(request, sheet.client),
        **people,
        "panels": panels_for(request, sheet, sheet.shown, people["counselor"]),
        "lines": lines(sheet, switches),
        "held": page_of_held(request, sheet.assignment.pk),
        "submit_key": uuid4(),
        "changed": switches is not None,
    }
    return TemplateResponse(request, "worksheets/share.html", page, status=status)


@require_POST
@for_client
def keep_choices(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Keeps her switches before anything is sent, for script and for a way to another page."""
    rounds = Round.objects.visible_to(request.actor).current().only("pk")
    round_ = get_object_or_404(rounds, assignment_id=assignment_id)
    try:
        now = sharing.choose(by=request.actor, round_=round_, switches=moved(request.POST))
    except sharing.MayNotSubmit:
        if wants_json(request):
            return JsonResponse({"kept": False}, status=409)
        return redirect("worksheets:read", assignment_id)
    if wants_json(request):
        shared = [key for key, seen in now.items() if seen == "shared"]
        return JsonResponse({"kept": True, "shared": shared})
    part = request.POST.get("go", "")
    if part.isascii() and part.isdigit() and len(part) < 4:
        there = reverse("worksheets:part", args=[assignment_id, int(part)])
        return redirect(f"{there}?back=review")
    return redirect("worksheets:share", assignment_id)


@require_POST
@for_client
def submit(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Sends what the review showed, once; the receipt tells of it, never this page."""
    form = SendForm(request.POST)
    seen, switches = reviewed(request.POST)
    if not form.is_valid():
        return share_page(request, sheet_of(request, assignment_id), switches, status=422)
    try:
        sharing.submit(
            by=request.actor,
            assignment_id=assignment_id,
            done_as=form.cleaned_data["done_as"],
            key=form.cleaned_data["submit_key"],
            switches=switches,
            seen=seen,
        )
    except sharing.NotHers:
        raise Http404 from None
    except sharing.ChangedSince:
        return share_page(request, sheet_of(request, assignment_id), switches, status=409)
    except sharing.TalkFirst:
        return redirect("worksheets:sheet", assignment_id)
    except sharing.MayNotSubmit:
        messages.info(request, _("This one is not open any more. Nothing was sent."))
        return redirect("worksheets:read", assignment_id)
    return redirect("worksheets:receipt", assignment_id)


@for_client
def receipt(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Only what is on record: sent, when, and by when it is planned to be read (rulings 15)."""
    sheet = sheet_of(request, assignment_id)
    found = Submission.objects.visible_to(request.actor).filter(round=sheet.round).first()
    if found is None:
        return redirect("worksheets:sheet", assignment_id)
    people = people_of(request, sheet.client)
    page = {
        "sheet": sheet,
        "assignment": sheet.assignment,
        "client": sheet.client,
        "leave_fast": sheet.has_fast_exit,
        **help_for(request, sheet.client),
        "submission": found,
        **people,
        **reading(sheet, found, people["readers"], request.actor.now),
        "notes": prompts.done_notes(sheet.schema, sheet.values, sheet.flags),
        "tender_dates": marking.offered(sheet, sheet.client.today(request.actor.now)),
        "letter_is_gone": bool(answering.letters_to_delete(sheet.assignment, sheet.values)),
    }
    return TemplateResponse(request, "worksheets/receipt.html", page)


def reading(sheet: Sheet, found: Submission, team: Readers, now: datetime) -> dict[str, object]:
    """By when it is planned to be read and by whom, and what is said of days away (N-02)."""
    reader = team.first
    if reader is None:
        return {}
    away = away_since(reader.membership, found.at)
    zone, at = reader.membership.zone, sheet.client.next_session_at
    off = days_of(reader.membership, away)
    session = session_ahead(at, found.at, zone=zone, days=off)
    day, reads = planned(sheet, found, reader, away, session), reader.first_name
    shown = shown_away(away, reader, now, day, team.found)
    if cover := who_covers(team.found, away, reader.membership.today(found.at)):
        others = away_since(cover.membership, found.at)
        sooner = planned(sheet, found, cover, others, session)
        if sooner < day:
            day, reads = sooner, cover.first_name
    return {"read_by": day, "reads": reads, "away": shown}


def planned(
    sheet: Sheet, found: Submission, reader: Reader, away: list[Leave], session: datetime | None
) -> date:
    """By when this one plans to read it: by her working days, or the session if sooner."""
    desk = reader.membership
    days, zone = days_of(desk, away), desk.zone
    day = read_by(found.at, reply_days=desk.practice.reply_days, days=days, zone=zone)
    return min(day, sheet.client.today(session)) if session else day


@require_POST
@for_client
def mark_days(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Marks the days she ticked among those she wrote down (rulings 6)."""
    sheet = sheet_of(request, assignment_id)
    ticked = request.POST.getlist("day")[:100]
    chosen = {day for text in ticked if (day := prompts.exact_date(text))}
    if not sheet.round.submitted_at:
        return redirect("worksheets:sheet", assignment_id)
    try:
        is_private = "tell" not in request.POST
        marking.mark(by=request.actor, sheet=sheet, chosen=chosen, is_private=is_private)
        messages.success(request, _("These days are kept gentle."))
    except dates.EnoughDates:
        messages.info(request, _("There is room for sixty days. Take one off first."))
    return redirect("worksheets:receipt", assignment_id)
