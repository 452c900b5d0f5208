"""Her notes: the list of threads, one thread, and what she does there."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clients.actions import noting
from clients.models import Client, Note, Thread
from clients.notes.live import ticket_for
from clients.notes.promise import Promise, promise_for
from clients.notes.threads import about_threads, page_of, threads_of
from clients.notes.unread import is_new_to_her
from clients.permissions import why_no_note
from clients.readers import readers
from clients.views.notes import writing
from clients.views.notes.writing import Refused, Room
from clients.views.scope import herself
from practice import clock, vault
from practice.access import for_client


@for_client
def my_notes(request: HttpRequest) -> HttpResponse:
    """Her threads, who reads them, and where she begins."""
    client = _client(request)
    threads = threads_of(client, request.actor)
    people = readers(client, request.actor.now)
    why = why_no_note(request.actor, client)
    # Where she may only answer, each thread says whether she was written to.
    is_said_there = why == "reply_only" and bool(threads)
    context = {
        "client": client,
        "threads": threads,
        "readers": people,
        "may_begin": not why and not any(one.thread.is_general for one in threads),
        "closed": why_not(why, people.counselor) if why and not is_said_there else "",
    }
    return TemplateResponse(request, "clients/my_notes.html", context)


@require_POST
@for_client
def start_notes(request: HttpRequest) -> HttpResponse:
    """Opens her general thread."""
    client = _client(request)
    try:
        thread = noting.open_general(by=request.actor, client=client)
    except noting.MayNotWrite as refused:
        counselor = readers(client, request.actor.now).counselor
        messages.info(request, why_not(refused.why, counselor))
        return redirect("clients:my_notes")
    return redirect("clients:my_thread", thread.pk)


@for_client
def my_thread(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """One thread, thirty notes a page, and the box."""
    return thread_page(room_of(request, thread_id))


def thread_page(room: Room, refused: Refused | None = None) -> HttpResponse:
    """The same with what could not go."""
    request, thread, client = room.request, room.thread, room.thread.client
    actor = request.actor  # type: ignore[attr-defined]
    team = readers(client, actor.now)
    page = page_of(thread, actor, writing.before_of(request), team)
    box = writing.box_of(room, refused)
    promise = promise_for(client, actor.now, actor.now, team)
    context = {
        "client": client,
        "thread": thread,
        "about": None if thread.is_general else about_threads([thread.pk]).get(thread.pk),
        "page": page,
        "box": box,
        "promise": promise,
        "away": promise.away,
        "closed": why_not(box["why"], promise.name) if box["why"] else "",
        "counselor": promise.name,
        "readers": team,
        "unread": is_new_to_her(actor, thread),
        "read_mark": writing.read_mark(page),
        "thread_url": room.url,
        "is_before": "before" in request.GET,
        "live": ticket_for(actor, thread),
        "zone": client.time_zone,
    }
    status = refused.status if refused else 200
    return TemplateResponse(request, "clients/my_thread.html", context, status=status)


@for_client
def new_my_notes(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """What has come since the page was made, as rows for its list."""
    room = room_of(request, thread_id)
    return writing.newer(room, {"zone": room.thread.client.time_zone})


@require_POST
@for_client
def send_my_note(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """Sends it, and says by when it may be seen (N-02)."""
    room = room_of(request, thread_id)
    return writing.send(room, lambda note: said_after(room, note))


@require_POST
@for_client
def keep_my_note(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """Keeps what she types."""
    return writing.keep(room_of(request, thread_id))


@require_POST
@for_client
def settle_my_note(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """Her choice between two texts."""
    return writing.settle(room_of(request, thread_id))


@require_POST
@for_client
def read_my_notes(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """She has read up to here."""
    return writing.mark_read(room_of(request, thread_id))


@require_POST
@for_client
def undo_my_note(request: HttpRequest, thread_id: UUID, note_id: UUID) -> HttpResponse:
    """Within a minute: it was never sent."""
    return writing.undo(room_of(request, thread_id), note_id)


@require_http_methods(["GET", "HEAD", "POST"])
@for_client
def recall_my_note(request: HttpRequest, thread_id: UUID, note_id: UUID) -> HttpResponse:
    """Later: its words go, its place stays."""
    return writing.take_back(room_of(request, thread_id), note_id)


def room_of(request: HttpRequest, thread_id: UUID) -> Room:
    """One of her threads. Times are said as in her country from here on."""
    threads = Thread.objects.visible_to(request.actor).select_related("client__practice")
    thread = get_object_or_404(threads, pk=thread_id)
    clock.reader_is_in(thread.client.country)
    url = reverse("clients:my_thread", args=[thread.pk])

    def why(code: str) -> str:
        return why_not(code, readers(thread.client, request.actor.now).counselor)

    return Room(request=request, thread=thread, url=url, page=thread_page, why=why)


def why_not(code: str, counselor: str) -> str:
    """What keeps her from writing, in her words."""
    return {
        "discharged": _("Your time in care here has ended, so no new notes can be written."),
        "off": _("Notes are not used here at the moment. Keep it for when you meet."),
        "reply_only": _("Here you can answer once %(name)s has written to you."),
    }.get(code, _("This is not open for writing.")) % {"name": counselor}


def said_after(room: Room, note: Note) -> str:
    """ "Sent. Ana may see this by Thursday 12 March.", with who is away and who is there."""
    client, now = room.thread.client, room.now
    vault.warm([client.pk], "care")
    promise = promise_for(client, note.sent_at, now)
    day = said_day(promise.read_by)
    words = [_("Sent. %(name)s may see this by %(day)s.") % {"name": promise.sees, "day": day}]
    if note.is_for_session:
        words.append(_("It is marked for your session: no reply is needed."))
    return " ".join([*words, *away_words(promise)])


def away_words(promise: Promise) -> list[str]:
    """Who is away meanwhile, until when, and who looks after her."""
    if promise.away is None or not promise.away.is_now:
        return []
    said = {"name": promise.name, "day": said_day(promise.away.ends_on)}
    words = [_("%(name)s is away until %(day)s.") % said]
    if promise.cover:
        words.append(_("%(name)s is there for you meanwhile.") % {"name": promise.cover})
    return words


def said_day(day: date) -> str:
    """ "Thursday 12 March"."""
    return date_format(day, _("l j F"))


def _client(request: HttpRequest) -> Client:
    client = herself(request)
    clock.reader_is_in(client.country)
    vault.warm([client.pk], "care")
    return client
