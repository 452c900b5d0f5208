"""Writing in a thread, the same for both sides: what is posted, and what is told of it.

A side gives its `Room`: the thread, its address, and how its page is shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from clients.actions import noting
from clients.actions.noting import MayNotWrite, NothingToSend, TooLateToUndo, TooLong
from clients.forms.notes import BOX, ChoiceForm, NoteForm, instant
from clients.models import Note, Thread
from clients.notes import drafts
from clients.notes.drafts import TooManyTexts
from clients.notes.live import ticket_for
from clients.notes.my_draft import draft_of
from clients.notes.threads import NotePage, page_since
from clients.permissions import why_no_note
from practice import clock, holding

FORM = "note"


@dataclass(frozen=True)
class Refused:
    """What could not go, and why; its words stay on the page."""

    form: NoteForm
    message: str
    status: int = 422


@dataclass(frozen=True)
class Room:
    """One thread as one side has it open: how it is shown, and in what words it is closed."""

    request: HttpRequest
    thread: Thread
    url: str
    page: Callable[["Room", Refused | None], HttpResponse]
    why: Callable[[str], str]

    @property
    def now(self) -> datetime:
        """When."""
        return self.request.actor.now  # type: ignore[attr-defined,no-any-return]


def box_of(room: Room, refused: Refused | None = None) -> dict[str, Any]:
    """What the box shows: what was refused, else what waits of an ended session, else the draft."""
    request, actor = room.request, room.request.actor  # type: ignore[attr-defined]
    client = room.thread.client
    row = draft_of(actor, room.thread)
    why = why_no_note(actor, client, room.thread)
    waited = None
    if not refused:
        waited = holding.back(request, FORM, room.thread.pk, BOX, may_press=not why)
    form = refused.form if refused else NoteForm(waited) if waited else None
    return {
        "why": why,
        "draft": row,
        "others": drafts.others_of(row) if row else [],
        "text": form.words if form else row.body if row else "",
        "revision": form.revision_seen if form else row.revision if row else 0,
        "is_for_session": form.note["is_for_session"] if form else False,
        "once": (form.saves[:1] or [uuid4()])[0] if form else uuid4(),
        "after": form.cleaned_data.get("after") if form else None,
        "key": form.note["key"] if form else uuid4(),
        "limit": client.practice.note_limit,
        "refused": refused.message if refused else "",
    }


def keep(room: Room) -> HttpResponse:
    """Keeps the draft, for script and plain forms alike."""
    form = NoteForm(room.request.POST)
    try:
        kept = noting.keep_draft(by=_actor(room), thread=room.thread, **form.draft)
    except MayNotWrite as refused:
        return _refused(room, form, room.why(refused.why), closed=refused.why)
    except TooLong as refused:
        return _refused(room, form, too_long(refused))
    except TooManyTexts:
        return _refused(room, form, _("Several texts wait here. Please choose among them first."))
    if holding.wants_json(room.request):
        return _told(room, kept)
    if kept.other:
        messages.info(room.request, _("This was changed elsewhere. Both texts are kept."))
    else:
        messages.success(room.request, _("Kept as a draft. Only you see it."))
    stops = room.request.POST.get("go") == "stop"
    return redirect("practice:start") if stops and not kept.other else redirect(room.url)


def send(room: Room, said: Callable[[Note], str]) -> HttpResponse:
    """Sends the note and tells what comes next; what cannot go stays in the box."""
    form = NoteForm(room.request.POST)
    try:
        note = noting.send(by=_actor(room), thread=room.thread, **form.note)
    except MayNotWrite as refused:
        return _refused(room, form, room.why(refused.why), closed=refused.why)
    except TooLong as refused:
        return _refused(room, form, too_long(refused))
    except NothingToSend:
        return _refused(room, form, _("Write a word or two first, then send it."))
    _read_on(room)
    messages.success(room.request, said(note))
    return redirect(f"{room.url}#n-{note.pk}")


def take_back(room: Room, note_id: UUID) -> HttpResponse:
    """Within the minute it was never sent; after it the words go and the place stays.

    They are gone for good, so a look asks first.
    """
    note = _hers(room, note_id)
    if room.request.method != "POST":
        return _ask_first(room, note)
    if note.can_be_undone(room.now):
        return _undone(room, note)
    try:
        noting.recall(by=_actor(room), note=note)
    except MayNotWrite as refused:
        messages.info(room.request, room.why(refused.why))
        return redirect(room.url)
    messages.success(room.request, _("Taken back. The words are gone from here."))
    return redirect(f"{room.url}#n-{note.pk}")


def _ask_first(room: Room, note: Note) -> HttpResponse:
    if note.recalled_at:
        return redirect(f"{room.url}#n-{note.pk}")
    page = {"note": note, "thread_url": room.url, "client": room.thread.client}
    return TemplateResponse(room.request, "clients/take_back.html", page)


def undo(room: Room, note_id: UUID) -> HttpResponse:
    """Its words are in the box again; pressed twice, or on two devices, they still are."""
    if not Note.objects.filter(pk=note_id).exists():
        messages.info(room.request, _("Nothing was sent. Your words are in the box again."))
        return redirect(f"{room.url}#write")
    return _undone(room, _hers(room, note_id))


def _undone(room: Room, note: Note) -> HttpResponse:
    try:
        noting.undo(by=_actor(room), note=note)
    except TooLateToUndo:
        words = _("The minute was over, so the note has gone. You can still take it back below.")
        messages.info(room.request, words)
    except TooManyTexts:
        words = _("Several texts wait here. Please choose among them first.")
        messages.info(room.request, words)
    else:
        messages.success(room.request, _("Nothing was sent. Your words are in the box again."))
    return redirect(f"{room.url}#write")


def _hers(room: Room, note_id: UUID) -> Note:
    """A note of her own; another's is not there to be taken back."""
    mine = Note.objects.visible_to(_actor(room)).filter(author=_actor(room).membership)
    return get_object_or_404(mine, pk=note_id, thread=room.thread)


def settle(room: Room) -> HttpResponse:
    """Her choice between two texts."""
    form = ChoiceForm(room.request.POST)
    try:
        if not form.is_valid():
            raise noting.HasMoved
        noting.settle_draft(by=_actor(room), thread=room.thread, **form.cleaned_data)
    except noting.HasMoved:
        messages.info(room.request, _("There is nothing to choose about this text any more."))
    except TooLong as refused:
        messages.info(room.request, too_long(refused))
    return redirect(f"{room.url}#write")


def mark_read(room: Room) -> HttpResponse:
    """She has read up to what the page showed. A script is told so with an empty answer."""
    _read_on(room)
    return HttpResponse(status=204) if holding.wants_json(room.request) else redirect(room.url)


def before_of(request: HttpRequest) -> UUID | None:
    """Which note the page ends before; None for the newest."""
    try:
        return UUID(request.GET.get("before", ""))
    except ValueError:
        return None


def newer(room: Room, context: dict[str, Any]) -> HttpResponse:
    """What has come since the page was made, as rows for its list.

    How to ask on stands in the headers: since when, whether at once, up to where it is read then,
    a fresh ticket.
    """
    actor, since = _actor(room), instant(room.request.GET.get("since", ""))
    page = page_since(room.thread, actor, since) if since else NotePage(room.thread)
    rows = {**context, "page": page, "thread_url": room.url}
    response = TemplateResponse(room.request, "clients/components/_newer.html", rows)
    response["X-Since"] = (page.told_until or actor.now).isoformat()
    response["X-More"] = "1" if page.told_until else ""
    response["X-Read-Up-To"] = read_mark(page)
    response["X-Tend-Live"] = ticket_for(actor, room.thread)
    return response


def read_mark(page: NotePage) -> str:
    """Up to where a page is read, as its form sends it."""
    return page.newest.isoformat() if page.newest else ""


def too_long(refused: TooLong) -> str:
    """How long it is and how long it may be; nothing was cut."""
    words = _("Please use at most %(limit)d letters here. You wrote %(count)d.")
    return words % {"limit": refused.limit, "count": refused.count}


def _read_on(room: Room) -> None:
    upto = instant(room.request.POST.get("upto", ""))
    if upto:
        noting.mark_read(by=_actor(room), thread=room.thread, upto=upto)


def _actor(room: Room) -> Any:
    return room.request.actor  # type: ignore[attr-defined]


def _refused(room: Room, form: NoteForm, message: str, *, closed: str = "") -> HttpResponse:
    if holding.wants_json(room.request):
        said = {"message": message} | ({"closed": closed} if closed else {})
        return JsonResponse(said, status=422)
    return room.page(room, Refused(form, message, 409 if closed else 422))


def _told(room: Room, kept: drafts.Kept) -> HttpResponse:
    """For script (`save.js`): the new revision, or that two texts are kept."""
    if kept.other:
        said = {
            "revision": kept.revision,
            "message": _("This was changed elsewhere. Both texts are kept."),
            "choose": f"{room.url}?texts=both",
        }
        return JsonResponse(said, status=409)
    zone = room.thread.client.zone if _actor(room).is_client else _actor(room).membership.zone
    at = kept.saved_at.astimezone(zone)
    said = {
        "revision": kept.revision,
        "saved_at": kept.saved_at.isoformat(),
        "saved_words": _("Saved %(time)s") % {"time": clock.moment(at, room.now)},
        "later_words": _("Saved %(time)s") % {"time": clock.moment(at)},
    }
    return JsonResponse(said)
