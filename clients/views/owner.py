"""The practice's agreements: its own words in the slots, a look at the whole, publishing (K-07)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients import agreements as texts
from clients.actions import consenting
from clients.forms.agreeing import PublishForm, SlotsForm
from clients.models import ConsentText, Layer
from clients.models.consent import AT_THE_DOOR
from practice import holding
from practice.access import for_owner


@for_owner
def agreements(request: HttpRequest) -> HttpResponse:
    """The slots, and each layer as clients would read it now."""
    practice = request.actor.practice
    words = holding.given(request, "agreements", practice.pk, *texts.SLOTS)
    form = SlotsForm(words, practice=practice)
    if request.method == "POST" and form.is_valid():
        consenting.save_slots(by=request.actor, slots=form.cleaned_data)
        messages.success(request, _("Kept. Clients read it once you publish it."))
        return redirect("clients:agreements")
    return _page(request, form)


def _page(
    request: HttpRequest, form: SlotsForm, publishing: dict[int, PublishForm] | None = None
) -> HttpResponse:
    practice = request.actor.practice
    current = {text.layer: text for text in ConsentText.objects.current(practice)}
    layers = []
    for layer in Layer:
        text = current.get(layer)
        empty = texts.empty_slots(practice, layer)
        name = f"layer-{int(layer)}"
        words = holding.back(request, "publish", f"{practice.pk}/{int(layer)}", f"{name}-changes")
        publish_form = (publishing or {}).get(layer) or PublishForm(
            words, is_first=text is None, prefix=name
        )
        layers.append(
            {
                "layer": layer,
                "text": text,
                "blocks": list(texts.blocks(texts.body_for(practice, layer))),
                "empty": [texts.SLOTS[key][0] for key in empty],
                "has_changed": texts.has_changed(practice, layer, text),
                "form": publish_form,
            }
        )
    is_ready = set(AT_THE_DOOR) <= set(current)
    context = {"form": form, "layers": layers, "is_ready": is_ready}
    return TemplateResponse(request, "clients/agreements.html", context)


@require_POST
@for_owner
def publish_agreement(request: HttpRequest, layer: int) -> HttpResponse:
    """A layer's words as they stand become its newest version."""
    if layer not in Layer.values:
        raise Http404
    practice = request.actor.practice
    is_first = not ConsentText.objects.published(practice).filter(layer=layer).exists()
    form = PublishForm(request.POST, is_first=is_first, prefix=f"layer-{layer}")
    if not form.is_valid():
        return _page(request, SlotsForm(practice=practice), {layer: form})
    said = form.cleaned_data
    try:
        consenting.publish_consent_text(
            by=request.actor,
            layer=layer,
            meaning_changed=said.get("meaning_changed", "yes") == "yes",
            changes=said.get("changes", ""),
        )
        messages.success(request, _("Published. New clients read these words from now on."))
    except consenting.EmptySlots as empty:
        names = ", ".join(str(texts.SLOTS[key][0]) for key in empty.slots)
        messages.info(request, _("Please fill these first: %(names)s.") % {"names": names})
    except consenting.NothingChanged:
        messages.info(request, _("These words are published already."))
    return redirect("clients:agreements")
