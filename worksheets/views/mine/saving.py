"""The one address that saves (rulings 33): a script posts one prompt, a plain form its page."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from practice import clock
from practice.access import public
from worksheets import prompts, saving, sheets
from worksheets.actions import answering, sharing
from worksheets.forms.mine import posted, switched
from worksheets.models import Round, schema_of
from worksheets.prompts import CannotKeep, Prompt, WorksheetSchema
from worksheets.saving import Closed, Conflict, Entry, Kept, MayNotSave, Reading, Saved
from worksheets.sheets import Sheet
from worksheets.views.mine.holding import hold, whose
from worksheets.views.mine.renewing import refused
from worksheets.views.mine.scope import device_of, round_of, wants_json
from worksheets.views.mine.showing import Refused, back_of, part_page, whole_page, words_back
from worksheets.views.noting import to_notes


@csrf_exempt  # It looks at the token itself: the words of an old page come back to her.
@require_POST
@public
def save(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Saves what was posted. Public in name only: words of an ended session are held for her."""
    stopped = refused(request)
    if stopped:
        return once_more(request, assignment_id, stopped)
    if request.actor.user is None:
        return hold(request, assignment_id)
    if not request.actor.is_client:
        raise PermissionDenied
    kept = keep(request, assignment_id, lambda schema: posted(schema, request.POST))
    if wants_json(request):
        return as_json(kept, request.actor.now)
    keep_switches(request, kept.round, request.POST)
    return as_page(request, round_of(request, assignment_id), kept)


def once_more(request: HttpRequest, assignment_id: UUID, stopped: HttpResponse) -> HttpResponse:
    """The page was made before her latest sign-in: nothing is saved, and her words come back.

    Only on a page whose slip is hers; `stopped` is for all others. A script gets a token to read.
    """
    client_id, actor = whose(request, assignment_id), request.actor
    if client_id and actor.user is None:
        return hold(request, assignment_id)
    if client_id is None or not actor.is_client:
        return stopped
    round_ = round_of(request, assignment_id)
    if wants_json(request):
        get_token(request)
        return JsonResponse({"message": _("This page was open for a long time")}, status=403)
    schema = schema_of(round_.assignment.version_id)
    entries = posted(schema, request.POST)
    is_open_here = all(saving.is_asked(round_, schema, entry.prompt_key) for entry in entries)
    why = saving.why_closed(round_) or ("" if is_open_here else "not_reopened")
    if why:
        words = words_of(schema, entries)
        return words_back(request, round_.assignment, Closed(why).message, words)
    messages.info(request, _("Your words are here. Press Save once more."))
    switches = switched(schema, request.POST)
    words = {
        entry.prompt_key: as_posted(entry) | switch_of(switches, entry.prompt_key)
        for entry in entries
    }
    return boxes(request, round_, words)


def keep(request: HttpRequest, assignment_id: UUID, read: Reading) -> Kept:
    """Saves the posted prompts by the protocol; a sheet that is not hers is not there."""
    device = device_of(request)
    try:
        return saving.save_all(
            by=request.actor, assignment_id=assignment_id, read=read, device=device
        )
    except MayNotSave:
        raise Http404 from None


def keep_switches(request: HttpRequest, round_: Round, post: QueryDict) -> None:
    """Keeps the sharing switches that a plain form brought; a closed sheet takes none."""
    switches = switched(schema_of(round_.assignment.version_id), post)
    if switches:
        with suppress(sharing.MayNotSubmit):
            sharing.choose(by=request.actor, round_=round_, switches=switches)


def as_json(kept: Kept, now: datetime) -> HttpResponse:
    """For script, which posts one prompt at a time."""
    if len(kept.entries) != 1:
        words = _("There was nothing to save on this page.")
        return JsonResponse({"message": words}, status=422)
    key = kept.entries[0].prompt_key
    prompt = schema_of(kept.round.assignment.version_id).prompt(key)
    said = {"prompt": key}
    match kept.outcomes[0]:
        case Saved() as saved:
            return JsonResponse(said | _saved(kept.round, prompt, saved, now))
        case Conflict() as conflict:
            return JsonResponse(said | _conflict(kept.round, prompt, conflict), status=409)
        case Closed() as closed:
            said |= {"closed": closed.why, "message": closed.message}
            return JsonResponse(said, status=422)
        case refused:
            return JsonResponse(said | {"message": refused.message}, status=422)


def _saved(round_: Round, prompt: Prompt, saved: Saved, now: datetime) -> dict[str, object]:
    client = round_.assignment.client
    at = saved.saved_at.astimezone(client.zone)
    clock.reader_is_in(client.country)
    return {
        "revision": saved.revision,
        "saved_at": saved.saved_at.isoformat(),
        "saved_words": _("Saved %(time)s") % {"time": clock.moment(at, now)},
        "later_words": _("Saved %(time)s") % {"time": clock.moment(at)},
        "nudges": [note.text for note in prompts.nudges(prompt, saved.value)],
    }


def _conflict(round_: Round, prompt: Prompt, conflict: Conflict) -> dict[str, object]:
    other = conflict.other
    return {
        "revision": conflict.answer.revision,
        "standing": prompts.plain(prompt, conflict.answer.value),
        "other": prompts.plain(prompt, other.value),
        "is_settled": other.resolved_at is not None,
        "choose": reverse("worksheets:choose", args=[round_.assignment_id, other.pk]),
        "message": _("This one was changed elsewhere. Both texts are kept."),
    }


def as_page(request: HttpRequest, round_: Round, kept: Kept) -> HttpResponse:
    """For a plain form: on to where she wanted, unless something needs her eyes first."""
    closed = next((outcome for outcome in kept.outcomes if isinstance(outcome, Closed)), None)
    if closed:
        words = words_of(schema_of(round_.assignment.version_id), kept.entries)
        return words_back(request, round_.assignment, closed.message, words)
    too_much = {
        entry.prompt_key: as_posted(entry) | {"raw": outcome.raw, "error": outcome.message}
        for entry, outcome in zip(kept.entries, kept.outcomes, strict=True)
        if isinstance(outcome, CannotKeep)
    }
    if too_much:
        return boxes(request, round_, too_much)
    conflict = next((outcome for outcome in kept.outcomes if isinstance(outcome, Conflict)), None)
    if conflict:
        return redirect("worksheets:choose", round_.assignment_id, conflict.other.pk)
    return onward(request, sheets.read(round_))


def as_posted(entry: Entry) -> dict[str, object]:
    """Her words as they came, on the revision that they were written on."""
    marks = {"revision": entry.base_revision, "once": entry.key, "after": entry.after}
    return {"raw": entry.raw} | marks


def switch_of(switches: dict[str, bool], prompt_key: str) -> dict[str, object]:
    """How she had moved the switch of a prompt, where she had."""
    return {"is_shared": switches[prompt_key]} if prompt_key in switches else {}


def boxes(request: HttpRequest, round_: Round, words: Refused) -> HttpResponse:
    """The page that was posted, with what is not kept in its boxes."""
    sheet = sheets.read(round_)
    found = sheet.part(_number(request))
    if found and words.keys() <= set(found.keys):
        return part_page(request, sheet, found, words)
    # It may be a part that the shorter version leaves out since.
    return whole_page(request, replace(sheet, in_full=True), words)


def words_of(schema: WorksheetSchema, entries: Sequence[Entry]) -> list[tuple[str, str]]:
    """What was posted, as plain text under its prompt's words."""
    asked = [(schema.prompt(entry.prompt_key), entry.raw) for entry in entries]
    return [(prompt.text, prompts.plain(prompt, raw)) for prompt, raw in asked if prompt]


def _number(request: HttpRequest) -> int:
    text = request.POST.get("place", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _prompt_at(sheet: Sheet, number: int) -> str:
    """The prompt of a part, after its passage; "" on the page with all of them."""
    found = sheet.part(number)
    return found.keys[-1] if found else ""


def onward(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Next, back, a pause, stop: where the button said, with the place remembered."""
    assignment_id, number = sheet.assignment.pk, _number(request)
    go = request.POST.get("go", "")
    place = request.POST.get("place", "") if number or request.POST.get("place") == "whole" else ""
    if go == "stop":
        messages.success(request, _("Saved. Come back whenever it suits you."))
        return redirect("worksheets:home")
    if go == "pause":
        query = {"at": place} | ({"back": back} if (back := back_of(request)) else {})
        return redirect(f"{reverse('worksheets:pause', args=[assignment_id])}?{urlencode(query)}")
    if go == "note":
        return to_notes(request, sheet.round, _prompt_at(sheet, number))
    if go in {"share", "not_now", "raise_it", "whole", "read", "sheet"}:
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
