"""Two texts for one part, side by side until she chooses."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from practice import holding
from practice.access import for_client
from worksheets import prompts, saving
from worksheets.actions import answering
from worksheets.forms.mine import ChooseForm, prefix_of, standing
from worksheets.models import Answer, OtherText
from worksheets.prompts import CannotKeep, Prompt
from worksheets.sheets import Sheet
from worksheets.views.mine.scope import data_of, sheet_of
from worksheets.views.mine.showing import BACKS, back_of


@for_client
def choose(request: HttpRequest, assignment_id: UUID, other_id: UUID) -> HttpResponse:
    """Shows both texts with their times and devices; she picks one, keeps both, or writes anew."""
    sheet = sheet_of(request, assignment_id)
    mine = OtherText.objects.visible_to(request.actor).select_related("answer")
    other = get_object_or_404(mine, pk=other_id, answer__assignment=assignment_id)
    prompt = sheet.schema.prompt(other.answer.prompt_key)
    form = ChooseForm(data_of(request))
    refused: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid() and prompt:
        try:
            return _settled(request, sheet, other, prompt, form.cleaned_data)
        except CannotKeep as kept_out:
            refused = {"raw": kept_out.raw, "error": kept_out.message}
        except answering.MovedOn:
            messages.info(request, _("One of the texts changed meanwhile. Have another look."))
            return redirect("worksheets:choose", assignment_id, other_id)
        except saving.Closed as closed:
            messages.info(request, closed.message)
            return redirect("worksheets:choose", assignment_id, other_id)
    back = _back(request, other, prompt)
    page = _page(request, sheet, other, prompt, refused or back) | {"is_back": bool(back)}
    return TemplateResponse(request, "worksheets/choose.html", page, status=422 if refused else 200)


def _back(request: HttpRequest, other: OtherText, prompt: Prompt | None) -> dict[str, Any]:
    """Her own version, where it was posted after the session had ended (rulings 43)."""
    name = prefix_of(prompt) if prompt else ""
    words = holding.back(request, "choose", other.pk, name) if prompt else None
    return {"raw": prompts.from_post(prompt, words, name)} if words else {}


def _settled(
    request: HttpRequest, sheet: Sheet, other: OtherText, prompt: Prompt, wanted: dict[str, Any]
) -> HttpResponse:
    answering.settle(
        by=request.actor,
        other=other,
        assignment=sheet.assignment,
        value=_picked(request, other, prompt, wanted["pick"]),
        revision=wanted["revision"],
        key=wanted["key"],
        beside=wanted["beside"],
    )
    messages.success(request, _("Saved."))
    if back := back_of(request):
        return redirect(f"worksheets:{BACKS[back]}", sheet.assignment.pk)
    part = sheet.part_with(prompt.key)
    return redirect("worksheets:part", sheet.assignment.pk, part.number if part else 1)


def _picked(request: HttpRequest, other: OtherText, prompt: Prompt, pick: str) -> Any:
    """The value she chose, cleaned. CannotKeep where her own version does not fit."""
    if pick == "other":
        return other.value
    if pick == "both":
        return answering.both(prompt, other.answer.value, other.value)
    if pick == "own":
        name = prefix_of(prompt)
        return prompts.clean(prompt, prompts.from_post(prompt, request.POST, name))
    return other.answer.value


def _page(
    request: HttpRequest,
    sheet: Sheet,
    other: OtherText,
    prompt: Prompt | None,
    refused: dict[str, Any],
) -> dict[str, Any]:
    page: dict[str, Any] = {
        "sheet": sheet,
        "assignment": sheet.assignment,
        "client": sheet.client,
        "leave_fast": sheet.has_fast_exit,
        "other": other,
        "prompt": prompt,
        "key": uuid4(),
        "back": back_of(request),
    }
    if prompt is None:
        return page
    answer: Answer = sheet.answers[prompt.key]
    both = answering.both(prompt, answer.value, other.value)
    mine = refused or {"raw": both if both is not None else answer.value}
    return page | {
        "answer": answer,
        "device": saving.last_device(answer),
        "both": both,
        "standing": prompts.read_context(prompt, answer.value),
        "beside": prompts.read_context(prompt, other.value),
        "own": standing(sheet, prompt, refused=mine),
        "may_choose": sheet.is_open and other.resolved_at is None,
    }
