"""Look-ups of the desk: each starts from what the actor may see, and is a 404 otherwise."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from clients.models import Client
from worksheets.models import Assignment, Round


def client_of(request: HttpRequest, client_id: UUID) -> Client:
    """The client on the actor's caseload."""
    found = Client.objects.visible_to(request.actor).select_related("membership__user")
    return get_object_or_404(found, pk=client_id)


def assignment_of(request: HttpRequest, client_id: UUID, assignment_id: UUID) -> Assignment:
    """The client's assignment with its version and theme."""
    found = Assignment.objects.visible_to(request.actor).select_related(
        "client__membership", "version__worksheet__theme"
    )
    return get_object_or_404(found, pk=assignment_id, client=client_id)


def current_round(assignment: Assignment) -> Round:
    """The assignment's current round; there is always one."""
    return assignment.rounds.current().get()
