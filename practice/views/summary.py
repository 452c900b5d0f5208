"""Behind the links at the foot of a daily mail or one about notes: open to its holder (M-03)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from practice import note_mails, summaries
from practice.access import public
from practice.deliveries import Mail


@csrf_exempt  # Mail programs post here by themselves, without a page (RFC 8058, rulings 26).
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
def stop_summary(request: HttpRequest, summary: str) -> HttpResponse:
    """A post stops at once and answers with a page, never a redirect; a look shows one button."""
    mail = mail_of(summary)
    is_stopped = request.method == "POST"
    if is_stopped:
        kind = note_mails if is_about_notes(mail) else summaries
        kind.stop(mail, request.actor.now)
    return shown(request, "stop_summary", mail, summary, is_stopped=is_stopped)


@require_safe
@never_cache
@public
def why_summary(request: HttpRequest, summary: str) -> HttpResponse:
    """Why did I get this: without a word about whom it went to."""
    return shown(request, "why_summary", mail_of(summary), summary)


def mail_of(signed: str) -> Mail:
    """The mail; Http404 where the link was cut off on its way, or is none of ours."""
    mail = summaries.LINKS.mail_of(signed) or note_mails.LINKS.mail_of(signed)
    if mail is None:
        raise Http404
    return mail


def is_about_notes(mail: Mail) -> bool:
    """One that comes by itself, and not once a day."""
    return mail.delivery.purpose == note_mails.PURPOSE


def shown(request: HttpRequest, name: str, mail: Mail, signed: str, **more: object) -> HttpResponse:
    """A page under the same neutral name that the mail had."""
    page = {"app_name": mail.delivery.practice.app_name, "signed": signed, **more}
    page["comes_soon"] = is_about_notes(mail)
    return TemplateResponse(request, f"practice/{name}.html", page)
