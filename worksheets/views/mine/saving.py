"""The one address that saves (rulings 33): a script posts one prompt, a plain form its page."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from practice.access import public
from worksheets import prompts, saving, sheets
from worksheets.actions import answering
from worksheets.forms.mine import Posted, posted
from worksheets.models import Round
from worksheets.prompts import CannotKeep
from worksheets.saving import Closed, Conflict, Saved
from worksheets.sheets import Sheet
from worksheets.views.mine.holding import hold
from worksheets.views.mine.scope import device_of, round_of, wants_json
from worksheets.views.mine.showing import part_page, whole_page


@dataclass(frozen=True)
class Outcome:
    """What became of one posted prompt: exactly one of saved, conflict, refused, closed."""

    posted: Posted
    saved: Saved | None = None
    conflict: Conflict | None = None
    refused: CannotKeep | None = None
    closed: Closed | None = None


@require_POST
@public
def save(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Saves what was posted. Public in name only: words of an ended session are held for her."""
    if request.actor.user is None:
        return hold(request, assignment_id)
    if not request.actor.is_client:
        raise PermissionDenied
    round_ = round_of(request, assignment_id)
    schema = sheets.schema_of(round_.assignment.version_id)
    outcomes = [keep(request, round_, one) for one in posted(schema, request.POST)]
    if wants_json(request):
        return as_json(round_, outcomes)
    return as_page(request, round_, outcomes)


def keep(request: HttpRequest, round_: Round, one: Posted) -> Outcome:
    """Saves one prompt by the protocol."""
    try:
        kept = saving.save(
            by=request.actor,
            assignment=round_.assignment,
            prompt_key=one.prompt.key,
            raw=one.raw,
            base_revision=one.base_revision,
            key=one.key,
            after=one.after,
            keep=one.keep,
            device=device_of(request),
        )
    except CannotKeep as refused:
        return Outcome(one, refused=refused)
    except Closed as closed:
        return Outcome(one, closed=closed)
    return Outcome(one, saved=kept) if isinstance(kept, Saved) else Outcome(one, conflict=kept)


def as_json(round_: Round, outcomes: list[Outcome]) -> JsonResponse:
    """For script, which posts one prompt at a time."""
    if len(outcomes) != 1:
        words = _("There was nothing to save on this page.")
        return JsonResponse({"message": words}, status=422)
    outcome = outcomes[0]
    said: dict[str, object] = {"prompt": outcome.posted.prompt.key}
    if outcome.saved:
        return JsonResponse(said | _saved(round_, outcome, outcome.saved))
    if outcome.conflict:
        return JsonResponse(said | _conflict(round_, outcome, outcome.conflict), status=409)
    if outcome.closed:
        said |= {"closed": outcome.closed.why, "message": outcome.closed.message}
    elif outcome.refused:
        said |= {"message": outcome.refused.message}
    return JsonResponse(said, status=422)


def _saved(round_: Round, outcome: Outcome, saved: Saved) -> dict[str, object]:
    at = saved.saved_at.astimezone(round_.assignment.client.zone)
    nudges = prompts.nudges(outcome.posted.prompt, saved.value)
    return {
        "revision": saved.revision,
        "saved_at": saved.saved_at.isoformat(),
        "saved_words": _("Saved %(time)s") % {"time": date_format(at, "H:i")},
        "nudges": [note.text for note in nudges],
    }


def _conflict(round_: Round, outcome: Outcome, conflict: Conflict) -> dict[str, object]:
    prompt, other = outcome.posted.prompt, conflict.other
    return {
        "revision": conflict.answer.revision,
        "standing": prompts.plain(prompt, conflict.answer.value),
        "other": prompts.plain(prompt, other.value),
        "is_settled": other.resolved_at is not None,
        "choose": reverse("worksheets:choose", args=[round_.assignment_id, other.pk]),
        "message": _("This one was changed elsewhere. Both texts are kept."),
    }


def as_page(request: HttpRequest, round_: Round, outcomes: list[Outcome]) -> HttpResponse:
    """For a plain form: on to where she wanted, unless something needs her eyes first."""
    closed = [outcome for outcome in outcomes if outcome.closed]
    if closed:
        return words_back(request, round_, closed)
    refused = {
        outcome.posted.prompt.key: {"raw": outcome.refused.raw, "error": outcome.refused.message}
        for outcome in outcomes
        if outcome.refused
    }
    sheet = sheets.read(round_)
    found = sheet.part(_number(request))
    if refused and found and refused.keys() <= set(found.keys):
        return part_page(request, sheet, found, refused)
    if refused:
        return whole_page(request, sheet, refused)
    conflict = next((outcome.conflict for outcome in outcomes if outcome.conflict), None)
    if conflict:
        return redirect("worksheets:choose", round_.assignment_id, conflict.other.pk)
    return onward(request, sheet)


def words_back(request: HttpRequest, round_: Round, closed: list[Outcome]) -> HttpResponse:
    """The sheet takes no more words: they come back to her on a page, to copy."""
    page = {
        "assignment": round_.assignment,
        "message": closed[0].closed.message if closed[0].closed else "",
        "words": [
            (outcome.posted.prompt, prompts.plain(outcome.posted.prompt, outcome.posted.raw))
            for outcome in closed
        ],
    }
    return TemplateResponse(request, "worksheets/words_back.html", page, status=409)


def _number(request: HttpRequest) -> int:
    text = request.POST.get("place", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def onward(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Next, back, a pause, stop: where the button said, with the place remembered."""
    assignment_id, number = sheet.assignment.pk, _number(request)
    go = request.POST.get("go", "")
    place = request.POST.get("place", "") if number or request.POST.get("place") == "whole" else ""
    if go == "stop":
        messages.success(request, _("Saved. Come back whenever it suits you."))
        return redirect("worksheets:home")
    if go == "pause":
        return redirect(f"{reverse('worksheets:pause', args=[assignment_id])}?at={place}")
    if go in {"share", "not_now", "raise_it", "whole"}:
        return redirect(f"worksheets:{go}", assignment_id)
    if place == "whole":
        return redirect("worksheets:whole", assignment_id)
    wanted = number + {"next": 1, "back": -1}.get(go, 0)
    if wanted < 1:
        return redirect("worksheets:sheet", assignment_id)
    target = sheet.part(wanted)
    if target:
        answering.go_to(by=request.actor, round_=sheet.round, prompt_key=target.keys[0])
    return redirect("worksheets:part", assignment_id, wanted)
