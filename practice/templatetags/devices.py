"""What a browser calls itself, as people say it: "Firefox on Android"."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# The first that is found wins: most browsers also claim to be the ones below them.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


@register.filter
def device(user_agent: str) -> str:
    """ "Firefox on Android"; half of it, or "a browser", where that is all that can be told."""
    browser, system = named(BROWSERS, user_agent), named(SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("a browser")


def named(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    """The first name whose mark stands in the text."""
    return next((name for mark, name in names if mark in user_agent), "")
