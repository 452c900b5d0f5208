"""Letters to a client: another one, none, and the way back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.actions import inviting
from clients.forms.caseload import WayBackForm
from clients.views.scope import posted, workable
from practice.access import for_counselor
from practice.deliveries import freezing


@require_POST
@for_counselor
def resend_invitation(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Another letter; the one before is dead."""
    client = workable(request, client_id)
    try:
        inviting.resend(by=request.actor, client=client)
        messages.success(request, new_letter_words())
    except inviting.AlreadyIn:
        messages.info(request, _("She is in already, so no letter is needed."))
    except inviting.AddressStopped as why:
        words = _("%(why)s Change her address here, or say on her page that mail may go to her.")
        messages.warning(request, words % {"why": why})
    except inviting.TooManyLetters:
        messages.info(request, _("Five letters went out today. Please try again tomorrow."))
    return redirect("clients:edit", client.pk)


def new_letter_words() -> str:
    """What becomes of it now."""
    if freezing.standing():
        return _("A new letter is ready. Letters are held just now; then it goes out.")
    return _("A new letter is on its way. The old link works no more.")


@require_POST
@for_counselor
def withdraw_invitation(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Takes the open letter back."""
    client = workable(request, client_id)
    letter = client.invitations.standing(request.actor.now).first()
    if letter is None:
        messages.info(request, _("There is no open letter to take back."))
    else:
        inviting.withdraw_invitation(by=request.actor, invitation=letter)
        messages.success(request, _("Taken back. The link in the letter works no more."))
    return redirect("clients:edit", client.pk)


@for_counselor
def way_back(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """For a client who lost every way in: says what will happen, then does it (rulings 47)."""
    client = workable(request, client_id)
    if client.membership_id is None:
        messages.info(request, _("She has not come in yet. A new letter is what she needs."))
        return redirect("clients:edit", client.pk)
    form = WayBackForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            inviting.give_way_back(
                by=request.actor, client=client, email=form.cleaned_data["email"]
            )
            messages.success(
                request, _("Planned. The letter goes out in 24 hours, unless she signs in before.")
            )
            return redirect("clients:edit", client.pk)
        except inviting.TooManyLetters:
            form.add_error("email", _("Five letters went out today. Please try again tomorrow."))
    return TemplateResponse(request, "clients/way_back.html", {"client": client, "form": form})
