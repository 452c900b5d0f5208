"""Choosing a sheet for a client, giving it, taking it back, moving its day."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.models import Client
from clients.permissions import may_work_with
from practice import audit, holding
from practice.access import for_counselor
from worksheets import gates, replies
from worksheets.actions import assigning
from worksheets.following import Work, events, put_aside
from worksheets.forms.desk import AssignForm, LibraryFilter, RescheduleForm
from worksheets.models import Assignment, GateCheck, Theme, Version
from worksheets.permissions import may_change, may_review
from worksheets.reminders import telling
from worksheets.views.desk.scope import (
    assignment_of,
    assignment_to_work_with,
    client_to_work_with,
)

# What a post to `?show=` is answered with: the reminders alone, for the script, or the whole page.
ROWS = "rows"


@for_counselor
def pick_sheet(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """The library, with what stands in the way of each sheet for this client."""
    client = client_to_work_with(request, client_id)
    form = LibraryFilter(request.GET, themes=list(Theme.objects.all()))
    versions = Version.objects.visible_to(request.actor).current().in_order()
    facts = assigning.facts_about(client, request.actor)
    given = set(
        Assignment.objects.filter(client=client).open().values_list("version_id", flat=True)
    )
    rows = [
        (version, gates.verdict(version, version.worksheet.theme.slug, facts), version.pk in given)
        for version in versions.matching(**form.wanted)
    ]
    return TemplateResponse(
        request, "worksheets/pick_sheet.html", {"client": client, "form": form, "rows": rows}
    )


@for_counselor
def assign(request: HttpRequest, client_id: UUID, worksheet_id: UUID) -> HttpResponse:
    """Shows what will happen, then gives the sheet (E-01, E-04 to E-06, G-01).

    A post to `?show=` gives nothing: it looks at the reminders of the day that was typed.
    """
    client = client_to_work_with(request, client_id)
    shows = request.GET.get("show", "") if request.method == "POST" else ""
    if shows == ROWS:
        return JsonResponse(_ahead(request, client, request.POST.get("due_on")).told)
    current = Version.objects.visible_to(request.actor).current().in_order()
    version = get_object_or_404(current, worksheet=worksheet_id)
    facts = assigning.facts_about(client, request.actor)
    verdict = gates.verdict(version, version.worksheet.theme.slug, facts)
    typed = holding.given(request, "assign", f"{client_id}/{worksheet_id}", "reason")
    form = AssignForm(
        None if shows else typed,
        version=version,
        verdict=verdict,
        today=client.today(request.actor.now),
        call_name=client.call_name,
        initial=_typed(request) if shows else {"due_on": assigning.default_due(client, facts)},
    )
    open_now = list(Assignment.objects.filter(client=client).open().select_related("version"))
    has_it = any(a.version.worksheet_id == version.worksheet_id for a in open_now)
    may_give = request.method == "POST" and form.is_settled() and _knows(request, form, has_it)
    if may_give and _given(request, client, version, form):
        return redirect("worksheets:client", client.pk)
    context = {
        "client": client,
        "version": version,
        "verdict": verdict,
        "form": form,
        "open_now": open_now,
        "has_many": len(open_now) >= assigning.OPEN_SHEETS_BEFORE_WARNING,
        "has_it": has_it,
    }
    if verdict.is_possible:
        context["ahead"] = _ahead(request, client, form["due_on"].value())
    return TemplateResponse(request, "worksheets/assign.html", context)


def _knows(request: HttpRequest, form: AssignForm, has_it: bool) -> bool:
    """Whether the page that was pressed said that she has this sheet; where it is the press that
    gave it, nothing is given twice.
    """
    if not has_it or "again" in request.POST:
        return True
    return Assignment.objects.filter(request_key=form.cleaned_data["request_key"]).exists()


def _typed(request: HttpRequest) -> dict[str, object]:
    """The form as it was typed, to stand in its boxes once more without a look at it."""
    lists = {name: request.POST.getlist(name) for name in ("kept_private", "confirmed")}
    return {**request.POST.dict(), **lists}


def _ahead(request: HttpRequest, client: Client, chosen: object) -> telling.Ahead:
    """The reminders that a sheet would have with that day, as it was typed."""
    now = request.actor.now
    form = RescheduleForm({"due_on": chosen}, today=client.today(now))
    if not form.is_valid():
        return telling.Ahead(note=_("Choose a day ahead, or none, to see the reminders."))
    return telling.before_giving(client, form.cleaned_data["due_on"], now)


def _given(request: HttpRequest, client: Client, version: Version, form: AssignForm) -> bool:
    """Gives the sheet; False with words on the form where something came in between."""
    wanted = form.cleaned_data
    try:
        assignment = assigning.assign(
            by=request.actor,
            client=client,
            version=version,
            reason=wanted["reason"],
            due_on=wanted["due_on"],
            kept_private=wanted["kept_private"],
            confirmed=wanted.get("confirmed", []),
            request_key=wanted["request_key"],
        )
    except assigning.SheetDoesNotFit as refusal:
        form.add_error(None, " ".join(refusal.stops))
        return False
    except (assigning.GateNotConfirmed, assigning.DayNotPossible, assigning.MayNotAssign):
        form.add_error(None, _("Something changed on her file just now. Please look once more."))
        return False
    name = client.call_name
    if assignment.due_on:
        said = _("%(name)s has it now. Good to have by %(day)s.")
        day = date_format(assignment.due_on, _("l j F"))
        messages.success(request, said % {"name": name, "day": day})
    else:
        messages.success(request, _("%(name)s has it now, without a day.") % {"name": name})
    return True


@for_counselor
def assignment(request: HttpRequest, client_id: UUID, assignment_id: UUID) -> HttpResponse:
    """One sheet of one client: what it is, where it stands, what can be changed."""
    found = assignment_of(request, client_id, assignment_id)
    form = RescheduleForm(
        initial={"due_on": found.due_on}, today=found.client.today(request.actor.now)
    )
    return _sheet_page(request, found, form)


def _sheet_page(
    request: HttpRequest, found: Assignment, form: RescheduleForm, status: int = 200
) -> HttpResponse:
    actor = request.actor
    rounds = list(found.rounds.order_by("number"))
    words = list(found.comments.sent().filter(prompt_key="").select_related("author"))
    # A sheet that never was sent has no review: what was said to it is read here.
    is_review = bool(words) and not any(one.submitted_at for one in rounds)
    action = replies.READ if is_review else "assignment.read"
    audit.read(by=actor, action=action, client_id=found.client_id, object_id=found.pk)
    work = Work(found, rounds[-1], found.client.hides_opened)
    context = {
        "assignment": found,
        "client": found.client,
        "work": work,
        "rounds": rounds,
        "events": events(found, rounds),
        "gate_checks": _confirmed(found),
        "reminders": telling.of_sheet(found, actor.now),
        "words": words,
        "why": put_aside(found),
        "held": _held_because(found) if work.is_open else [],
        "may_work": may_work_with(actor, found.client),
        "may_change": may_change(actor, found, rounds[-1]),
        "may_review": may_review(actor, found, rounds[-1]),
        "form": form,
    }
    return TemplateResponse(request, "worksheets/assignment.html", context, status=status)


def _confirmed(found: Assignment) -> list[tuple[str, GateCheck]]:
    """What was confirmed at giving, in the gate's words, with who and when (G-01)."""
    texts = {gate.key: gate.text for gate in found.version.sheet.gates}
    checks = found.gate_checks.select_related("by").order_by("gate")
    return [(texts.get(check.gate, check.gate), check) for check in checks]


def _held_because(found: Assignment) -> list[str]:
    """Why an open sheet waits for a talk since a flag was set (G-04); empty where it does not."""
    flags = gates.standing_flags(found.client)
    return gates.stops_by_flags(flags, found.version, found.version.worksheet.theme.slug)


@require_POST
@for_counselor
def withdraw(request: HttpRequest, client_id: UUID, assignment_id: UUID) -> HttpResponse:
    """Takes an open sheet back; what she wrote stays hers."""
    found = assignment_to_work_with(request, client_id, assignment_id)
    try:
        assigning.withdraw(by=request.actor, assignment=found)
        messages.success(request, _("Taken back. What she wrote stays with her."))
    except assigning.MayNotChange:
        messages.info(request, _("Nothing changed: the sheet is not open any more."))
    except assigning.DayNotPossible:
        messages.info(request, _("Nothing changed: that day has just gone by. Choose another."))
    return redirect("worksheets:assignment", client_id, assignment_id)


@require_POST
@for_counselor
def reschedule(request: HttpRequest, client_id: UUID, assignment_id: UUID) -> HttpResponse:
    """Moves an open sheet's day, or takes the day off."""
    found = assignment_to_work_with(request, client_id, assignment_id)
    form = RescheduleForm(request.POST, today=found.client.today(request.actor.now))
    if not form.is_valid():
        return _sheet_page(request, found, form, status=422)
    try:
        assigning.reschedule(by=request.actor, assignment=found, due_on=form.cleaned_data["due_on"])
        messages.success(request, _("The day is changed."))
    except assigning.MayNotChange:
        messages.info(request, _("Nothing changed: the sheet is not open any more."))
    return redirect("worksheets:assignment", client_id, assignment_id)
