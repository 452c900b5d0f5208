"""Words that waited for her sign-in: shown, and saved at her word where the sheet still takes them.

What it takes no more is never dropped for her: it waits on until its hour is over, to be copied, or
written as a reply.
"""

from secrets import token_hex
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from practice import holding
from practice.access import for_client
from practice.holding import Slip, Waiting
from worksheets import permissions, saving
from worksheets.forms.mine import posted
from worksheets.models import Assignment, Comment
from worksheets.saving import Closed, Conflict, Entry, Kept, Saved
from worksheets.sheets import Sheet
from worksheets.views.mine.holding import FORM, held_words
from worksheets.views.mine.saving import as_page, keep, keep_switches, words_of
from worksheets.views.mine.scope import sheet_of


@for_client
def held(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Shows what waits for one of her sheets, and does with it what she presses."""
    sheet = sheet_of(request, assignment_id)
    found = held_words(request, assignment_id)
    if not found:
        return redirect("worksheets:sheet", assignment_id)
    if request.method != "POST":
        page = _page(request, sheet, found)
        return TemplateResponse(request, "worksheets/held.html", page)
    pick = request.POST.get("pick")
    if pick == "drop":
        holding.let_go(request, [one.slip.mark for one in found])
        return redirect("worksheets:sheet", assignment_id)
    return _as_reply(request, sheet, found) if pick == "reply" else _saved(request, sheet, found)


def _page(request: HttpRequest, sheet: Sheet, found: list[Waiting]) -> dict[str, Any]:
    """Asks first what the sheet still takes: only that is offered to be saved."""
    taken, stuck = _sorted(sheet, found)
    why = saving.why_closed(sheet.round) or "not_reopened"
    return {
        "sheet": sheet,
        "assignment": sheet.assignment,
        "may_save": bool(taken),
        "words": words_of(sheet.schema, taken),
        "stuck": (words := [line for line in words_of(sheet.schema, stuck) if line[1]]),
        "message": Closed(why).message,
        "may_reply": bool(words) and _answered(request, sheet.assignment) is not None,
    }


def _sorted(sheet: Sheet, found: list[Waiting]) -> tuple[list[Entry], list[Entry]]:
    """What waits, by whether the sheet still takes it."""
    is_closed = bool(saving.why_closed(sheet.round))
    entries = [entry for one in found for entry in posted(sheet.schema, one.post)]
    taken: list[Entry] = []
    stuck: list[Entry] = []
    for entry in entries:
        is_asked = saving.is_asked(sheet.round, sheet.schema, entry.prompt_key)
        (taken if is_asked and not is_closed else stuck).append(entry)
    return taken, stuck


def _saved(request: HttpRequest, sheet: Sheet, found: list[Waiting]) -> HttpResponse:
    """Saves what each page had posted, one after the other: of two texts both are kept.

    What could not be saved goes on waiting, whatever page she is led to.
    """
    assignment_id = sheet.assignment.pk
    entries: list[Entry] = []
    outcomes: list[saving.Outcome] = []
    taken: list[tuple[Slip, list[str]]] = []
    for one in found:
        kept = keep(request, assignment_id, lambda schema, one=one: posted(schema, one.post))
        keep_switches(request, kept.round, one.post)
        pairs = list(zip(kept.entries, kept.outcomes, strict=True))
        done = [entry.prompt_key for entry, how in pairs if isinstance(how, Saved | Conflict)]
        taken.append((one.slip, done if len(done) < len(pairs) else list(one.post)))
        entries, outcomes = [*entries, *kept.entries], outcomes + kept.outcomes
    holding.let_go_of(request, taken)
    if any(isinstance(outcome, Closed) for outcome in outcomes):
        return redirect("worksheets:held", assignment_id)
    # A page with something to shorten shows what still waits: taken in there, it waits no more.
    marks = [one.slip.mark for one in found]
    holding.put_back(request)[FORM, str(assignment_id)] = marks
    return as_page(request, sheet.round, Kept(sheet.round, entries, outcomes))


def _answered(request: HttpRequest, assignment: Assignment) -> str | None:
    """Where there is a box for a reply, by prompt key: at the latest words to her; else None."""
    if not permissions.may_reply(request.actor, assignment):
        return None
    said = Comment.objects.visible_to(request.actor).sent().filter(assignment=assignment)
    return said.order_by("-sent_at").values_list("prompt_key", flat=True).first()


def _as_reply(request: HttpRequest, sheet: Sheet, found: list[Waiting]) -> HttpResponse:
    """Lays what the sheet takes no more into a reply box, unsent. It goes on waiting here too."""
    assignment = sheet.assignment
    key = _answered(request, assignment)
    _taken, stuck = _sorted(sheet, found)
    if key is None or not stuck:
        return redirect("worksheets:held", assignment.pk)
    slip = Slip(
        account=found[0].slip.account,
        form="reply",
        place=f"{assignment.pk}/{key}",
        subject=str(sheet.client.pk),
        purpose="own",
        page=reverse("worksheets:read", args=[assignment.pk]),
        mark=token_hex(8),
    )
    texts = dict.fromkeys(text for _label, text in words_of(sheet.schema, stuck) if text)
    words = {"body": ["\n\n".join(texts)], "prompt_key": [key], "request_key": [str(uuid4())]}
    holding.move(request, slip, words)
    return redirect(f"{slip.page}#reply-{key or 'whole'}-body")
