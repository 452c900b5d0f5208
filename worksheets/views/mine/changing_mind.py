"""Afterwards, part by part: share it after all, withdraw it for the future, delete it for good.

Each asks once on a page of its own, in plain words, and says what remains.
"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from practice.access import for_client
from worksheets import prompts, sharing, sheets
from worksheets.actions import changing_mind
from worksheets.actions.sharing import ChangedSince
from worksheets.forms.my_work import SeenForm
from worksheets.models import SharedAnswer
from worksheets.prompts import Prompt
from worksheets.sheets import Sheet
from worksheets.views.mine.looking_back import frame_of, part_at
from worksheets.views.mine.scope import sheet_of


def _page(
    request: HttpRequest, sheet: Sheet, prompt: Prompt, name: str, **more: object
) -> HttpResponse:
    value = sheet.values.get(prompt.key)
    page = frame_of(request, sheet) | {
        "prompt": prompt,
        "read": None if value is None else prompts.read_context(prompt, value),
        **more,
    }
    status = 409 if more.get("changed") else 200
    return TemplateResponse(request, f"worksheets/{name}.html", page, status=status)


@for_client
def share_words(request: HttpRequest, assignment_id: UUID, place: int) -> HttpResponse:
    """One answer that she had kept, shared after all, exactly as this page shows it."""
    sheet = sheet_of(request, assignment_id)
    prompt = part_at(sheet, place)
    form = SeenForm(request.POST)
    if request.method == "POST":
        try:
            changing_mind.share_later(
                by=request.actor,
                assignment_id=assignment_id,
                prompt_key=prompt.key,
                revision=form.cleaned_data["revision"] if form.is_valid() else -1,
            )
            messages.success(request, _("It is shared from now on."))
            return redirect("worksheets:read", assignment_id)
        except ChangedSince:
            sheet = sheets.read(sheet.round)
        except changing_mind.MayNotShare:
            messages.info(request, _("This cannot be shared here now. Nothing was changed."))
            return redirect("worksheets:read", assignment_id)
    shared = changing_mind.shared_now(sheet.round)
    if not changing_mind.may_share_later(request.actor, sheet, prompt.key, shared):
        return redirect("worksheets:read", assignment_id)
    return _page(
        request,
        sheet,
        prompt,
        "share_words",
        revision=sheet.answers[prompt.key].revision,
        leans=sharing.leans_on_kept(prompt, sheet.visibility),
        changed=request.method == "POST",
    )


@for_client
def withdraw_words(request: HttpRequest, assignment_id: UUID, place: int) -> HttpResponse:
    """One answer that she had shared, withdrawn for the future. What was read was read (V-07)."""
    sheet = sheet_of(request, assignment_id)
    prompt = part_at(sheet, place)
    if request.method == "POST":
        changing_mind.withdraw(by=request.actor, assignment_id=assignment_id, prompt_key=prompt.key)
        messages.success(request, _("It stays with you from now on."))
        return redirect("worksheets:read", assignment_id)
    rows = SharedAnswer.objects.standing().filter(submission__round__assignment=assignment_id)
    shared = set(rows.values_list("prompt_key", flat=True))
    gone = changing_mind.withdrawn_with(sheet, prompt.key, shared)
    if not gone:
        return redirect("worksheets:read", assignment_id)
    also = [p for p in sheet.schema.prompts if p.key in gone - {prompt.key}]
    return _page(request, sheet, prompt, "withdraw_words", also=also)


@for_client
def delete_words(request: HttpRequest, assignment_id: UUID, place: int) -> HttpResponse:
    """One answer that never went out, deleted for good (T-09)."""
    sheet = sheet_of(request, assignment_id)
    prompt = part_at(sheet, place)
    if request.method == "POST":
        try:
            changing_mind.delete(
                by=request.actor, assignment_id=assignment_id, prompt_key=prompt.key
            )
            messages.success(request, _("Your words are deleted for good."))
        except changing_mind.WasSent:
            messages.info(
                request, _("This was sent once, so it can be taken back, but not deleted.")
            )
        return redirect("worksheets:read", assignment_id)
    ever_sent = changing_mind.ever_sent(sheet.assignment)
    if not changing_mind.may_delete(sheet, prompt.key, ever_sent):
        return redirect("worksheets:read", assignment_id)
    return _page(request, sheet, prompt, "delete_words", is_open=sheet.is_open)
