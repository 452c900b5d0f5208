"""A thread that waits for no answer: one press to say so, and one to take it back."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.actions import noting, resting
from clients.forms.notes import instant
from clients.models import Thread, ThreadRest
from clients.permissions import cares_for
from clients.views.scope import refuse_unless
from practice.access import for_counselor


@require_POST
@for_counselor
def rest_thread(request: HttpRequest, client_id: UUID, thread_id: UUID) -> HttpResponse:
    """No answer is needed up to the newest note that the page showed."""
    thread = _workable(request, client_id, thread_id)
    upto = instant(request.POST.get("upto", ""))
    try:
        if upto is None:
            raise resting.NothingWaits
        rest = resting.let_rest(by=request.actor, thread=thread, upto=upto)
    except resting.NothingWaits:
        messages.info(request, _("Nothing here waits for an answer any more."))
        return _back(request, thread)
    if not _is_inbox(request):
        # The page showed the notes; the inbox shows but a line of one.
        noting.mark_read(by=request.actor, thread=thread, upto=upto)
    return _back(request, thread, rest)


@require_POST
@for_counselor
def wake_thread(
    request: HttpRequest, client_id: UUID, thread_id: UUID, rest_id: UUID
) -> HttpResponse:
    """It waits for an answer after all."""
    thread = _workable(request, client_id, thread_id)
    found = ThreadRest.objects.visible_to(request.actor).select_related("thread")
    rest = get_object_or_404(found, pk=rest_id, thread=thread)
    if resting.wait_again(by=request.actor, rest=rest):
        messages.success(request, _("It waits for an answer again."))
    else:
        messages.info(request, _("Nothing here waits for an answer any more."))
    return _back(request, thread)


def _workable(request: HttpRequest, client_id: UUID, thread_id: UUID) -> Thread:
    found = Thread.objects.visible_to(request.actor).select_related("client")
    thread = get_object_or_404(found, pk=thread_id, client=client_id)
    refuse_unless(cares_for(request.actor, thread.client))
    return thread


def _is_inbox(request: HttpRequest) -> bool:
    return request.POST.get("go") == "inbox"


def _back(request: HttpRequest, thread: Thread, rest: ThreadRest | None = None) -> HttpResponse:
    """To where the button was; the inbox is told which thread left its list."""
    if not _is_inbox(request):
        place = "#rests" if rest else ""
        return redirect(
            reverse("clients:client_thread", args=[thread.client_id, thread.pk]) + place
        )
    page = request.POST.get("page", "")
    query = {"page": page} if page.isdecimal() and page.isascii() and len(page) < 7 else {}
    query |= {"rest": str(rest.pk)} if rest else {}
    return redirect(reverse("clients:inbox") + (f"?{urlencode(query)}" if query else ""))
