"""Sign-in pages that allauth does not bring: the last passkey, and proof by a mailed code."""

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, remove_webauthn
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from practice import proof
from practice.access import for_member
from practice.account_forms import WRONG_CODE, AddPasskey, ProofForm
from practice.permissions import has_second_step
from practice.second_step import drop_idle_codes


@require_http_methods(["GET", "POST"])
@for_member
@reauthentication_required(app="allauth.mfa")
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    """allauth's page, but a colleague keeps her last second step (it asks only for the app's)."""
    mine = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN)
    passkey = mine.filter(pk=pk).first()
    if passkey and not get_adapter().can_delete_authenticator(passkey):
        text = get_adapter().error_messages["cannot_delete_authenticator"]
        messages.warning(request, str(text))
        return redirect("mfa_index")
    return remove_webauthn(request, pk=pk)


class _AddPasskey(AddWebAuthnView):
    """allauth's page, without recovery codes where no second step asks for any."""

    def form_valid(self, form: AddPasskey) -> HttpResponse:
        """Keeps the passkey, and leads on."""
        response = super().form_valid(form)
        return redirect("mfa_index") if drop_idle_codes(self.request.user) else response


class _RemoveApp(DeactivateTOTPView):
    """allauth's page; recovery codes that nothing asks for any more go with the app."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Removes the app."""
        response = super().form_valid(form)
        drop_idle_codes(self.request.user)
        return response


class _Ways(IndexView):
    """allauth's page: `asks_for_more` says whether recovery codes can ever be asked for."""

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """What the page shows."""
        more = {"asks_for_more": has_second_step(self.request.user)}
        return super().get_context_data(**kwargs) | more


add_passkey = require_http_methods(["GET", "POST"])(for_member(_AddPasskey.as_view()))
remove_app = require_http_methods(["GET", "POST"])(for_member(_RemoveApp.as_view()))
ways_in = require_safe(for_member(_Ways.as_view()))


def another_proof(request: HttpRequest) -> HttpResponse | None:
    """Where this account proves itself if not by a mailed code; 403 where it cannot at all."""
    ways = get_account_adapter(request).get_reauthentication_methods(request.user)
    if not ways:
        raise PermissionDenied
    if any(way["id"] == "code" for way in ways):
        return None
    query = request.GET.urlencode()
    return redirect(ways[0]["url"] + (f"?{query}" if query else ""))


def other_proofs(request: HttpRequest) -> list[dict]:
    """The ways beside a mailed code, each leading on to where she was going."""
    ways = get_account_adapter(request).get_reauthentication_methods(request.user)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return [{**way, "url": way["url"] + query} for way in ways if way["id"] != "code"]


@require_http_methods(["GET", "POST"])
@for_member
def confirm(request: HttpRequest) -> HttpResponse:
    """Proof by a mailed code; the first post sends it, the next ones carry it.

    Only where there is neither password nor second step: a mailbox replaces neither (I-11).
    """
    if elsewhere := another_proof(request):
        return elsewhere
    form = ProofForm(request.POST if "code" in request.POST else None)
    if request.method == "POST":
        if over := ratelimit.consume_or_429(request, action="reauthenticate", user=request.user):
            return over
        if not form.is_bound:
            proof.send(request)
            return redirect(request.get_full_path())
        if form.is_valid() and proof.matches(request, form.cleaned_data["code"]):
            return proof.accept(request) or redirect("practice:start")
        form.add_error("code", WRONG_CODE)
    context = {
        "form": form,
        "is_sent": proof.is_waiting(request.session),
        "reauthentication_alternatives": other_proofs(request),
    }
    return TemplateResponse(request, "account/confirm.html", context)
