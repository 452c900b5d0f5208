"""Reading what was shared and saying something about it."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from practice import audit
from practice.access import for_counselor
from practice.templatetags.tend import person_date
from worksheets.actions import reviewing
from worksheets.forms.desk import ClosingForm, CommentForm, KindWordForm
from worksheets.models import Assignment, Round
from worksheets.permissions import may_review
from worksheets.reading import ReviewPart, review_parts
from worksheets.today import heaviness, reading_queue
from worksheets.views.desk.scope import assignment_of

# The words about the whole sheet have no prompt; on the page they are named so.
WHOLE = "whole"


@for_counselor
def review(request: HttpRequest, client_id: UUID, assignment_id: UUID) -> HttpResponse:
    """Her words part by part, a comment box at each, and how the review ends (V-04)."""
    found = assignment_of(request, client_id, assignment_id)
    rounds = list(found.rounds.filter(submitted_at__isnull=False).order_by("number"))
    if not rounds:
        return redirect("worksheets:assignment", client_id, assignment_id)
    audit.read(
        by=request.actor, action="review.read", client_id=found.client_id, object_id=found.pk
    )
    return TemplateResponse(request, "worksheets/review.html", _page(request, found, rounds))


def _page(request: HttpRequest, found: Assignment, rounds: list[Round]) -> dict[str, Any]:
    """What the review page shows."""
    actor = request.actor
    comments = list(found.comments.visible_to(actor).select_related("author"))
    parts = review_parts(found.version, rounds, comments, actor.user_id)
    frame = {part.key: part.read["value"] for part in parts if part.prompt.frame and part.read}
    queue = reading_queue(actor)
    place = next((n for n, item in enumerate(queue) if item.round.pk == rounds[-1].pk), None)
    following = queue[place + 1] if place is not None and place + 1 < len(queue) else None
    whole = [comment for comment in comments if not comment.prompt_key]
    return {
        "assignment": found,
        "client": found.client,
        "round": rounds[-1],
        "parts": [part for part in parts if not part.prompt.frame],
        "bring": frame.get("frame.bring"),
        "heaviness_words": heaviness_words(frame, parts),
        "heavy": heaviness(frame),
        "said": [comment for comment in whole if comment.sent_at],
        "whole_draft": next((c for c in whole if not c.sent_at), None),
        "may_review": may_review(actor, found, rounds[-1]),
        "one_tap": one_tap_words(found),
        "place": None if place is None else place + 1,
        "queue_length": len(queue),
        "next_up": following,
        "previous_up": queue[place - 1] if place else None,
    }


def heaviness_words(frame: dict[str, Any], parts: list[ReviewPart]) -> str:
    """ "Heaviness 6 before, 4 after · A bit helpful": what she shared of the frame (rulings 20)."""
    said = []
    before, after = frame.get("frame.before"), frame.get("frame.after")
    if before is not None and after is not None:
        words = _("Heaviness %(before)s before, %(after)s after")
        said.append(words % {"before": before, "after": after})
    elif before is not None:
        said.append(_("Heaviness %(before)s before") % {"before": before})
    elif after is not None:
        said.append(_("Heaviness %(after)s after") % {"after": after})
    helpful = next((part for part in parts if part.key == "frame.helpful" and part.read), None)
    if helpful and helpful.read:
        said.extend(helpful.read["shown"].lines)
    return " · ".join(said)


def one_tap_words(assignment: Assignment) -> str:
    """ "Read it. Thank you." with the day of the next session where one is set (E-23)."""
    client = assignment.client
    if client.next_session_at is None:
        return _("Read it. Thank you.")
    day = person_date(client.next_session_at.astimezone(client.zone))
    return _("Read it. Thank you. We will talk on %(day)s.") % {"day": day}


def _drafts(request: HttpRequest, found: Assignment, current: Round) -> dict[str, Any]:
    """Keeps every posted comment as a draft; what was changed elsewhere is told, not overwritten.

    Returns the new revision, or the other text, by the name of the part.
    """
    kept: dict[str, Any] = {}
    names = {f"c-{prompt.key}": prompt.key for prompt in found.version.sheet.answerable}
    for name, key in {**names, f"c-{WHOLE}": ""}.items():
        if name not in request.POST:
            continue
        revision = request.POST.get(f"r-{name}")
        data = {"prompt_key": key, "body": request.POST[name], "revision": revision}
        form = CommentForm(data)
        if not form.is_valid():
            kept[name] = {"refused": _("That is more than fits here. Please shorten it a little.")}
            continue
        body = form.cleaned_data["body"].replace("\x00", "")
        try:
            draft = reviewing.draft_comment(
                by=request.actor,
                round_=current,
                prompt_key=key,
                body=body,
                revision=form.cleaned_data["revision"] or 0,
            )
            kept[name] = {"revision": draft.revision if draft else 0}
        except reviewing.StaleComment as stale:
            kept[name] = {"other": stale.current.body, "revision": stale.current.revision}
    return kept


@require_POST
@for_counselor
def comment(request: HttpRequest, client_id: UUID, assignment_id: UUID) -> HttpResponse:
    """Keeps comments as drafts, for script (JSON) and plain forms alike."""
    found = assignment_of(request, client_id, assignment_id)
    current = found.rounds.current().get()
    wants_json = "application/json" in request.headers.get("Accept", "")
    try:
        kept = _drafts(request, found, current)
    except reviewing.MayNotReview:
        words = _("This sheet is not open for comments any more. Copy your words first.")
        if wants_json:
            return JsonResponse({"refused": words}, status=409)
        messages.info(request, words)
        return redirect("worksheets:review", client_id, assignment_id)
    stopped = [told for told in kept.values() if "other" in told or "refused" in told]
    if wants_json:
        return JsonResponse({"kept": kept}, status=409 if stopped else 200)
    if stopped:
        return _with_what_was_typed(request, found, kept)
    messages.success(request, _("Kept as a draft. Only you see it."))
    return redirect("worksheets:review", client_id, assignment_id)


def _with_what_was_typed(
    request: HttpRequest, found: Assignment, kept: dict[str, Any]
) -> HttpResponse:
    """The review page again, with the posted words in their boxes and what is kept beside them."""
    rounds = list(found.rounds.filter(submitted_at__isnull=False).order_by("number"))
    page = _page(request, found, rounds)
    for part in page["parts"]:
        part.typed = request.POST.get(f"c-{part.key}")
        part.told = kept.get(f"c-{part.key}", {})
    page["whole_typed"] = request.POST.get(f"c-{WHOLE}")
    page["whole_told"] = kept.get(f"c-{WHOLE}", {})
    return TemplateResponse(request, "worksheets/review.html", page, status=409)


@require_POST
@for_counselor
def send_review(request: HttpRequest, client_id: UUID, assignment_id: UUID) -> HttpResponse:
    """Keeps what was typed, then sends it all: seen, thank you, let us talk, or back to you."""
    found = assignment_of(request, client_id, assignment_id)
    current = found.rounds.current().get()
    form = ClosingForm(request.POST, version=found.version)
    try:
        kept = _drafts(request, found, current)
        if any("other" in told or "refused" in told for told in kept.values()):
            return _with_what_was_typed(request, found, kept)
        if not form.is_valid():
            messages.error(request, _("Choose how to end the review."))
            return redirect("worksheets:review", client_id, assignment_id)
        wanted = form.cleaned_data
        is_bare = not request.POST.get(f"c-{WHOLE}", "").strip()
        one_tap = is_bare and wanted["closing"] == Round.Closing.THANKS
        reviewing.send_review(
            by=request.actor,
            round_=current,
            closing=wanted["closing"],
            message=one_tap_words(found) if one_tap else "",
            reopened=wanted["reopened"],
        )
    except reviewing.NothingToSendBack:
        messages.error(request, _("Choose at least one part to look at again."))
        return redirect("worksheets:review", client_id, assignment_id)
    except reviewing.MayNotReview:
        messages.info(request, _("This review was already sent. Nothing was sent twice."))
        return redirect("worksheets:review", client_id, assignment_id)
    messages.success(request, _("Sent to %(name)s.") % {"name": found.client.call_name})
    return redirect("worksheets:today")


@for_counselor
def kind_word(request: HttpRequest, client_id: UUID, assignment_id: UUID) -> HttpResponse:
    """One warm line about a sheet she said "not now" to (rulings 17)."""
    found = assignment_of(request, client_id, assignment_id)
    form = KindWordForm(request.POST or None, initial={"request_key": uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            reviewing.send_kind_word(by=request.actor, assignment=found, **form.cleaned_data)
            messages.success(request, _("Sent to %(name)s.") % {"name": found.client.call_name})
        except reviewing.MayNotReview:
            messages.info(request, _("You read here, but do not write to her."))
        return redirect("worksheets:today")
    return TemplateResponse(
        request, "worksheets/kind_word.html", {"assignment": found, "form": form}
    )
