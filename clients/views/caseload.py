"""The caseload of people: the list, inviting, her file, the next session."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients import caseload as people
from clients.actions import caring, inviting
from clients.forms.caseload import EditForm, InviteForm, SessionForm
from clients.permissions import may_invite, may_lead
from clients.views.scope import posted, workable
from practice import audit
from practice.access import for_counselor
from practice.deliveries import freezing


@for_counselor
def caseload(request: HttpRequest) -> HttpResponse:
    """Her clients by name or by next session, current or ended, found by name."""
    search = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    has_ended = request.GET.get("show") == "ended"
    by_session = request.GET.get("sort") == "session"
    context = {
        "rows": people.rows(
            request.actor, has_ended=has_ended, search=search, by_session=by_session
        ),
        "search": search,
        "has_ended": has_ended,
        "by_session": by_session,
        "may_invite": may_invite(request.actor),
    }
    return TemplateResponse(request, "clients/caseload.html", context)


@for_counselor
def invite(request: HttpRequest) -> HttpResponse:
    """Who she is and where to write; then the letter is on its way."""
    actor = request.actor
    if not may_invite(actor):
        raise inviting.MayNotInvite
    form = InviteForm(
        posted(request),
        country=actor.practice.country,
        time_zone=actor.practice.time_zone,
        zone=actor.practice.zone,
        actor=actor,
    )
    is_ready = inviting.agreements_are_ready(actor)
    if request.method == "POST" and is_ready and form.is_valid():
        wanted = form.cleaned_data
        client = inviting.invite(
            by=actor,
            next_session_at=form.session_at(),
            **{name: wanted[name] for name in INVITED},
        )
        messages.success(request, letter_words() % {"name": client.call_name})
        return redirect("clients:caseload")
    return TemplateResponse(request, "clients/invite.html", {"form": form, "is_ready": is_ready})


def letter_words() -> str:
    """What becomes of her letter now."""
    if freezing.standing():
        return _("The letter to %(name)s is ready. Letters are held just now; then it goes out.")
    return _("A letter to %(name)s is on its way. Its link holds for seven days.")


INVITED = ("call_name", "email", "time_zone", "country", "is_adult", "request_key")


@for_counselor
def edit(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Her file: how to call and reach her, her letters, the end of her care."""
    client = workable(request, client_id)
    form = EditForm(posted(request), client=client, now=request.actor.now)
    if request.method == "POST" and form.is_valid() and _edited(request, client, form):
        messages.success(request, _("Her file is up to date."))
        return redirect("clients:edit", client.pk)
    if request.method == "GET":
        audit.read(by=request.actor, action="client.read", client_id=client.pk)
    context = {
        "client": client,
        "form": form,
        "letter": people.STATES.get(people.letter_state(client, request.actor.now)),
        "can_take_back": client.invitations.standing(request.actor.now).exists(),
        "may_lead": may_lead(request.actor, client),
    }
    return TemplateResponse(request, "clients/edit.html", context)


def _edited(request: HttpRequest, client, form: EditForm) -> bool:
    wanted = form.cleaned_data
    email = wanted["email"] if client.membership_id is None else client.contact_email
    details = caring.Details(wanted["call_name"], email, wanted["time_zone"], wanted["country"])
    try:
        caring.edit_client(by=request.actor, client=client, details=details)
    except inviting.TooManyLetters:
        form.add_error("email", _("Five letters went out today. Please try again tomorrow."))
        return False
    except caring.AddressIsHers:
        form.add_error("email", _("She came in just now. From here on she changes it herself."))
        return False
    return True


@require_POST
@for_counselor
def set_session(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Sets, moves or takes off the next session, from any page that shows the form."""
    client = workable(request, client_id)
    practice = request.actor.practice
    form = SessionForm(request.POST, zone=practice.zone, now=request.actor.now)
    if not form.is_valid():
        context = {"client": client, "form": form}
        return TemplateResponse(request, "clients/set_session.html", context)
    caring.set_session(by=request.actor, client=client, at=form.session_at())
    messages.success(
        request,
        _("The next session is set.") if form.session_at() else _("No session is set now."),
    )
    return redirect("worksheets:client", client.pk)
