"""From a sheet to the notes about it, for both sides."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.actions.noting import MayNotWrite
from practice.access import for_client, for_counselor
from worksheets.actions import noting
from worksheets.models import Round
from worksheets.views.desk.scope import assignment_to_work_with
from worksheets.views.mine.scope import round_of


@require_POST
@for_client
def notes_about(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Her thread about the sheet, or about the part that she was at."""
    return to_notes(request, round_of(request, assignment_id), request.POST.get("prompt_key", ""))


def to_notes(request: HttpRequest, round_: Round, prompt_key: str = "") -> HttpResponse:
    """Opens it and leads there; where she may not write, back to the sheet with a word why."""
    try:
        thread = noting.open_about(
            by=request.actor,  # type: ignore[attr-defined]
            assignment=round_.assignment,
            prompt_key=prompt_key,
        )
    except MayNotWrite:
        messages.info(request, _("Notes cannot be begun here just now. Keep it for when you meet."))
        return redirect("worksheets:sheet", round_.assignment_id)
    return redirect("clients:my_thread", thread.pk)


@require_POST
@for_counselor
def client_notes_about(request: HttpRequest, client_id: UUID, assignment_id: UUID) -> HttpResponse:
    """The same for who cares for her."""
    found = assignment_to_work_with(request, client_id, assignment_id)
    key = request.POST.get("prompt_key", "")
    try:
        thread = noting.open_about(by=request.actor, assignment=found, prompt_key=key)
    except MayNotWrite:
        messages.info(request, _("Notes are off for her."))
        return redirect("worksheets:assignment", client_id, assignment_id)
    return redirect("clients:client_thread", client_id, thread.pk)
