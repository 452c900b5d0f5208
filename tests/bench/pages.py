"""The ceilings: the least that a page, a list and a save can cost in this house."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import include, path
from django.views.decorators.http import require_POST

from practice import audit, vault
from practice.access import for_client, for_member, for_staff, public
from worksheets.models import Assignment, Round


@public
def trivial(request: HttpRequest) -> HttpResponse:
    """Nothing but the way in and out."""
    return HttpResponse("ok")


@for_member
def rows(request: HttpRequest) -> HttpResponse:
    """A signed-in page in the house's frame: 20 rows the actor may see, each with a sealed line."""
    side = "client" if request.actor.is_client else "staff"
    found = (
        Assignment.objects.visible_to(request.actor)
        .select_related("version")
        .only("reason", "client_id", "assigned_at", "due_on", "version__title")
        .order_by("-assigned_at")[:20]
    )
    listed = list(found)
    vault.warm({assignment.client_id for assignment in listed}, "care")
    context = {"assignments": listed, "base": f"base_{side}.html"}
    return TemplateResponse(request, "bench/rows.html", context)


@for_staff
def recorded(request: HttpRequest) -> HttpResponse:
    """The same page with the record that every reading of client content leaves (rulings 35)."""
    audit.read(by=request.actor, action="rows.read")
    return rows(request)


@require_POST
@for_client
def one_row(request: HttpRequest) -> HttpResponse:
    """A signed-in save of one row in a transaction."""
    with transaction.atomic():
        change_row(request)
    return HttpResponse("ok")


@require_POST
@for_client
def recorded_row(request: HttpRequest) -> HttpResponse:
    """The same with the record that an action leaves, in the same transaction (rulings 35)."""
    with transaction.atomic():
        change_row(request)
        audit.record(by=request.actor, action="row.changed")
    return HttpResponse("ok")


def change_row(request: HttpRequest) -> None:
    """Other words in one round."""
    Round.objects.filter(pk=request.POST["round"]).update(last_prompt=request.POST["words"])


urlpatterns = [
    path("bench/trivial/", trivial),
    path("bench/rows/", rows),
    path("bench/recorded/", recorded),
    path("bench/one-row/", one_row),
    path("bench/recorded-row/", recorded_row),
    path("", include("practice.urls")),
]
