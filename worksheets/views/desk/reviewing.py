"""Reading what was shared and saying something about it."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.permissions import working_links
from practice import audit, clock, holding
from practice.access import Actor, for_counselor
from practice.holidays import days_of
from practice.models import Leave
from practice.promise import session_ahead
from practice.zones import today_in
from worksheets import replies
from worksheets.actions import reviewing
from worksheets.caseload import desk_of
from worksheets.following import CLOSINGS, put_aside
from worksheets.forms.desk import ClosingForm, CommentForm, KindWordForm
from worksheets.models import Assignment, Comment, Round
from worksheets.permissions import may_review
from worksheets.reading import ReviewPart, may_come_back, review_parts
from worksheets.to_read import heaviness, reading_queue
from worksheets.views.desk.holding import put_back
from worksheets.views.desk.scope import assignment_of, assignment_to_work_with

# The words about the whole sheet have no prompt; on the page they are named so.
WHOLE = "whole"


@for_counselor
def review(request: HttpRequest, client_id: UUID, assignment_id: UUID) -> HttpResponse:
    """Her words part by part, a comment box at each, and how the review ends (V-04)."""
    found = assignment_of(request, client_id, assignment_id)
    rounds = list(found.rounds.filter(submitted_at__isnull=False).order_by("number"))
    if not rounds:
        return redirect("worksheets:assignment", client_id, assignment_id)
    audit.read(by=request.actor, action=replies.READ, client_id=found.client_id, object_id=found.pk)
    page = _page(request, found, rounds)
    may_press = page["may_review"]
    if waited := holding.back(request, "review", found.pk, "c-", may_press=may_press):
        put_back(page, waited)
    return TemplateResponse(request, "worksheets/review.html", page)


def _page(request: HttpRequest, found: Assignment, rounds: list[Round]) -> dict[str, Any]:
    """What the review page shows."""
    actor = request.actor
    queue = reading_queue(actor)  # before all else: it brings the key of this client too
    comments = list(found.comments.shown_to(actor).select_related("author"))
    parts = review_parts(found.version, rounds, comments, actor.user_id)
    frame = {part.key: part.read["value"] for part in parts if part.prompt.frame and part.read}
    place = next((n for n, item in enumerate(queue) if item.round.pk == rounds[-1].pk), None)
    following = queue[place + 1] if place is not None and place + 1 < len(queue) else None
    whole = [comment for comment in comments if not comment.prompt_key]
    return {
        "assignment": found,
        "client": found.client,
        "round": rounds[-1],
        "closing": CLOSINGS.get(rounds[-1].closing, ""),
        "parts": [part for part in parts if not part.prompt.frame],
        "bring": frame.get("frame.bring"),
        "heaviness_words": heaviness_words(frame, parts),
        "heavy": heaviness(frame),
        "said": [comment for comment in whole if comment.sent_at],
        "whole_draft": next((c for c in whole if not c.sent_at), None),
        "may_review": may_review(actor, found, rounds[-1]),
        "one_tap": one_tap_words(found, actor),
        "may_come_back": [part for part in parts if part.may_come_back],
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


def one_tap_words(assignment: Assignment, actor: Actor) -> str:
    """ "Read it. Thank you." with the day of the next session, on her calendar (E-23).

    No day that is one of the actor's days off, or in which she covers: that session is another's.
    One query, where a session is booked.
    """
    client, desk = assignment.client, desk_of(actor)
    at, zone = client.next_session_at, desk.zone
    if at is None or at <= actor.now:
        return _("Read it. Thank you.")
    covered = Q(pk__in=working_links(actor, client).filter(leave__isnull=False).values("leave"))
    found = Leave.objects.filter(Q(membership=desk) | covered)
    away = list(found.on(today_in(zone, at)).defer("words"))
    if session_ahead(at, actor.now, zone=zone, days=days_of(desk, away)) is None:
        return _("Read it. Thank you.")
    day = date_format(client.today(at), _("l j F"))
    return _("Read it. Thank you. We will talk on %(day)s.") % {"day": day}


def _round_shown(request: HttpRequest, found: Assignment) -> Round:
    """The round that the page showed when a button on it was pressed; where it does not say, the
    current one. An old page never speaks to words that it has not shown.
    """
    rounds = list(found.rounds.order_by("number"))
    shown = request.POST.get("round")
    return next((one for one in rounds if str(one.number) == shown), rounds[-1])


def _boxes(found: Assignment) -> dict[str, str]:
    """The name of each comment box, and the prompt that it stands at ("" for the whole)."""
    return {f"c-{p.key}": p.key for p in found.version.sheet.answerable} | {f"c-{WHOLE}": ""}


def _drafts(request: HttpRequest, found: Assignment, current: Round) -> dict[str, Any]:
    """Keeps every posted comment as a draft; what was changed elsewhere is told, not overwritten.

    Returns the new revision, the other text, or why it was refused, by the name of the box.
    """
    told: dict[str, Any] = {}
    typed: dict[str, reviewing.Typed] = {}
    names = {key: name for name, key in _boxes(found).items() if name in request.POST}
    for key, name in names.items():
        form = CommentForm(body=request.POST[name], revision=request.POST.get(f"r-{name}"))
        form.is_valid()
        if "body" in form.errors:
            told[name] = {"refused": form.errors["body"][0]}
        else:
            typed[key] = reviewing.Typed(form.cleaned_data["body"], form.based_on)
    kept = reviewing.keep_drafts(by=request.actor, round_=current, typed=typed)
    return told | {names[key]: _told(outcome) for key, outcome in kept.items()}


def _told(kept: Comment | reviewing.StaleComment | None) -> dict[str, Any]:
    """The new revision, or the other text with its own."""
    if isinstance(kept, reviewing.StaleComment):
        return {"other": kept.current.body, "revision": kept.current.revision}
    return {"revision": kept.revision if kept else 0}


def _is_stopped(kept: dict[str, Any]) -> bool:
    return any("other" in told or "refused" in told for told in kept.values())


@require_POST
@for_counselor
def comment(request: HttpRequest, client_id: UUID, assignment_id: UUID) -> HttpResponse:
    """Keeps comments as drafts, for script (JSON) and plain forms alike."""
    found = assignment_to_work_with(request, client_id, assignment_id)
    wants_json = "application/json" in request.headers.get("Accept", "")
    try:
        kept = _drafts(request, found, _round_shown(request, found))
    except reviewing.MayNotReview:
        if wants_json:
            words = _("This review was sent already. Your words are still here: copy them.")
            return JsonResponse({"refused": words}, status=409)
        return _too_late(request, found)
    if wants_json:
        if _is_stopped(kept):
            return JsonResponse({"kept": kept}, status=409)
        at = clock.moment(localtime(request.actor.now), request.actor.now)
        return JsonResponse({"kept": kept, "words": _("Draft kept %(time)s") % {"time": at}})
    if _is_stopped(kept):
        return _with_what_was_typed(request, found, kept)
    messages.success(request, _("Kept as a draft. Only you see it."))
    return redirect("worksheets:review", client_id, assignment_id)


def _with_what_was_typed(
    request: HttpRequest, found: Assignment, kept: dict[str, Any], *, lacks_part: bool = False
) -> HttpResponse:
    """The review page again, with the posted words in their boxes and what is kept beside them.

    `lacks_part`: what stops it is that no part was chosen to look at again.
    """
    rounds = list(found.rounds.filter(submitted_at__isnull=False).order_by("number"))
    page = _page(request, found, rounds)
    for part in page["parts"]:
        part.typed = request.POST.get(f"c-{part.key}")
        part.told = kept.get(f"c-{part.key}", {})
    page["whole_typed"] = request.POST.get(f"c-{WHOLE}")
    page["whole_told"] = kept.get(f"c-{WHOLE}", {})
    page["reopened"] = request.POST.getlist("reopened")
    page["lacks_part"] = lacks_part
    status = 422 if lacks_part else 409
    return TemplateResponse(request, "worksheets/review.html", page, status=status)


def _left_over(request: HttpRequest, found: Assignment) -> dict[str, str]:
    """The posted words that are not on record, by prompt key."""
    mine = found.comments.filter(author=request.actor.user)
    there = {(one.prompt_key, one.body.strip()) for one in mine}
    posted = {key: request.POST.get(name, "").strip() for name, key in _boxes(found).items()}
    return {key: words for key, words in posted.items() if words and (key, words) not in there}


def _too_late(request: HttpRequest, found: Assignment) -> HttpResponse:
    """The review went out in between: words that went with it are fine, others are shown again."""
    left = _left_over(request, found)
    rounds = list(found.rounds.filter(submitted_at__isnull=False).order_by("number"))
    if not left or not rounds:
        messages.info(request, _("This review was sent already. Nothing was sent twice."))
        return redirect("worksheets:review", found.client_id, found.pk)
    titles = {prompt.key: prompt.text for prompt in found.version.sheet.answerable}
    page = _page(request, found, rounds)
    page["left_over"] = [(titles.get(key, ""), words) for key, words in left.items()]
    return TemplateResponse(request, "worksheets/review.html", page, status=409)


@require_POST
@for_counselor
def send_review(request: HttpRequest, client_id: UUID, assignment_id: UUID) -> HttpResponse:
    """Keeps what was typed, then sends it all: seen, thank you, let us talk, or back to you."""
    found = assignment_to_work_with(request, client_id, assignment_id)
    current = _round_shown(request, found)
    form = ClosingForm(request.POST, parts=may_come_back(found))
    try:
        kept = _drafts(request, found, current)
        if _is_stopped(kept):
            return _with_what_was_typed(request, found, kept)
        if not form.is_valid():
            messages.error(request, _("Choose how to end the review. Your words are kept."))
            return redirect("worksheets:review", client_id, assignment_id)
        _send(request, found, current, form.cleaned_data)
    except reviewing.NothingToSendBack:
        return _with_what_was_typed(request, found, kept, lacks_part=True)
    except reviewing.MayNotReview:
        if not _is_pressed_again(request, found, current, form):
            return _too_late(request, found)
    messages.success(request, _("%(name)s can read it now.") % {"name": found.client.call_name})
    return redirect("worksheets:today")


def _is_pressed_again(
    request: HttpRequest, found: Assignment, shown: Round, form: ClosingForm
) -> bool:
    """The same review once more (a double click, or Back and press): it stands as it was sent."""
    if not form.is_valid() or _left_over(request, found):
        return False
    shown.refresh_from_db()
    wanted, parts = form.cleaned_data["closing"], form.cleaned_data["reopened"]
    if (shown.reviewed_by_id, shown.closing) != (request.actor.user_id, wanted):
        return False
    if wanted != Round.Closing.BACK:
        return True
    following = found.rounds.get(number=shown.number + 1)
    return set(following.reopened_keys) == set(parts)


def _send(request: HttpRequest, found: Assignment, current: Round, wanted: dict[str, Any]) -> None:
    is_bare = not request.POST.get(f"c-{WHOLE}", "").strip()
    one_tap = is_bare and wanted["closing"] == Round.Closing.THANKS
    reviewing.send_review(
        by=request.actor,
        round_=current,
        closing=wanted["closing"],
        message=one_tap_words(found, request.actor) if one_tap else "",
        reopened=wanted["reopened"],
    )


@for_counselor
def kind_word(request: HttpRequest, client_id: UUID, assignment_id: UUID) -> HttpResponse:
    """One warm line about a sheet that she put aside (rulings 17)."""
    found = assignment_to_work_with(request, client_id, assignment_id)
    if found.declined_at is None:
        return redirect("worksheets:assignment", client_id, assignment_id)
    words = holding.given(request, "kind_word", found.pk, "message")
    form = KindWordForm(words, initial={"request_key": uuid4()})
    if request.method == "POST" and form.is_valid():
        reviewing.send_kind_word(by=request.actor, assignment=found, **form.cleaned_data)
        messages.success(request, _("%(name)s can read it now.") % {"name": found.client.call_name})
        return redirect("worksheets:today")
    audit.read(
        by=request.actor, action="assignment.read", client_id=found.client_id, object_id=found.pk
    )
    return TemplateResponse(
        request,
        "worksheets/kind_word.html",
        {"assignment": found, "form": form, "why": put_aside(found)},
    )
