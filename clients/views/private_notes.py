"""Private notes: the list of one client, one note, two texts, removing, who may read (PN-01).

Opening any of them asks for a proof within half an hour that it is still her. Saving does not: it
shows nothing, and must not stop in the middle of a sentence.
"""

from uuid import UUID, uuid4

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients import private_notes as notes
from clients.actions import private_noting
from clients.forms.private_notes import (
    ChooseTextForm,
    PrivateNoteForm,
    ReaderForm,
    RemoveForm,
    SearchForm,
)
from clients.models import Client, PrivateNote, PrivateNoteReader
from clients.views.scope import client_of, refuse_unless
from practice import audit, clock, holding, vault
from practice.access import for_counselor
from practice.zones import today_in

NEW = "new"


def is_looking(request: HttpRequest) -> bool:
    """Whether something is opened, not sent."""
    return request.method in {"GET", "HEAD"}


proven = reauthentication_required(app="reading", enabled=is_looking)


def is_proven(request: HttpRequest) -> bool:
    """Whether the proof is fresh enough to read."""
    try:
        return not is_reauthentication_required(request, app="reading")
    except ReauthenticationRequired:
        return False


@require_safe
@for_counselor
@proven
def private_notes(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """What she wrote about this client, the newest session first, and who else may read it."""
    actor, client = request.actor, client_of(request, client_id)
    vault.warm([client.pk], "clinician", "care")
    found = notes.of_client(actor, client).select_related("author__user")
    page = Paginator(found, notes.PER_PAGE).get_page(request.GET.get("page"))
    rows = [(note, notes.first_words(note.body)) for note in page]
    audit.read(by=actor, action="private_notes.read", client_id=client.pk)
    named = notes.readers(actor, client)
    others = notes.may_be_named(actor, client).exclude(pk__in=[one.supervisor_id for one in named])
    may_write = notes.may_write(actor, client)
    context = {
        "client": client,
        "rows": rows,
        "page": page,
        "promise": notes.PROMISE,
        "may_write": may_write,
        "may_work": may_write and client.is_in_care,
        "readers": named,
        "reader_form": ReaderForm(supervisors=others),
        "can_name": others.exists(),
        "search_form": SearchForm(initial={"client": client.pk}, auto_id="in_%s"),
    }
    return TemplateResponse(request, "clients/private_notes.html", context)


@require_safe
@for_counselor
@proven
def new_private_note(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """An empty page to write on. Nothing is kept until she has written."""
    client = client_of(request, client_id)
    refuse_unless(notes.may_write(request.actor, client))
    today = today_in(request.actor.practice.zone, request.actor.now)
    empty = {"note": uuid4(), "revision": 0, "key": uuid4(), "session_on": today}
    waited = holding.back(request, "private_note", NEW, "body")
    return _write_page(request, client, PrivateNoteForm(waited, initial=empty))


@require_safe
@for_counselor
@proven
def private_note(request: HttpRequest, client_id: UUID, private_id: UUID) -> HttpResponse:
    """One of them: to write on for its author, to read for who was named."""
    actor, client = request.actor, client_of(request, client_id)
    note = note_of(request, client, private_id)
    vault.warm([client.pk], "clinician", "care")
    audit.read(
        by=actor,
        action="private_note.read",
        client_id=client.pk,
        object_type="private_note",
        object_id=note.pk,
    )
    if note.author_id != actor.membership.pk or not notes.may_write(actor, client):
        context = {"client": client, "note": note, "promise": notes.PROMISE}
        return TemplateResponse(request, "clients/private_read.html", context)
    stands = {"note": note.pk, "revision": note.revision, "key": uuid4()}
    stands |= {"session_on": note.session_on, "body": note.body}
    waited = holding.back(request, "private_note", note.pk, "body")
    return _write_page(request, client, PrivateNoteForm(waited, initial=stands), note)


def note_of(request: HttpRequest, client: Client, note_id: UUID) -> PrivateNote:
    """A note about this client that the actor may read; 404 for any other."""
    found = PrivateNote.objects.visible_to(request.actor).filter(client=client)
    return get_object_or_404(found.select_related("author__user"), pk=note_id)


def own_note_of(request: HttpRequest, client: Client, note_id: UUID) -> PrivateNote:
    """The same, where she wrote it; 404 also for what she was named to read."""
    found = PrivateNote.objects.written_by(request.actor).filter(client=client)
    return get_object_or_404(found, pk=note_id)


def _write_page(
    request: HttpRequest,
    client: Client,
    form: PrivateNoteForm,
    note: PrivateNote | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "client": client,
        "form": form,
        "note": note,
        "place": note.pk if note else NEW,
        "others": notes.others(note) if note else [],
        "promise": notes.PROMISE,
    }
    return TemplateResponse(request, "clients/private_note.html", context, status=status)


@require_POST
@for_counselor
def keep_private_note(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Saves, for script (JSON) and plain forms alike. Never over words that it has not seen."""
    client = client_of(request, client_id)
    form = PrivateNoteForm(request.POST)
    if not form.is_valid():
        return _refused(request, client, form, 422)
    wanted = form.cleaned_data
    note_id = wanted.pop("note")
    try:
        kept = private_noting.keep(
            by=request.actor, client=client, note_id=note_id, save=private_noting.Save(**wanted)
        )
    except private_noting.NotHers:
        raise Http404 from None
    except private_noting.WasRemoved:
        words = _("This note was removed on another page. Press once more to keep it as a new one.")
        anew = {"note": str(uuid4()), "revision": "0"}
        return _refused(request, client, form_with(request.POST, words, anew), 409)
    except private_noting.ChooseFirst:
        words = _("Several texts wait beside this note. Choose among them first, on its own page.")
        return _refused(request, client, form_with(request.POST, words), 409)
    return _told(request, client, kept)


def form_with(post: QueryDict, words: str, changes: dict[str, str] | None = None):
    """The form as it was sent, with something to say above it."""
    data = post.copy()
    for name, value in (changes or {}).items():
        data[name] = value
    form = PrivateNoteForm(data)
    form.add_error(None, words)
    return form


def _refused(request: HttpRequest, client: Client, form: PrivateNoteForm, status: int):
    """The words are in their box again, with what to do."""
    if holding.wants_json(request):
        said = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return JsonResponse({"message": said}, status=status)
    if "note" in form.errors:
        form = form_with(form.data, form.errors["note"][0], {"note": str(uuid4())})
    return _write_page(request, client, form, status=status)


def _told(request: HttpRequest, client: Client, kept: private_noting.Kept) -> HttpResponse:
    """What became of it: saved, nothing to save, or two texts to choose from."""
    actor, note = request.actor, kept.note
    address = reverse("clients:private_note", args=[client.pk, note.pk]) if note else ""
    beside = _("This note was changed on another page. Both texts are kept until you choose.")
    if holding.wants_json(request):
        if kept.is_beside:
            return JsonResponse({"message": beside, "choose": address}, status=409)
        at = clock.moment(localtime(actor.now), actor.now)
        words = _("Saved %(time)s") % {"time": at} if note else ""
        told = {"words": words, "revision": note.revision if note else 0, "address": address}
        return JsonResponse(told)
    if kept.is_beside:
        messages.warning(request, beside)
        return redirect(address)
    if note is None:
        messages.info(request, _("Nothing was written, so nothing was kept."))
    else:
        messages.success(request, _("Saved. Only you read it, and whom you name."))
    return redirect("clients:private_notes", client.pk)


@require_POST
@for_counselor
def choose_private_text(request: HttpRequest, client_id: UUID, private_id: UUID) -> HttpResponse:
    """One of two texts stays, or both."""
    client = client_of(request, client_id)
    note = own_note_of(request, client, private_id)
    form = ChooseTextForm(request.POST)
    if form.is_valid():
        try:
            private_noting.settle(by=request.actor, note=note, **form.cleaned_data)
            messages.success(request, _("Saved."))
        except (private_noting.MovedOn, private_noting.WasRemoved):
            messages.info(request, _("One of the texts changed meanwhile. Have another look."))
        except private_noting.TooLong:
            messages.info(request, _("Both together are too long. Choose one of them."))
    else:
        messages.info(request, _("Please choose which text should stay."))
    return redirect("clients:private_note", client.pk, note.pk)


@require_http_methods(["GET", "POST"])
@for_counselor
@proven
def remove_private_note(request: HttpRequest, client_id: UUID, private_id: UUID) -> HttpResponse:
    """Says what removing does, then does it, unless a court is involved."""
    client = client_of(request, client_id)
    note = own_note_of(request, client, private_id)
    refuse_unless(notes.may_write(request.actor, client))
    form = RemoveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            private_noting.remove(by=request.actor, note=note)
        except private_noting.HeldByCourt:
            messages.info(request, _("A mark on her file holds it. Nothing was removed."))
        except private_noting.WasRemoved:
            messages.info(request, _("It was removed already."))
        else:
            messages.success(request, _("Removed."))
        return redirect("clients:private_notes", client.pk)
    context = {"client": client, "note": note, "form": form, "promise": notes.PROMISE}
    context["may_be_removed"] = notes.may_be_removed(client)
    return TemplateResponse(request, "clients/private_remove.html", context)


@require_POST
@for_counselor
def name_private_reader(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """A supervisor of this client's care may read her notes about the client."""
    client = client_of(request, client_id)
    refuse_unless(notes.may_write(request.actor, client))
    form = ReaderForm(request.POST, supervisors=notes.may_be_named(request.actor, client))
    if form.is_valid():
        chosen = form.cleaned_data["supervisor"]
        try:
            private_noting.name_reader(by=request.actor, client=client, supervisor=chosen)
            said = _("%(name)s may read your notes about her now, and change nothing.")
            messages.success(request, said % {"name": chosen.user.shown_name})
        except private_noting.NotHerSupervisor:
            messages.info(request, _("That part in the care has ended. Nobody was named."))
    else:
        messages.info(request, _("Choose a supervisor from the list."))
    return redirect("clients:private_notes", client.pk)


@require_POST
@for_counselor
def end_private_reader(request: HttpRequest, client_id: UUID, reader_id: UUID) -> HttpResponse:
    """The supervisor reads no longer."""
    client = client_of(request, client_id)
    mine = PrivateNoteReader.objects.filter(client=client, author=request.actor.membership)
    reader = get_object_or_404(mine.select_related("supervisor__user"), pk=reader_id)
    private_noting.end_reader(by=request.actor, reader=reader)
    said = _("%(name)s cannot open your notes any more.")
    messages.success(request, said % {"name": reader.supervisor.user.shown_name})
    return redirect("clients:private_notes", client.pk)
