"""Today and the client's page."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.actions import contact
from clients.models import CareLink, SessionPoint, TenderDate
from clients.notes.rail import unread_of
from clients.permissions import may_work_with
from practice import audit
from practice.access import Actor, for_counselor
from worksheets import gates
from worksheets.actions import reviewing
from worksheets.actions.assigning import has_taken_back
from worksheets.following import Work, follow, works_of
from worksheets.models import TalkRequest, warm_schemas
from worksheets.reminders import telling
from worksheets.reminders.trouble import troubles
from worksheets.replies import news_of
from worksheets.today import gather
from worksheets.views.desk.scope import (
    assignment_to_work_with,
    client_of,
    client_to_work_with,
)

WORKS_A_PAGE = 20
# What her page says of who cares for her.
TEAM = (
    "client_id",
    "membership_id",
    "role",
    "starts_at",
    "ends_at",
    "leave_id",
    "membership__user__name",
)


@for_counselor
def today(request: HttpRequest) -> HttpResponse:
    """What is done and waits to be read, who wants a word, who has been silent."""
    audit.read(by=request.actor, action="today.read")
    return TemplateResponse(request, "worksheets/today.html", {"today": gather(request.actor)})


@for_counselor
def client(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """One client: what matters for the next session, open work, everything by time and theme."""
    actor = request.actor
    found = client_of(request, client_id)
    audit.read(by=actor, action="client.read", client_id=found.pk, object_id=found.pk)
    today_there = found.today(actor.now)
    followed = follow(found, works_of(found), today_there)
    flags = list(found.flags.standing().order_by("kind"))
    team = list(found.care_links.live(actor.now).select_related("membership__user").only(*TEAM))
    news = news_of(actor, found, cares_since(actor, team))
    context = {
        "client": found,
        "following": followed,
        "page": Paginator(followed.works, WORKS_A_PAGE).get_page(request.GET.get("page")),
        "requests": list(
            TalkRequest.objects.waiting()
            .filter(client=found)
            .select_related("assignment__version")
            .only("client_id", "kind", "at", "assignment__version__title")
            .order_by("at")
        ),
        "flags": flags,
        "team": team,
        "dates": days_ahead(found.tender_dates.shown_to(actor), today_there),
        "news": news,
        "wrote_back": [
            (w, news[w.assignment.pk]) for w in followed.works if w.assignment.pk in news
        ],
        "held": held_ids({flag.kind for flag in flags}, followed.open),
        "may_work": may_work_with(actor, found, team),
        "is_closed": found.membership is not None and not found.has_account(),
        "lacks_yes": not followed.open and has_taken_back(found),
        "reminders": telling.of_client(found, actor.now),
        "troubles": troubles([found.pk], actor.now).get(found.pk, ()),
        "points": SessionPoint.objects.for_her_page(found),
        "unread": unread_of(request).get(found.pk, 0),
    }
    return TemplateResponse(request, "worksheets/client.html", context)


def cares_since(actor: Actor, team: Iterable[CareLink]) -> datetime | None:
    """When the actor's own work with the client began; None for who only reads."""
    mine = actor.membership.pk if actor.membership else None
    reads = CareLink.Role.SUPERVISOR
    began = [link.starts_at for link in team if link.membership_id == mine and link.role != reads]
    return min(began, default=None)


def days_ahead(dates: Iterable[TenderDate], today: date) -> list[tuple[date, str]]:
    """When her hard days come next, the nearest first; those that are over are left out."""
    coming = [(row.next_on(today), row.words) for row in dates]
    return sorted((day, words) for day, words in coming if day)


def held_ids(flags: Collection[str], works: list[Work]) -> set[UUID]:
    """Ids of open assignments that a flag set later turned into "talk first" (G-04)."""
    versions = {work.assignment.pk: work.assignment.version for work in works}
    warm_schemas(version.pk for version in versions.values())
    return {
        key
        for key, version in versions.items()
        if gates.is_held(flags, version, version.worksheet.theme.slug)
    }


@require_POST
@for_counselor
def asked(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """She was asked how it is going: reminders that stopped in the silence may go on (E-12)."""
    found = client_to_work_with(request, client_id)
    contact.resume(by=request.actor, client=found)
    messages.success(request, _("Thank you for asking. Reminders go on as she wants them."))
    return redirect("worksheets:today")


@require_POST
@for_counselor
def request_seen(request: HttpRequest, client_id: UUID, request_id: UUID) -> HttpResponse:
    """Takes "please raise it with me" off Today, with who saw it and when."""
    waiting = TalkRequest.objects.visible_to(request.actor).select_related("client")
    asked = get_object_or_404(waiting, pk=request_id, client=client_id)
    client_to_work_with(request, client_id)
    reviewing.mark_talk_request_seen(by=request.actor, talk_request=asked)
    messages.success(request, _("Marked as seen."))
    return redirect("worksheets:today")


@require_POST
@for_counselor
def decline_seen(request: HttpRequest, client_id: UUID, assignment_id: UUID) -> HttpResponse:
    """Takes a sheet that she put aside off Today."""
    assignment = assignment_to_work_with(request, client_id, assignment_id)
    reviewing.mark_decline_seen(by=request.actor, assignment=assignment)
    messages.success(request, _("Marked as seen."))
    return redirect("worksheets:today")


@require_POST
@for_counselor
def replies_seen(request: HttpRequest, client_id: UUID, assignment_id: UUID) -> HttpResponse:
    """Takes what she wrote back off Today, read here and not in the review."""
    assignment = assignment_to_work_with(request, client_id, assignment_id)
    reviewing.mark_replies_seen(by=request.actor, assignment=assignment)
    messages.success(request, _("Marked as seen."))
    return redirect("worksheets:today")
