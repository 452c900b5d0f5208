"""Reminders as she wants them: whether, when, what is planned, what came of it (E-19, K-04)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.actions import consenting, contact
from clients.models import Client, ConsentText, Layer, TenderDate
from practice import places
from practice.access import for_client
from practice.models import Delivery
from worksheets.actions import reminding
from worksheets.forms.reminding import PauseForm, WishesForm, WordForm
from worksheets.reminders import asking, letters, listing
from worksheets.reminders.knowing import PURPOSE, Known, know
from worksheets.reminders.planner import FAR
from worksheets.views.mine.scope import data_of, help_for, herself, people_of

PAGE = "worksheets:reminders"


@for_client
def reminders(request: HttpRequest) -> HttpResponse:
    """Her page of reminders; what she posts are her days and her hour."""
    client = herself(request)
    known = know([client.pk], request.actor.now)[client.pk]
    form = wishes_form(request, known, data_of(request))
    if request.method == "POST" and form.is_valid():
        contact.save_contact(by=request.actor, client=client, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(PAGE)
    return page(request, client, known, form=form)


def wishes_form(request: HttpRequest, known: Known, data: QueryDict | None = None) -> WishesForm:
    """Her days and hour as they hold now, or as she typed them."""
    wishes = known.wishes
    initial = {"days": sorted(wishes.days), "at": f"{wishes.at:%H:%M}"}
    there = places.clock_there(str(wishes.zone), request.actor.now)
    return WishesForm(data, at=wishes.at, there=there, initial=initial)


def page(
    request: HttpRequest,
    client: Client,
    known: Known,
    *,
    form: WishesForm,
    pause_form: PauseForm | None = None,
) -> HttpResponse:
    """The whole page; a form that needs another look keeps what was typed."""
    now, until = request.actor.now, known.wishes.paused_until
    today, text = client.today(now), asking.words_for(client)
    shown = {
        "client": client,
        "today": today,
        "text": text,
        "has_changed": text is not None and asking.has_changed(client, text),
        "is_on": known.wishes.on,
        "is_silent": known.wishes.is_silent,
        "paused_until": until if until and until > today else None,
        "is_paused_for_ever": until is not None and until >= FAR,
        "form": form,
        "pause_form": pause_form or PauseForm(today=today),
        "ahead": listing.ahead(client, now),
        "behind": listing.behind(client, now),
        "why_not": listing.stopped(client),
        "lock_screen": letters.lock_screen(request.actor.practice),
        **people_of(request, client),
        **help_for(request, client),
    }
    return TemplateResponse(request, "worksheets/reminders.html", shown)


@require_POST
@for_client
def switch_reminders(request: HttpRequest) -> HttpResponse:
    """Her yes, her no, or off again: each remembered, none asked twice."""
    client = herself(request)
    form = WordForm(request.POST)
    if form.is_valid():
        texts = ConsentText.objects.published(client.practice_id).filter(layer=Layer.EMAIL)
        text = get_object_or_404(texts, pk=form.cleaned_data["text"])
        say(request, client, text, form.cleaned_data)
    return redirect("worksheets:home" if request.POST.get("at") == "home" else PAGE)


def say(request: HttpRequest, client: Client, text: ConsentText, said: dict[str, object]) -> None:
    """Writes her word down, and says what holds now."""
    try:
        if said["word"] == "no":
            consenting.decline_consent(by=request.actor, client=client, text=text)
            messages.success(request, _("No reminders will come. You can change this any time."))
        elif not request.actor.user.email:
            messages.info(request, _("Nothing changed. Give your account an address first."))
        elif not said["yes"]:
            messages.info(request, _("Nothing changed. To say yes, tick the box first."))
        else:
            consenting.give_consent(by=request.actor, client=client, text=text)
            messages.success(request, _("Reminders are on."))
    except consenting.NotCurrent:
        messages.info(request, _("There are newer words. Please read these."))


@require_POST
@for_client
def pause_reminders(request: HttpRequest) -> HttpResponse:
    """None until a day, or on again from now."""
    client = herself(request)
    if "go_on" in request.POST:
        contact.resume(by=request.actor, client=client)
        messages.success(request, _("Reminders go on."))
        return redirect(PAGE)
    form = PauseForm(request.POST, today=client.today(request.actor.now))
    if form.is_valid():
        contact.pause(by=request.actor, client=client, until=form.cleaned_data["until"])
        messages.success(request, _("Paused."))
        return redirect(PAGE)
    known = know([client.pk], request.actor.now)[client.pk]
    return page(request, client, known, form=wishes_form(request, known), pause_form=form)


@require_POST
@for_client
def leave_out(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Not this one; or that one after all."""
    client = herself(request)
    hers = Delivery.objects.filter(person=client.pk, purpose=PURPOSE)
    row = get_object_or_404(hers, pk=delivery_id)
    if "come" in request.POST:
        tell_of(request, reminding.let_come(by=request.actor, client=client, delivery=row))
    elif reminding.leave_out(by=request.actor, client=client, delivery=row):
        messages.success(request, _("Left out. The others stay."))
    else:
        messages.info(request, _("That one is not planned any more."))
    return redirect(PAGE)


def tell_of(request: HttpRequest, came: reminding.Came | None) -> None:
    """What became of a message that she let come."""
    if came is None:
        messages.info(request, _("That one can not come any more."))
    elif came.reason:
        words = _("You let it come. For now something else holds it back: %(reason)s")
        messages.info(request, words % {"reason": came.reason})
    elif came.took_a_place:
        messages.success(request, _("It is in the plan again. Another one gave way to it."))
    else:
        messages.success(request, _("It is in the plan again."))


@require_POST
@for_client
def answer_date(request: HttpRequest, date_id: UUID) -> HttpResponse:
    """Keep reminders around a hard day this time, or not."""
    found = TenderDate.objects.visible_to(request.actor).select_related("client__membership")
    marked = get_object_or_404(found.defer("label", "own_label"), pk=date_id)
    keeps = request.POST.get("keeps") == "yes"
    try:
        contact.answer_date(by=request.actor, marked=marked, keeps=keeps)
        words = _("They keep coming this time.") if keeps else _("None will come around that day.")
        messages.success(request, words)
    except contact.DayNotPossible:
        messages.info(request, _("There is nothing to decide about that day now."))
    return redirect("worksheets:home")
