"""Her own plan for a sheet: when and where, how doable, and the shorter version (E-02, E-03)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from practice import holding
from practice.access import for_client
from worksheets.actions import answering, planning
from worksheets.forms.mine import PlanForm
from worksheets.sheets import Sheet, plan_of
from worksheets.views.mine.scope import help_for, people_of, sheet_of
from worksheets.views.mine.showing import words_back

TEXTS = ("when", "where", "obstacle")


@for_client
def plan(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """A page that she opens only by her own press, and that leads back to the sheet."""
    sheet = sheet_of(request, assignment_id)
    form = PlanForm(holding.given(request, "plan", assignment_id, *TEXTS), initial=_now(sheet))
    if not sheet.takes_plan:
        return _closed(request, sheet, form)
    if request.method != "POST" or not form.is_valid():
        return _page(request, sheet, form)
    given = form.cleaned_data["revision"]
    try:
        planning.keep(by=request.actor, round_=sheet.round, said=form.said, revision=given)
    except planning.MayNotPlan:
        return _closed(request, sheet, form)
    except planning.MovedOn as moved:
        return _once_more(request, sheet, moved)
    messages.success(request, _("Kept, for you alone."))
    return redirect("worksheets:sheet", assignment_id)


def _now(sheet: Sheet) -> dict[str, Any]:
    """How the boxes stand at a first look."""
    found, said = plan_of(sheet.assignment), sheet.plan
    boxes = {name: getattr(said, name) for name in (*TEXTS, "doable")}
    return boxes | {"revision": found.revision if found else 0}


def _page(request: HttpRequest, sheet: Sheet, form: PlanForm, **more: Any) -> HttpResponse:
    page = {
        "sheet": sheet,
        "assignment": sheet.assignment,
        "leave_fast": sheet.has_fast_exit,
        "form": form,
        **help_for(request, sheet.client),
        **people_of(request, sheet.client),
        **more,
    }
    status = 409 if more else 422 if form.errors else 200
    return TemplateResponse(request, "worksheets/plan.html", page, status=status)


def _once_more(request: HttpRequest, sheet: Sheet, moved: planning.MovedOn) -> HttpResponse:
    """Both stand on the page: what was kept elsewhere, and in the boxes what she typed here."""
    typed = request.POST.copy()
    typed["revision"] = str(moved.plan.revision)
    return _page(request, sheet, PlanForm(typed), standing=moved.plan.said)


def _closed(request: HttpRequest, sheet: Sheet, form: PlanForm) -> HttpResponse:
    """No plan is asked for here now. What she typed comes back, to copy."""
    words = [(str(form.fields[name].label), request.POST.get(name, "")) for name in TEXTS]
    words = [(label, text) for label, text in words if text]
    if not words:
        return redirect("worksheets:sheet", sheet.assignment.pk)
    message = _("This one is not open any more. Nothing was changed.")
    return words_back(request, sheet.assignment, message, words)


@require_POST
@for_client
def shorten(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """The first two parts, or all of them again; then on to where she was."""
    sheet = sheet_of(request, assignment_id)
    wanted = request.POST.get("parts")
    may = sheet.can_be_short and not sheet.is_held
    if not may or wanted not in {"first", "all"}:
        return redirect("worksheets:sheet", assignment_id)
    try:
        planning.shorten(by=request.actor, round_=sheet.round, is_short=wanted == "first")
        answering.begin(by=request.actor, round_=sheet.round)
    except (planning.MayNotPlan, answering.MayNotAnswer):
        return redirect("worksheets:read", assignment_id)
    return redirect("worksheets:go_on", assignment_id)
