"""How many notes a counselor has not read, asked once for a page and the rail beside it."""

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest

from clients.notes.inbox import Waits, by_client, unread_by_client


def unread_of(request: HttpRequest) -> dict[UUID, int]:
    """By client, where some wait; nothing where nobody is signed in. One query a request."""
    if not hasattr(request, "unread_notes"):
        actor = getattr(request, "actor", None)
        request.unread_notes = unread_by_client(actor) if actor else {}  # type: ignore[attr-defined]
    return request.unread_notes


def remember_unread(request: HttpRequest, waits: Iterable[Waits]) -> None:
    """A page that has asked for all that waits saves the rail its own query."""
    found = by_client((one.client.pk, one.unread) for one in waits)
    request.unread_notes = found  # type: ignore[attr-defined]
