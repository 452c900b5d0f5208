"""What every page's frame needs."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from practice.access import Actor
from practice.models import Icon

# Which base template a page takes that every side opens.
FRAMES = {
    "client": "base_client.html",
    "staff": "base_staff.html",
    "public": "base_public.html",
}


def shell(request: HttpRequest) -> dict[str, object]:
    """Names, marks, the actor and her idle minutes, for base templates. No queries."""
    actor: Actor | None = getattr(request, "actor", None)
    practice = actor.practice if actor else None
    membership = actor.membership if actor else None
    return {
        "frame": FRAMES[membership.side if membership else "public"],
        "memberships": getattr(request, "memberships", []),
        "app_name": practice.app_name if practice else "Tend",
        "app_icon": practice.icon if practice else Icon.LEAF.value,
        "sheet_label": practice.sheet_label if practice else "sheet",
        "actor": actor,
        "demo": settings.DEMO,
        "idle_minutes": settings.IDLE_MINUTES[membership.side] if membership else 0,
        "help_url": reverse("worksheets:help"),
    }
