"""For the next session: what was kept of her notes or written down, until it was talked about."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.actions import pointing
from clients.forms.points import PointForm
from clients.models import Client, Note, SessionPoint
from clients.permissions import may_work_with
from clients.views.scope import client_of, workable
from practice import audit, holding
from practice.access import for_counselor

POINTS_A_PAGE = 30


@for_counselor
def points(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """What waits, what was talked about, and room for one more."""
    client = (
        client_of(request, client_id) if request.method == "GET" else workable(request, client_id)
    )
    form = PointForm(holding.given(request, "points", client.pk, "body"))
    if request.method == "POST" and form.is_valid() and _is_added(request, client, form):
        return redirect("clients:points", client.pk)
    audit.read(by=request.actor, action="points.read", client_id=client.pk)
    listed = client.session_points.select_related("note", "done_by__user")
    listed = listed.order_by(F("done_at").desc(nulls_first=True), "at")
    context = {
        "client": client,
        "form": form,
        "page": Paginator(listed, POINTS_A_PAGE).get_page(request.GET.get("page")),
        "may_work": may_work_with(request.actor, client),
    }
    return TemplateResponse(request, "clients/points.html", context)


def _is_added(request: HttpRequest, client: Client, form: PointForm) -> bool:
    try:
        pointing.add_point(by=request.actor, client=client, body=form.cleaned_data["body"])
    except pointing.EnoughPoints:
        form.add_error("body", _("Sixty points wait already. Tick what you have talked about."))
        return False
    messages.success(request, _("Kept for the next session."))
    return True


@require_POST
@for_counselor
def make_point(
    request: HttpRequest, client_id: UUID, thread_id: UUID, note_id: UUID
) -> HttpResponse:
    """One of her notes becomes a point."""
    workable(request, client_id)
    theirs = Note.objects.visible_to(request.actor).filter(client=client_id, thread=thread_id)
    note = get_object_or_404(theirs.filter(author=F("client__membership")), pk=note_id)
    try:
        pointing.keep_note(by=request.actor, note=note)
        messages.success(request, _("Kept for the next session."))
    except pointing.NothingToKeep:
        messages.info(request, _("She took this note back, so there is nothing to keep."))
    except pointing.EnoughPoints:
        messages.info(request, _("Sixty points wait already. Tick what you have talked about."))
    return redirect("clients:client_thread", client_id, thread_id)


@require_POST
@for_counselor
def point_done(request: HttpRequest, client_id: UUID, point_id: UUID) -> HttpResponse:
    """It was talked about."""
    pointing.finish(by=request.actor, point=_point_of(request, client_id, point_id))
    messages.success(request, _("Ticked. It stands with the points of before."))
    return _back(request, client_id)


@require_POST
@for_counselor
def point_again(request: HttpRequest, client_id: UUID, point_id: UUID) -> HttpResponse:
    """It waits once more."""
    try:
        pointing.take_up(by=request.actor, point=_point_of(request, client_id, point_id))
        messages.success(request, _("It waits for the next session again."))
    except pointing.EnoughPoints:
        messages.info(request, _("Sixty points wait already. Tick what you have talked about."))
    return redirect("clients:points", client_id)


def _point_of(request: HttpRequest, client_id: UUID, point_id: UUID) -> SessionPoint:
    found = SessionPoint.objects.visible_to(request.actor)
    return get_object_or_404(found, pk=point_id, client=client_id)


def _back(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """To the list that the button was on."""
    is_list = request.POST.get("go") == "points"
    return redirect("clients:points" if is_list else "worksheets:client", client_id)
