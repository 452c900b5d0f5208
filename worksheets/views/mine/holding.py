"""Words posted after the session ended: sealed under her key, kept an hour, saved once she is back.

They wait in the browser's new session, which survives the sign-in (rulings 43). Nobody who signs in
there as somebody else can open them.
"""

import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from clients.models import Client
from practice import vault
from worksheets.models import Round
from worksheets.views.mine.scope import wants_json
from worksheets.views.mine.showing import SLIP

HELD = "held_words"
KEPT_FOR = timedelta(hours=1)
SLIP_GOOD_FOR = timedelta(hours=24)
NOT_WORDS = {"csrfmiddlewaretoken", "slip", "go", "place"}


def hold(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Keeps the posted words and leads to the sign-in, then to the page that saves them."""
    client_id = whose(request, assignment_id)
    after = reverse("worksheets:held" if client_id else "worksheets:sheet", args=[assignment_id])
    if client_id:
        _keep(request, assignment_id, client_id)
    sign_in = f"{reverse('account_login')}?{urlencode({'next': after})}"
    if wants_json(request):
        return JsonResponse({"sign_in": sign_in, "is_held": bool(client_id)}, status=401)
    return redirect(sign_in)


def whose(request: HttpRequest, assignment_id: UUID) -> UUID | None:
    """The client for whom the page was made, by its slip; None where there is none to trust."""
    slip = request.POST.get("slip", "")
    try:
        sheet, client = signing.loads(slip, salt=SLIP, max_age=SLIP_GOOD_FOR)
    except signing.BadSignature:
        return None
    return UUID(client) if sheet == str(assignment_id) else None


def _keep(request: HttpRequest, assignment_id: UUID, client_id: UUID) -> None:
    held = request.session.get(HELD, {})
    before = _open(held.get(str(assignment_id)), assignment_id, client_id, request.actor.now)
    now = {n: v for n, v in request.POST.lists() if n not in NOT_WORDS}
    # A prompt is replaced as a whole: a tick that she took away sends no name of its own.
    words = {n: v for n, v in before.items() if f"{n.partition(':')[0]}:_revision" not in now} | now
    sealed = vault.seal_text(json.dumps(words), **_place(assignment_id, client_id))
    at = request.actor.now.isoformat()
    held[str(assignment_id)] = {"sealed": sealed, "client": str(client_id), "at": at}
    request.session[HELD] = held


def held_words(request: HttpRequest, round_: Round) -> QueryDict | None:
    """What waits for this sheet, as it was posted; None where nothing does, or no longer."""
    entry = request.session.get(HELD, {}).get(str(round_.assignment_id))
    words = _open(entry, round_.assignment_id, round_.client_id, request.actor.now)
    if not words:
        return None
    post = QueryDict(mutable=True)
    for name, values in words.items():
        post.setlist(name, values)
    return post


def let_go(request: HttpRequest, assignment_id: UUID) -> None:
    """The words are saved, or she does not want them."""
    held = request.session.get(HELD, {})
    held.pop(str(assignment_id), None)
    request.session[HELD] = held


def waiting(request: HttpRequest, client: Client) -> list[UUID]:
    """Her sheets for which words wait in this browser."""
    entries = request.session.get(HELD, {}).items()
    return [
        UUID(sheet) for sheet, entry in entries if _is_good(entry, client.pk, request.actor.now)
    ]


def _is_good(entry: dict[str, Any] | None, client_id: UUID, now: datetime) -> bool:
    return bool(
        entry
        and entry["client"] == str(client_id)
        and now - datetime.fromisoformat(entry["at"]) < KEPT_FOR
    )


def _open(
    entry: dict[str, Any] | None, assignment_id: UUID, client_id: UUID, now: datetime
) -> dict[str, list[str]]:
    if not _is_good(entry, client_id, now):
        return {}
    return json.loads(vault.open_text(entry["sealed"], **_place(assignment_id, client_id)))


def _place(assignment_id: UUID, client_id: UUID) -> dict[str, Any]:
    return {"subject": client_id, "purpose": "own", "place": f"held|{assignment_id}"}
