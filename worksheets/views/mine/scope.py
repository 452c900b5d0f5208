"""Look-ups of her pages: each starts from what the actor may see, and is a 404 otherwise."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from clients.models import Client
from clients.readers import readers
from practice import clock
from worksheets import help, sheets
from worksheets.context import lines_of
from worksheets.models import Round
from worksheets.sheets import Sheet


def herself(request: HttpRequest) -> Client:
    """The client who is signed in. Times are said as in her country from here on."""
    client = get_object_or_404(Client.objects.visible_to(request.actor))
    clock.reader_is_in(client.country)
    return client


def round_of(request: HttpRequest, assignment_id: UUID) -> Round:
    """The current round of one of her sheets. Times are said as in her country from here on."""
    rounds = sheets.with_herself(sheets.current_rounds(request.actor))
    round_ = get_object_or_404(rounds, assignment_id=assignment_id)
    clock.reader_is_in(round_.assignment.client.country)
    return round_


def sheet_of(request: HttpRequest, assignment_id: UUID) -> Sheet:
    """One of her sheets with her answers."""
    return sheets.read(round_of(request, assignment_id))


def people_of(request: HttpRequest, client: Client) -> dict[str, Any]:
    """Who can read what she shares now, and what her pages call her counselor: "Ana"."""
    found = readers(client, request.actor.now)
    return {"readers": found, "counselor": found.counselor}


def help_for(request: HttpRequest, client: Client) -> dict[str, Any]:
    """The help of her country, which is known here: the frame need not look it up again."""
    return {
        "help_lines": lines_of(request, client.country),
        "leave_to": help.leave_to(client.country),
    }


def data_of(request: HttpRequest) -> QueryDict | None:
    """What a form is given: the post, even an empty one, or nothing at a first look."""
    return request.POST if request.method == "POST" else None


def device_of(request: HttpRequest) -> str:
    """The kind of device, no more: it helps her tell two texts apart."""
    agent = request.headers.get("User-Agent", "")
    if "iPad" in agent or ("Android" in agent and "Mobile" not in agent):
        return "tablet"
    return "phone" if "Mobi" in agent else "computer"


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks."""
    return "application/json" in request.headers.get("Accept", "")
