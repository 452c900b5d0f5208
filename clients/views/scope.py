"""Look-ups: each starts from what the actor may see, and is a 404 otherwise (architecture 5)."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from clients.models import Client
from clients.permissions import may_lead, may_work_with


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent with a POST, however empty; None for a GET, so that no form complains."""
    return request.POST if request.method == "POST" else None


def client_of(request: HttpRequest, client_id: UUID) -> Client:
    """The client on the actor's caseload; a client herself is on nobody's."""
    found = Client.objects.visible_to(request.actor)
    return get_object_or_404(found.select_related("practice", "membership__user"), pk=client_id)


def workable(request: HttpRequest, client_id: UUID) -> Client:
    """The same, for those who care for her now; 403 for who may only read."""
    client = client_of(request, client_id)
    refuse_unless(may_work_with(request.actor, client))
    return client


def led(request: HttpRequest, client_id: UUID) -> Client:
    """The same, for her lead alone."""
    client = client_of(request, client_id)
    refuse_unless(may_lead(request.actor, client))
    return client


def refuse_unless(may: bool) -> None:
    """403 where a permission says no."""
    if not may:
        raise PermissionDenied


def herself(request: HttpRequest) -> Client:
    """The client who is signed in."""
    found = Client.objects.visible_to(request.actor)
    return get_object_or_404(found.select_related("practice", "membership__user"))
