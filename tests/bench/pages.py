"""The ceilings: the least that a page, a list and a save can cost in this house."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import include, path
from django.views.decorators.http import require_POST

from practice import audit, vault
from practice.access import for_client, for_member, for_staff, public
from tests.bench.seed import SHARED
from worksheets.models import Answer, Assignment, Round, SharedAnswer, Submission


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
        Round.objects.filter(pk=request.POST["round"]).update(last_prompt=request.POST["words"])
    return HttpResponse("ok")


@require_POST
@for_client
def plain_send(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """A sheet sent with nothing asked: the rows that it takes, in a transaction, recorded."""
    actor = request.actor
    with transaction.atomic():
        round_ = Round.objects.get(assignment=assignment_id)
        Round.objects.filter(pk=round_.pk).update(submitted_at=actor.now, done_as="done")
        vault.warm([round_.client_id], "own", "care")
        answers = Answer.objects.filter(assignment=assignment_id, prompt_key__in=SHARED)
        sent = Submission.objects.create(round=round_, client_id=round_.client_id, at=actor.now)
        SharedAnswer.objects.bulk_create(
            SharedAnswer(
                submission=sent,
                client_id=sent.client_id,
                prompt_key=answer.prompt_key,
                value=answer.value,
            )
            for answer in answers
        )
        audit.record(by=actor, action="assignment.submitted", client_id=sent.client_id)
    return HttpResponse("ok")


urlpatterns = [
    path("bench/trivial/", trivial),
    path("bench/rows/", rows),
    path("bench/recorded/", recorded),
    path("bench/one-row/", one_row),
    path("bench/send/<uuid:assignment_id>/", plain_send),
    path("", include("practice.urls")),
]
