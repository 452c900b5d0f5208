"""Notes as those read and write them who care for a client: her threads, one thread, its box."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clients.actions import noting
from clients.models import Client, SessionPoint, Thread
from clients.notes import inbox
from clients.notes.asked import rest_of
from clients.notes.live import ticket_for
from clients.notes.rail import remember_unread
from clients.notes.starters import starter_words, starters
from clients.notes.threads import about_threads, page_of, threads_of
from clients.permissions import cares_for, why_no_note
from clients.views.notes import writing
from clients.views.notes.writing import Refused, Room
from clients.views.scope import client_of, refuse_unless
from practice import audit, vault
from practice.access import Actor, for_counselor


@for_counselor
def client_notes(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Her threads, and a way to begin the general one."""
    client = client_of(request, client_id)
    audit.read(by=request.actor, action="notes.read", client_id=client.pk)
    listed = threads_of(client, request.actor)
    why = why_no_note(request.actor, client)
    context = {
        "client": client,
        "threads": listed,
        "has_general": any(one.thread.is_general for one in listed),
        "may_begin": not why,
        "closed": closed_words(why),
        "may_work": why in {"", "off"},
    }
    return TemplateResponse(request, "clients/client_notes.html", context)


@require_POST
@for_counselor
def start_client_notes(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """The general thread is there from now on."""
    client = client_of(request, client_id)
    refuse_unless(cares_for(request.actor, client))
    try:
        thread = noting.open_general(by=request.actor, client=client)
    except noting.MayNotWrite as refused:
        messages.info(request, closed_words(refused.why))
        return redirect("clients:client_notes", client.pk)
    return redirect("clients:client_thread", client.pk, thread.pk)


def room_of(request: HttpRequest, client_id: UUID, thread_id: UUID) -> Room:
    """A thread of a client on the actor's caseload; only who cares for her changes anything."""
    found = Thread.objects.visible_to(request.actor)
    found = found.select_related("client__practice", "client__membership__user")
    thread = get_object_or_404(found, pk=thread_id, client=client_id)
    if request.method == "POST":
        refuse_unless(cares_for(request.actor, thread.client))
    url = reverse("clients:client_thread", args=[client_id, thread_id])
    return Room(request, thread, url, page=thread_page, why=closed_words)


def closed_words(why: str) -> str:
    """Why nothing can be written, in plain words; empty where it can."""
    if not why:
        return ""
    return {
        "off": _("Notes are off for her. What was written stays to be read."),
        "discharged": _("Her care has ended. What was written stays to be read."),
    }.get(why, _("You read here, but do not write to her."))


@for_counselor
def client_thread(request: HttpRequest, client_id: UUID, thread_id: UUID) -> HttpResponse:
    """The notes, the newest at the end, and the box to answer."""
    return thread_page(room_of(request, client_id, thread_id), None)


def thread_page(room: Room, refused: Refused | None) -> HttpResponse:
    """The page, with words that could not go still in their box."""
    request, thread, client = room.request, room.thread, room.thread.client
    actor = request.actor  # type: ignore[attr-defined]
    audit.read(by=actor, action="thread.read", client_id=client.pk, object_id=thread.pk)
    page = page_of(thread, actor, writing.before_of(request))
    box = writing.box_of(room, refused)
    place = place_of(request, thread)
    context = {
        "client": client,
        "about": None if thread.is_general else about_threads([thread.pk]).get(thread.pk),
        "page": page,
        "is_before": "before" in request.GET,
        "read_mark": writing.read_mark(page),
        "thread_url": room.url,
        "live": ticket_for(actor, thread),
        "box": box,
        "closed": closed_words(box["why"]),
        **beneath(actor, thread, box["why"]),
        **({} if box["why"] else opening(room, box)),
        **place,
        "rest": None if place.get("read_by") or box["why"] else rest_of(thread, actor),
    }
    status = refused.status if refused else 200
    return TemplateResponse(request, "clients/client_thread.html", context, status=status)


def beneath(actor: Actor, thread: Thread, why: str) -> dict[str, Any]:
    """What the rows of a thread need beside the notes."""
    points = SessionPoint.objects.waiting().filter(client=thread.client_id, note__thread=thread)
    return {
        "thread": thread,
        "kept_ids": set(points.values_list("note_id", flat=True)),
        "may_work": why in {"", "off"},
        "zone": actor.membership.zone.key,  # type: ignore[union-attr]
    }


def opening(room: Room, box: dict[str, Any]) -> dict[str, Any]:
    """The openings to choose from; the one asked for goes into an empty box."""
    actor, client = room.request.actor, room.thread.client  # type: ignore[attr-defined]
    words = starter_words(actor, client, room.request.GET.get("start", ""))
    if words and not box["text"].strip():
        box["text"] = words
    unused = "" if words in box["text"] else words
    return {"starters": starters(actor, client), "unused_opening": unused}


def place_of(request: HttpRequest, thread: Thread) -> dict[str, Any]:
    """Which thread of the inbox comes before this one, and which after; and whether it is new."""
    actor = request.actor  # type: ignore[attr-defined]
    waits = inbox.waiting(actor) if actor.is_counselor else []
    remember_unread(request, waits)
    at = next((n for n, one in enumerate(waits) if one.thread_id == thread.pk), None)
    if at is None:
        return {"next_up": waits[0] if waits else None}
    around = waits[max(at - 1, 0) : at + 2]
    vault.warm([one.client.pk for one in around], "care")
    return {
        "place": at + 1,
        "queue_length": len(waits),
        "unread": waits[at].unread,
        "read_by": waits[at].read_by,
        "previous_up": around[0] if at else None,
        "next_up": waits[at + 1] if at + 1 < len(waits) else None,
    }


@require_POST
@for_counselor
def send_note(request: HttpRequest, client_id: UUID, thread_id: UUID) -> HttpResponse:
    """It goes out; until a minute is over she can take it back unseen."""
    room = room_of(request, client_id, thread_id)
    return writing.send(room, lambda _note: said_after(room.thread.client))


def said_after(client: Client) -> str:
    """When she can read it; where her account is closed, that she can not."""
    said = _("Sent. %(name)s can read it in a minute. Until then you can take it back unseen.")
    if not client.has_account():
        said = _("Kept for %(name)s. She has no open account now, so she reads it once she has.")
    return said % {"name": client.call_name}


@require_POST
@for_counselor
def keep_note(request: HttpRequest, client_id: UUID, thread_id: UUID) -> HttpResponse:
    """Keeps what is in the box."""
    return writing.keep(room_of(request, client_id, thread_id))


@require_POST
@for_counselor
def settle_note(request: HttpRequest, client_id: UUID, thread_id: UUID) -> HttpResponse:
    """Her choice between two texts that met there."""
    return writing.settle(room_of(request, client_id, thread_id))


@require_POST
@for_counselor
def undo_note(
    request: HttpRequest, client_id: UUID, thread_id: UUID, note_id: UUID
) -> HttpResponse:
    """Taken back within the minute: nobody saw it, and its words are in the box again."""
    return writing.undo(room_of(request, client_id, thread_id), note_id)


@require_http_methods(["GET", "HEAD", "POST"])
@for_counselor
def recall_note(
    request: HttpRequest, client_id: UUID, thread_id: UUID, note_id: UUID
) -> HttpResponse:
    """Its words go; that there was a note stays, for both sides and in the record."""
    return writing.take_back(room_of(request, client_id, thread_id), note_id)


@require_POST
@for_counselor
def read_notes(request: HttpRequest, client_id: UUID, thread_id: UUID) -> HttpResponse:
    """She has read up to the newest note that the page showed."""
    return writing.mark_read(room_of(request, client_id, thread_id))


@for_counselor
def new_notes(request: HttpRequest, client_id: UUID, thread_id: UUID) -> HttpResponse:
    """What has come since the page was made, as rows for its list."""
    room = room_of(request, client_id, thread_id)
    actor, thread = request.actor, room.thread
    audit.read(by=actor, action="thread.read", client_id=client_id, object_id=thread.pk)
    why = why_no_note(actor, thread.client, thread)
    rows = {"beneath": "clients/_beneath_note.html", **beneath(actor, thread, why)}
    return writing.newer(room, rows)
