"""The demo's letter box: what would have gone out by mail."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from practice import mailbox
from practice.access import public


@require_safe
@public
def mail(request: HttpRequest) -> HttpResponse:
    """The latest mails, in demo mode only: it shows codes and invitations to everybody."""
    if not settings.DEMO:
        raise Http404
    context = {"mails": mailbox.newest(settings.EMAIL_FILE_PATH)}
    return TemplateResponse(request, "practice/mail.html", context)
