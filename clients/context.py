"""What the rail of the desk says beside its ways. Nothing is looked up until a page shows it."""

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from clients.notes.inbox import Waits, by_client, unread_by_client


def nav_counts(request: HttpRequest) -> dict[str, object]:
    """How many notes wait, for the rail; one query on every page of a counselor."""
    return {"nav_counts": {"notes": SimpleLazyObject(lambda: sum(unread_of(request).values()))}}


def unread_of(request: HttpRequest) -> dict[UUID, int]:
    """The same by client, asked once for the rail and the page under it."""
    if not hasattr(request, "unread_notes"):
        actor = getattr(request, "actor", None)
        request.unread_notes = unread_by_client(actor) if actor else {}  # type: ignore[attr-defined]
    return request.unread_notes


def remember_unread(request: HttpRequest, waits: Iterable[Waits]) -> None:
    """A page that has asked for all that waits saves the rail its own query."""
    found = by_client((one.client.pk, one.unread) for one in waits)
    request.unread_notes = found  # type: ignore[attr-defined]
