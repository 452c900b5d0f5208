"""What the rail of the desk says beside its ways. Nothing is looked up until a page shows it."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from clients.notes.rail import unread_of


def nav_counts(request: HttpRequest) -> dict[str, object]:
    """How many notes wait, for the rail; one query on every page of a counselor."""
    return {"nav_counts": {"notes": SimpleLazyObject(lambda: sum(unread_of(request).values()))}}
