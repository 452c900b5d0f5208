"""What every page's frame needs."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from practice.access import Actor


def shell(request: HttpRequest) -> dict[str, object]:
    """Neutral name, sheet label, demo mark and the actor, for base templates. No queries."""
    actor: Actor | None = getattr(request, "actor", None)
    practice = actor.practice if actor else None
    return {
        "app_name": practice.app_name if practice else "Tend",
        "sheet_label": practice.sheet_label if practice else "sheet",
        "actor": actor,
        "demo": settings.DEMO,
        "help_url": reverse("worksheets:help"),
    }
