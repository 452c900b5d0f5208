"""The owner's page: how the practice is called, who is in it, whether everything runs."""

from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings
from django.contrib import messages
from django.db.models import Count
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from practice import emails, holidays, places, pulse, self_test
from practice.access import Actor, for_owner
from practice.actions.practices import SETTINGS, change_settings
from practice.emails import Letter, LockScreen
from practice.forms import PracticeForm
from practice.models import Delivery, Membership, Practice
from practice.views.deliveries import standing_freezes

# What an owner should look into when deliveries end so.
TROUBLE = [
    Delivery.State.FAILED,
    Delivery.State.BOUNCED,
    Delivery.State.EXPIRED,
    Delivery.State.UNKNOWN,
]


@require_safe
@for_owner
def overview(request: HttpRequest) -> HttpResponse:
    """Facts of the practice, its people, and signs of life (rulings 46)."""
    actor = request.actor
    colleagues = Membership.objects.visible_to(actor).live().select_related("user")
    context = {
        "practice": actor.practice,
        "zone": places.zone_label(actor.practice.time_zone),
        "country": places.country_name(actor.practice.country),
        "holidays": holidays.place_name(actor.practice.holidays_of),
        "colleagues": colleagues.order_by("user__name", "pk"),
        "pulse": pulse.read(now=actor.now),
        "mail": mail_facts(),
        "trouble": trouble(actor),
        "freezes": standing_freezes(),
        "self_test": self_test.look(actor.now),
    }
    return TemplateResponse(request, "practice/overview.html", context)


@require_http_methods(["GET", "POST"])
@for_owner
def setup(request: HttpRequest) -> HttpResponse:
    """Names, icon, time zone, country, promise of a reply, second step; or a look at them first."""
    # A copy: what was typed must not show in the frame before it is saved.
    practice = Practice.objects.get(pk=request.actor.practice_id)
    form = PracticeForm(request.POST or None, instance=practice, now=request.actor.now)
    is_look = "look" in request.POST and form.is_valid()
    if request.method == "POST" and form.is_valid() and not is_look:
        change_settings(by=request.actor, settings=model_to_dict(form.instance, SETTINGS))
        messages.success(request, _("Saved."))
        return redirect("practice:overview")
    shown = form.instance if is_look else request.actor.practice
    page = {"form": form, "is_look": is_look, "lock_screens": lock_screens(shown, request.actor)}
    return TemplateResponse(request, "practice/setup.html", page)


def lock_screens(practice: Practice, actor: Actor) -> list[tuple[str, LockScreen]]:
    """What a telephone shows of the letters that a client gets, by what each is for."""
    link = emails.sign_in_url()
    letters = [
        (_("A reminder"), "reminder", {}),
        (_("A code to sign in"), "sign_in_code", {"code": "BCDF-GHJK"}),
        (_("An invitation"), "invitation", {"from_whom": actor.user.shown_name, "link": link}),
    ]
    return [
        (what, emails.lock_screen(Letter(to="", name=name, practice=practice, context=context)))
        for what, name, context in letters
    ]


def mail_facts() -> dict[str, object]:
    """Whether mail leaves the house, and from which domain."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return {"is_set_up": bool(settings.EMAIL_HOST), "domain": domain}


def trouble(actor) -> list[tuple[str, int]]:
    """How many messages of the last seven days ended badly, by how."""
    since = actor.now - timedelta(days=7)
    rows = Delivery.objects.filter(practice=actor.practice_id, state__in=TROUBLE)
    counts = rows.filter(due_at__gte=since).values_list("state").annotate(Count("pk"))
    return [(Delivery.State(state).label, count) for state, count in counts.order_by("state")]
