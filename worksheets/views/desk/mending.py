"""Mail that did not reach her: what whoever cares for her says about it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from practice.access import for_counselor
from worksheets.actions import mending
from worksheets.views.desk.scope import client_to_work_with


@require_POST
@for_counselor
def mail_again(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Her address is right, or she wants our mail: it may go to her again."""
    found = client_to_work_with(request, client_id)
    if mending.mail_again(by=request.actor, client=found):
        messages.success(request, _("Mail goes to her again, from here on."))
    else:
        messages.info(request, _("Nothing stands in the way of her mail."))
    return redirect("worksheets:client", found.pk)


@require_POST
@for_counselor
def mail_seen(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Takes messages that did not arrive off her page and off Today."""
    found = client_to_work_with(request, client_id)
    mending.mark_seen(by=request.actor, client=found)
    messages.success(request, _("Marked as seen."))
    return redirect("worksheets:client", found.pk)
