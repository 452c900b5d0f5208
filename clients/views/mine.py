"""What a client opens about herself: what she agreed to, and her settings."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients import agreements as texts
from clients.actions import caring, consenting
from clients.forms.mine import SettingsForm
from clients.invitations import waiting_for
from clients.models import CareLink, Client, Consent, ConsentText, Layer
from clients.models.consent import ASKED
from clients.views.scope import herself, posted
from practice.access import for_client


@for_client
def my_agreements(request: HttpRequest) -> HttpResponse:
    """What she agreed to, in every version; giving and taking back side by side (K-03, K-04)."""
    client = herself(request)
    return TemplateResponse(
        request,
        "clients/my_agreements.html",
        {
            "client": client,
            "layers": _layers(client),
            "versions": _versions(client),
        },
    )


def _layers(client: Client) -> list[dict[str, object]]:
    """Each layer's newest words, her last answer, and whether she is asked again."""
    asked = {text.pk for text in consenting.missing_layers(client)}
    said = list(client.consents.newest_first())
    words = {consent.layer: consent for consent in reversed(said)}
    ever = {(consent.layer, consent.given) for consent in said}
    return [
        {
            "text": text,
            "blocks": list(texts.blocks(text.body)),
            "word": (word := words.get(text.layer)),
            "is_asked": text.pk in asked,
            # Left open at the door: no yes was ever there to take back.
            "is_open": text.layer in ASKED and (text.layer, True) not in ever,
            # She said yes to older words.
            "has_changed": bool(text.changes and word and word.given and text.pk in asked),
            "is_notice": text.layer == Layer.NOTICE,
            "closes_account": text.layer == Layer.TERMS,
            "is_about_mail": text.layer == Layer.EMAIL,
        }
        for text in ConsentText.objects.current(client.practice_id)
    ]


def _versions(client: Client) -> list[Consent]:
    """Every version she said yes to or was shown, newest first, once each."""
    given = client.consents.filter(given=True).select_related("text").order_by("-at", "layer")
    return list({consent.text_id: consent for consent in given}.values())


@require_POST
@for_client
def give_consent(request: HttpRequest, text_id: UUID) -> HttpResponse:
    """Her yes to the words that stand on the page."""
    client = herself(request)
    text = get_object_or_404(ConsentText, pk=text_id, practice=client.practice_id)
    if request.POST.get("yes") != "on":
        messages.info(request, _("Nothing changed. To say yes, tick the box first."))
        return redirect("clients:my_agreements")
    try:
        consenting.give_consent(by=request.actor, client=client, text=text)
        messages.success(request, _("Thank you. It is written down."))
    except consenting.NotCurrent:
        messages.info(request, _("There are newer words. Please read these."))
    return redirect("clients:my_agreements")


@require_POST
@for_client
def withdraw_consent(request: HttpRequest, layer: int) -> HttpResponse:
    """Takes a yes back with as many presses as it took to give (K-04)."""
    client = herself(request)
    if request.POST.get("yes") != "on":
        messages.info(request, _("Nothing changed. To take it back, tick the box first."))
        return redirect("clients:my_agreements")
    try:
        consenting.withdraw_consent(by=request.actor, client=client, layer=layer)
    except consenting.NothingToWithdraw:
        messages.info(request, _("There was nothing to take back."))
        return redirect("clients:my_agreements")
    if layer == Layer.EMAIL:
        messages.success(request, _("Taken back. No reminders will come."))
        return redirect("clients:my_agreements")
    if layer != Layer.TERMS:
        messages.success(request, _("Taken back. No new sheets will come. Yours are still here."))
        return redirect("clients:my_agreements")
    logout(request)
    messages.success(request, _("Your account here is closed. Your sessions can go on as before."))
    return redirect("account_login")


@for_client
def download_agreement(request: HttpRequest, text_id: UUID) -> HttpResponse:
    """A version as plain text: one she agreed to, or the newest one (K-03)."""
    client = herself(request)
    text = get_object_or_404(
        ConsentText.objects.published(client.practice_id).select_related("practice"), pk=text_id
    )
    is_hers = client.consents.filter(text=text).exists()
    if (
        not is_hers
        and not ConsentText.objects.current(text.practice_id).filter(pk=text.pk).exists()
    ):
        raise Http404
    response = HttpResponse(texts.as_text(text), content_type="text/plain; charset=utf-8")
    name = f"agreement-{text.layer}-version-{text.number}.txt"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@for_client
def my_settings(request: HttpRequest) -> HttpResponse:
    """Her clock, her help lines, what shows, who works with her, and her account."""
    client = herself(request)
    form = SettingsForm(
        posted(request),
        country=client.country,
        time_zone=client.time_zone,
        own_zone=request.actor.practice.time_zone,
        now=request.actor.now,
        initial={"hides_opened": client.hides_opened},
    )
    if request.method == "POST" and form.is_valid():
        caring.set_preferences(by=request.actor, client=client, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("clients:my_settings")
    live = CareLink.objects.live(request.actor.now).filter(client=client)
    context = {
        "client": client,
        "form": form,
        "has_way_back": client in waiting_for(request.actor.user),
        "team": live.select_related("membership__user").order_by("starts_at"),
    }
    return TemplateResponse(request, "clients/my_settings.html", context)


@require_POST
@for_client
def stop_way_back(request: HttpRequest) -> HttpResponse:
    """She is in and did not ask for a new way in: it is dead from now on (rulings 47)."""
    caring.stop_way_back(by=request.actor, client=herself(request))
    messages.success(request, _("Stopped. Your way in stays as it is."))
    return redirect("clients:my_settings")
