"""Afterwards: her own words, what her counselor wrote beside them, and her reply."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from practice import holding, vault
from practice.access import for_client
from worksheets import permissions, prompts, then_and_now
from worksheets.actions import answering, changing_mind, talking
from worksheets.forms.mine import ReplyForm, UpToForm
from worksheets.models import Assignment, Comment, Round
from worksheets.prompts import Prompt
from worksheets.reading import InSight, Sent, as_read, in_sight
from worksheets.sheets import Sheet
from worksheets.views.mine.holding import page_of_held
from worksheets.views.mine.looking_back import places
from worksheets.views.mine.scope import help_for, people_of, round_of, sheet_of
from worksheets.views.mine.showing import words_back


@dataclass
class Read:
    """One part as she reads it afterwards: what stands there, and what of it others can read.

    `is_shared`: what stands there is what her counselor can read. Otherwise `sent` is what she can
    read, if anything. `before` is what an earlier round shared, which stays in sight too.
    """

    prompt: Prompt
    read: dict[str, Any] | None
    is_shared: bool = False
    sent: dict[str, Any] | None = None
    before: dict[str, Any] | None = None
    # It goes to her counselor when she sends the sheet (again), not before.
    waits: bool = False
    # The number of the part where she can change it, 0 where she cannot.
    part: int = 0
    said: list[Comment] = field(default_factory=list)
    reply: ReplyForm | None = None
    # Its place in the version, for addresses; and what she may do with it there.
    place: int = 0
    has_then: bool = False
    may_share: bool = False
    may_withdraw: bool = False
    may_delete: bool = False
    is_first_said: bool = False


Reply = Callable[[str, list[Comment]], ReplyForm | None]


def replies(
    request: HttpRequest, assignment: Assignment, refused: ReplyForm | None = None
) -> Reply:
    """A box under each comment, with a key of its own; the refused one keeps its words.

    So does one whose words were posted after the session had ended (rulings 43).
    """
    may_reply = permissions.may_reply(request.actor, assignment)

    def reply(prompt_key: str, said: list[Comment]) -> ReplyForm | None:
        if refused is not None and refused.data.get("prompt_key", "") == prompt_key:
            return refused
        if not (said and may_reply):
            return None
        initial = {"prompt_key": prompt_key, "request_key": uuid4()}
        words = holding.back(request, "reply", f"{assignment.pk}/{prompt_key}", "body")
        return ReplyForm(words, initial=initial, auto_id=f"reply-{prompt_key or 'whole'}-%s")

    return reply


def parts_read(
    sheet: Sheet, comments: list[Comment], seen: Mapping[str, InSight], reply: Reply
) -> list[Read]:
    """Her answers, what others can read of them, and the comments; a part with none is left out."""
    by_key = by_part(comments)
    found = []
    for prompt in sheet.schema.prompts:
        part, said = _part(sheet, prompt, seen[prompt.key]), by_key.get(prompt.key, [])
        if part.read or part.sent or said:
            part.said, part.reply = said, reply(prompt.key, said)
            found.append(part)
    return found


def _part(sheet: Sheet, prompt: Prompt, seen: InSight) -> Read:
    value = sheet.values.get(prompt.key)
    newest, before = (seen.now, seen.before) if seen.now else (seen.before, None)
    is_shared = newest is not None and newest.value == value
    is_hers_to_send = sheet.is_open and sheet.client.is_in_care
    may_change = is_hers_to_send and sheet.round.opened_at and not sheet.is_held
    place = sheet.part_with(prompt.key) if may_change else None
    return Read(
        prompt=prompt,
        read=None if value is None else prompts.read_context(prompt, value),
        is_shared=is_shared,
        sent=None if is_shared else _as_sent(prompt, newest),
        before=_as_sent(prompt, before),
        waits=is_hers_to_send and sheet.visibility[prompt.key] == "shared",
        part=place.number if place else 0,
    )


def _as_sent(prompt: Prompt, sent: Sent | None) -> dict[str, Any] | None:
    return {"read": as_read(prompt, sent), "at": sent.at} if sent else None


def rounds_of(request: HttpRequest, sheet: Sheet) -> list[Round]:
    """All rounds of the sheet so far; most have one, which is here already."""
    if sheet.round.number == 1:
        return [sheet.round]
    rounds = Round.objects.visible_to(request.actor).filter(assignment=sheet.assignment)
    return list(rounds.order_by("number"))


def comments_of(request: HttpRequest, assignment: Assignment) -> list[Comment]:
    """What was said to the sheet by either side, the oldest first. Keys must be warm."""
    said = Comment.objects.visible_to(request.actor).sent().filter(assignment=assignment)
    return list(said.select_related("author").order_by("sent_at"))


def by_part(comments: Iterable[Comment]) -> dict[str, list[Comment]]:
    """The same by the part they stand at; what is said to the whole is at ""."""
    found: dict[str, list[Comment]] = {}
    for comment in comments:
        found.setdefault(comment.prompt_key, []).append(comment)
    return found


@for_client
def read(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Her sheet as it stands, with what was said to it and when."""
    sheet = sheet_of(request, assignment_id)
    page = _page(request, sheet)
    return TemplateResponse(request, "worksheets/read.html", page)


def _page(request: HttpRequest, sheet: Sheet, refused: ReplyForm | None = None) -> dict[str, Any]:
    vault.warm([sheet.client.pk], "care")
    assignment = sheet.assignment
    comments = comments_of(request, assignment)
    rounds = rounds_of(request, sheet)
    reply = replies(request, assignment, refused)
    whole = [comment for comment in comments if not comment.prompt_key]
    seen = in_sight(sheet.schema, rounds)
    parts = parts_read(sheet, comments, seen, reply)
    say_what_she_may(request, sheet, parts, seen, was_submitted(rounds))
    mark_first_said(parts, is_said_before=bool(whole))
    is_placed = any(part.reply is refused for part in parts)
    return {
        "sheet": sheet,
        "assignment": assignment,
        "client": sheet.client,
        "round": sheet.round,
        "leave_fast": sheet.has_fast_exit,
        **help_for(request, sheet.client),
        **people_of(request, sheet.client),
        "parts": parts,
        "unread": unread(sheet.round, comments),
        "held": page_of_held(request, assignment.pk),
        "was_sent": any(one.submitted_at and not one.is_on_paper for one in rounds),
        "whole": whole,
        "whole_reply": reply("", whole) if is_placed or refused is None else refused,
    }


def was_submitted(rounds: Iterable[Round]) -> bool:
    """Whether the sheet was ever sent, on paper or here."""
    return any(one.submitted_at for one in rounds)


def say_what_she_may(
    request: HttpRequest,
    sheet: Sheet,
    parts: Iterable[Read],
    seen: Mapping[str, InSight],
    was_sent: bool,
) -> None:
    """Says at each part what she may do with it. One query, two once the sheet was sent."""
    assignment = sheet.assignment
    again = {key for _root, key in then_and_now.more_than_once(request.actor, [assignment.pk])}
    sent = changing_mind.ever_sent(assignment) if was_sent else set()
    readable = {key for key, one in seen.items() if one.now}
    at = places(sheet)
    for part in parts:
        key = part.prompt.key
        part.place, part.has_then = at[key], key in again
        part.may_share = changing_mind.may_share_later(request.actor, sheet, key, readable)
        part.may_withdraw = bool(seen[key].now or seen[key].before)
        part.may_delete = changing_mind.may_delete(sheet, key, sent)


def mark_first_said(parts: Iterable[Read], *, is_said_before: bool) -> None:
    """The first part with words of her counselor: a link leads there. None where some are above."""
    first = next((part for part in parts if part.said), None)
    if first and not is_said_before:
        first.is_first_said = True


def unread(round_: Round, comments: Iterable[Comment]) -> Comment | None:
    """The newest of her counselor's words that she has not yet come to, as her lists count them."""
    found = [c for c in comments if c.round_id == round_.pk and not c.is_by_client]
    since = round_.words_read_at
    return found[-1] if found and (since is None or found[-1].sent_at > since) else None


@require_POST
@for_client
def words_read(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """She has read up to these words: her lists no longer name them. Staff are not told."""
    round_ = round_of(request, assignment_id)
    form = UpToForm(request.POST)
    said = Comment.objects.visible_to(request.actor).sent().filter(round=round_)
    if form.is_valid() and (last := said.filter(pk=form.cleaned_data["up_to"]).first()):
        answering.mark_read(by=request.actor, round_=round_, at=last.sent_at)
    return redirect("worksheets:read", assignment_id)


@require_POST
@for_client
def reply(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Sends her words under a comment."""
    sheet = sheet_of(request, assignment_id)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        page = _page(request, sheet, form)
        return TemplateResponse(request, "worksheets/read.html", page, status=422)
    try:
        talking.reply(by=request.actor, round_=sheet.round, **form.cleaned_data)
    except talking.MayNotAsk:
        words = [(_("Your reply"), form.cleaned_data["body"])]
        message = _("Your time in care here has ended, so nothing was sent.")
        return words_back(request, sheet.assignment, message, words)
    answering.mark_read(by=request.actor, round_=sheet.round, at=request.actor.now)
    messages.success(request, _("Sent."))
    return redirect("worksheets:read", assignment_id)
