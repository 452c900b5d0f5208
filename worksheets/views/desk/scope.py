"""Look-ups of the desk: each starts from what the actor may see, and is a 404 otherwise."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from clients.models import Client
from clients.permissions import may_work_with
from worksheets.models import Assignment

# Columns that no page of the desk reads: most of a page's time goes into columns. The prompts are
# parsed already (`Version.sheet`).
NOT_READ = (
    "kept_private",
    "request_key",
    "client__contact_email",
    "client__adult_stated_at",
    "client__adult_confirmed_at",
    "client__country",
    "version__schema",
    "version__tip",
    "version__purpose",
    "version__content_hash",
    "version__reviewer",
    "version__review_on",
    "version__worksheet__theme__about",
    "version__worksheet__theme__client_intro",
)


def client_of(request: HttpRequest, client_id: UUID) -> Client:
    """The client on the actor's caseload, with her way in, where she has one."""
    found = Client.objects.visible_to(request.actor).select_related("membership")
    return get_object_or_404(found, pk=client_id)


def assignment_of(request: HttpRequest, client_id: UUID, assignment_id: UUID) -> Assignment:
    """The client's assignment with its version and theme."""
    found = (
        Assignment.objects.visible_to(request.actor)
        .select_related("client", "version__worksheet__theme")
        .defer(*NOT_READ)
    )
    return get_object_or_404(found, pk=assignment_id, client=client_id)


def client_to_work_with(request: HttpRequest, client_id: UUID) -> Client:
    """The client, for who cares for her now; 403 for who reads only, or once care has ended."""
    found = client_of(request, client_id)
    if not may_work_with(request.actor, found):
        raise PermissionDenied
    return found


def assignment_to_work_with(
    request: HttpRequest, client_id: UUID, assignment_id: UUID
) -> Assignment:
    """The client's assignment, for who cares for her now; 403 otherwise."""
    found = assignment_of(request, client_id, assignment_id)
    if not may_work_with(request.actor, found.client):
        raise PermissionDenied
    return found
