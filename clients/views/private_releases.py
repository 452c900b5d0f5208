"""Private notes searched, and handed out with an authorisation (PN-04, AD-03, I-14)."""

from uuid import UUID, uuid4

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clients import private_notes as notes
from clients.actions import releasing
from clients.forms.private_notes import AuthorisationForm, SearchForm
from clients.models import Client, NoteRelease
from clients.views.private_notes import is_looking, is_proven, proven
from clients.views.scope import client_of, refuse_unless
from practice import audit, holding, vault
from practice.access import for_counselor
from practice.zones import today_in

# What leaves the house asks for the usual five minutes.
proven_now = reauthentication_required(app="export", enabled=is_looking)


@require_http_methods(["GET", "POST"])
@for_counselor
@proven
def search_private_notes(request: HttpRequest) -> HttpResponse:
    """Her own notes of all her clients, or of one, by words. These stand in no address or log."""
    if request.method == "POST" and not is_proven(request):
        # The words wait until she has shown that it is her.
        holding.hold(request)
        return redirect("clients:search_private_notes")
    waited = holding.given(request, "private_search", "", "words")
    form = SearchForm(waited)
    context = {"form": form, "promise": notes.PROMISE}
    if request.method == "POST" and form.is_valid():
        client_id = form.cleaned_data["client"]
        client = client_of(request, client_id) if client_id else None
        found = notes.search(
            request.actor, form.cleaned_data["words"], client, form.cleaned_data["start"] or 0
        )
        audit.read(
            by=request.actor,
            action="private_notes.searched",
            client_id=client_id,
            details={"looked": found.looked, "clients": found.client_ids},
        )
        context |= {"search": found, "client": client}
    return TemplateResponse(request, "clients/private_search.html", context)


@require_http_methods(["GET", "POST"])
@for_counselor
@proven_now
def release_private_notes(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """What was released before, and the form that an authorisation is written down in."""
    actor, client = request.actor, client_of(request, client_id)
    refuse_unless(notes.may_write(actor, client))
    waited = holding.given(request, "private_release", client.pk, "to_whom", "address", "reason")
    form = AuthorisationForm(
        waited, initial={"key": uuid4()}, today=today_in(actor.practice.zone, actor.now)
    )
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and (made := _released(request, client, form)):
        return redirect("clients:print_private_notes", client.pk, made.pk)
    context = {"client": client, "form": form, "promise": notes.PROMISE}
    if is_looking(request):
        # In answer to a post nothing is shown that asks for a proof.
        audit.read(by=actor, action="private_releases.read", client_id=client.pk)
        vault.warm([client.pk], "clinician", "care")
        context["releases"] = notes.releases(actor, client)
    return TemplateResponse(request, "clients/private_release.html", context)


def _released(request: HttpRequest, client: Client, form: AuthorisationForm) -> NoteRelease | None:
    wanted = form.cleaned_data
    signed = releasing.Authorisation(
        wanted["signed_on"], wanted["to_whom"], wanted["address"], wanted["reason"]
    )
    try:
        made = releasing.release(by=request.actor, client=client, signed=signed, key=wanted["key"])
    except releasing.NotHers:
        raise Http404 from None
    except releasing.NothingToRelease:
        form.add_error(None, _("You have written no private notes about her. Nothing goes out."))
        return None
    messages.success(request, _("Written down. This page and each time it opens are on record."))
    return made


@require_safe
@for_counselor
@proven_now
def print_private_notes(request: HttpRequest, client_id: UUID, release_id: UUID) -> HttpResponse:
    """What goes out with one authorisation, as it stood when that was written down."""
    actor, client = request.actor, client_of(request, client_id)
    mine = NoteRelease.objects.visible_to(actor).filter(client=client)
    release = get_object_or_404(mine.select_related("author__user"), pk=release_id)
    vault.warm([client.pk], "clinician", "care")
    released = list(release.notes.all())
    audit.read(
        by=actor,
        action="disclosure.opened",
        client_id=client.pk,
        object_type="note_release",
        object_id=release.pk,
        details={"type": releasing.TYPE, "notes": len(released)},
    )
    context = {"client": client, "release": release, "notes": released, "practice": actor.practice}
    return TemplateResponse(request, "clients/private_print.html", context)
