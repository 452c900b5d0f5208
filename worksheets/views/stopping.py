"""Behind the links at the foot of a reminder: open to whoever holds the mail (M-03)."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from practice.access import public
from practice.deliveries import Mail
from worksheets.actions import reminding
from worksheets.reminders.stopping import mail_of


@csrf_exempt  # Mail programs post here by themselves, without a page (RFC 8058, rulings 26).
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
def stop_reminders(request: HttpRequest, signed: str) -> HttpResponse:
    """A post stops at once and answers with a page, never a redirect; a look shows one button."""
    mail = mail_of(signed)
    if mail is None:
        return unknown(request)
    is_stopped = request.method == "POST"
    if is_stopped:
        reminding.stop_by_link(mail=mail, now=request.actor.now)
    return shown(request, "stop_reminders", mail, signed, is_stopped=is_stopped)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
def not_for_me(request: HttpRequest, signed: str) -> HttpResponse:
    """The mail reached somebody else: after one press nothing goes to that address (M-07)."""
    mail = mail_of(signed)
    if mail is None:
        return unknown(request)
    is_told = request.method == "POST"
    if is_told:
        reminding.not_for_me(mail=mail, now=request.actor.now)
    return shown(request, "not_for_me", mail, signed, is_told=is_told)


@require_safe
@never_cache
@public
def why_reminder(request: HttpRequest, signed: str) -> HttpResponse:
    """Why did I get this: without a word about whom it went to."""
    mail = mail_of(signed)
    if mail is None:
        return unknown(request)
    return shown(request, "why_reminder", mail, signed)


def shown(request: HttpRequest, name: str, mail: Mail, signed: str, **more: object) -> HttpResponse:
    """A page under the same neutral name that the mail had."""
    page = {"app_name": mail.delivery.practice.app_name, "signed": signed, **more}
    return TemplateResponse(request, f"worksheets/{name}.html", page)


def unknown(request: HttpRequest) -> HttpResponse:
    """The link was cut off on its way, or is none of ours."""
    return TemplateResponse(request, "worksheets/unknown_reminder.html", status=404)
