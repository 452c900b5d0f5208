"""What every page says about help (R-01, rulings 9). Nothing is looked up until a page shows it."""

from functools import cache

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from clients.models import Client
from practice.models import Practice
from worksheets import help as helping

DEFAULT_COUNTRY = "US"


def country_of(request: HttpRequest) -> str:
    """The country of the help lines: the client's own, else the practice's. Never by address."""
    actor = getattr(request, "actor", None)
    if actor and actor.is_client:
        own = Client.objects.visible_to(actor).values_list("country", flat=True).first()
        return own or actor.practice.country
    if actor and actor.practice:
        return actor.practice.country
    # Signed out: where all practices of the installation are in one country, that one.
    found = Practice.objects.filter(is_demo=False).values_list("country", flat=True).distinct()[:2]
    only = list(found)
    return only[0] if len(only) == 1 else DEFAULT_COUNTRY


def language_of() -> str:
    """The reader's language as the lists know it."""
    return helping.base_language(get_language() or "en")


def lines_of(request: HttpRequest, country: str = "") -> list[helping.HelpLine]:
    """The help lines of this request's country, or of the given one."""
    actor = getattr(request, "actor", None)
    today = (actor.now if actor else timezone.now()).date()
    return helping.lines_for(country or country_of(request), today, language=language_of())


def help_lines(request: HttpRequest) -> dict[str, object]:
    """Help lines for every page; panels, the neutral site and the box where a page asks."""
    country = cache(lambda: country_of(request))
    lines = SimpleLazyObject(lambda: lines_of(request, country()))
    language = language_of()
    return {
        "help_lines": lines,
        "help_panels": SimpleLazyObject(lambda: helping.panels(lines, language)),
        "help_box": helping.box_needed(language),
        "help_phrases": f"worksheets/help/phrases.{language}.json",
        "leave_url": reverse("worksheets:leave"),
        "leave_to": SimpleLazyObject(lambda: helping.leave_to(country())),
    }
