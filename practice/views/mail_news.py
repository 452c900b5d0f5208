"""Where a mail provider tells what became of mails: mail that came back, mail that was unwanted."""

from anymail.exceptions import AnymailConfigurationError, AnymailWebhookValidationFailure
from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseForbidden,
)
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from practice import deliveries
from practice.access import public
from practice.provider_news import news_of

# What a body that is none of theirs runs into.
NOT_THEIRS = (
    AnymailConfigurationError,
    AttributeError,
    LookupError,
    OSError,
    OverflowError,
    TypeError,
    ValueError,
)


@csrf_exempt  # A provider has no page of ours; it shows a secret or a signature instead.
@require_http_methods(["HEAD", "POST"])
@public
def mail_news(request: HttpRequest) -> HttpResponse:
    """Answers with nothing but a number. Said again it changes nothing."""
    if settings.MAIL_PROVIDER is None:
        raise Http404
    if request.method == "HEAD":  # some look first whether anybody is here
        return HttpResponse()
    listener = import_string(settings.MAIL_PROVIDER.listener)()
    now = request.actor.now
    try:
        listener.run_validators(request)
    except AnymailWebhookValidationFailure:
        return HttpResponseForbidden()
    except NOT_THEIRS:
        return HttpResponseBadRequest()
    try:
        told = [news_of(event, now) for event in listener.parse_events(request)]
    except NOT_THEIRS:
        return HttpResponseBadRequest()
    for news in filter(None, told):
        deliveries.take(news, now=now)
    return HttpResponse()
