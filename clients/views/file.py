"""Her file: marks that limit what may be given, and the end of her care."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients import marks
from clients.actions import caring
from clients.forms.file import DischargeForm, FlagForm, NotePolicyForm
from clients.models import Client
from clients.permissions import may_lead, may_work_with
from clients.views.scope import client_of, posted, refuse_unless, workable
from practice.access import for_counselor


@for_counselor
def flags(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Each mark with what it means, and who set it when (G-01 to G-03)."""
    return _flags_page(request, client_of(request, client_id))


def _flags_page(request: HttpRequest, client: Client, form: FlagForm | None = None):
    rows = list(client.flags.select_related("set_by", "cleared_by").order_by("-set_at"))
    standing = {flag.kind: flag for flag in rows if flag.cleared_at is None}
    context = {
        "client": client,
        "form": form,
        "marks": [(mark, standing.get(mark.kind)) for mark in marks.every()],
        "cleared": [flag for flag in rows if flag.cleared_at is not None],
        "may_work": may_work_with(request.actor, client),
    }
    return TemplateResponse(request, "clients/flags.html", context)


@require_POST
@for_counselor
def set_flag(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """The mark stands."""
    client = workable(request, client_id)
    form = FlagForm(request.POST)
    if not form.is_valid():
        return _flags_page(request, client, form)
    flag = caring.set_flag(by=request.actor, client=client, kind=form.cleaned_data["kind"])
    messages.success(request, _("Set: %(mark)s.") % {"mark": flag.get_kind_display()})
    return redirect("clients:flags", client.pk)


@require_POST
@for_counselor
def clear_flag(request: HttpRequest, client_id: UUID, flag_id: UUID) -> HttpResponse:
    """The mark stands no longer."""
    client = workable(request, client_id)
    flag = get_object_or_404(client.flags.select_related("client"), pk=flag_id)
    caring.clear_flag(by=request.actor, flag=flag)
    messages.success(request, _("Taken off: %(mark)s.") % {"mark": flag.get_kind_display()})
    return redirect("clients:flags", client.pk)


@for_counselor
def note_policy(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Who begins notes with her: both, only who cares for her, or nobody."""
    client = workable(request, client_id)
    known = {"policy": client.note_policy}
    form = NotePolicyForm(posted(request), practice=client.practice, initial=known)
    if request.method == "POST" and form.is_valid():
        caring.set_note_policy(by=request.actor, client=client, policy=form.cleaned_data["policy"])
        messages.success(request, _("Saved. It holds from now on; what was written stays."))
        return redirect("clients:edit", client.pk)
    context = {"client": client, "form": form}
    return TemplateResponse(request, "clients/note_policy.html", context)


@for_counselor
def discharge(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Says what the end of care does and does not do, then ends it."""
    client = client_of(request, client_id)
    if not client.is_in_care:
        messages.info(request, _("Her care has ended already."))
        return redirect("worksheets:client", client.pk)
    refuse_unless(may_lead(request.actor, client))
    form = DischargeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        caring.discharge(by=request.actor, client=client)
        messages.success(request, _("Her care here has ended. Nothing was deleted."))
        return redirect("worksheets:client", client.pk)
    return TemplateResponse(request, "clients/discharge.html", {"client": client, "form": form})
