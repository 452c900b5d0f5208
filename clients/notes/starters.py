"""Openings for kind limits (B-05): short and plain, with her name and the session's day in them.

They are put into an empty box to be changed, and never send themselves.
"""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Client
from practice.access import Actor


@dataclass(frozen=True)
class Starter:
    """One opening: what it is called in the list, and its words."""

    key: str
    title: str
    words: str


# key -> title, words with a session day, words without one
OPENINGS: dict[str, tuple[str, str, str]] = {
    "session": (
        gettext_lazy("Keep it for the session"),
        gettext_lazy("Thank you for writing, %(name)s. Let's keep this for %(day)s."),
        gettext_lazy("Thank you for writing, %(name)s. Let's keep this for when we meet."),
    ),
    "read": (
        gettext_lazy("Read, more when we meet"),
        gettext_lazy("%(name)s, I have read this. We will take our time for it on %(day)s."),
        gettext_lazy("%(name)s, I have read this. We will take our time for it when we meet."),
    ),
    "large": (
        gettext_lazy("Too large for a note"),
        gettext_lazy(
            "This matters, %(name)s, and it is more than a note can hold. "
            "May I ask you about it on %(day)s?"
        ),
        gettext_lazy(
            "This matters, %(name)s, and it is more than a note can hold. "
            "May I ask you about it when we meet?"
        ),
    ),
    "one": (
        gettext_lazy("One thing at a time"),
        gettext_lazy("%(name)s, which one of these would you like to begin with on %(day)s?"),
        gettext_lazy("%(name)s, which one of these would you like to begin with when we meet?"),
    ),
    "days": (
        gettext_lazy("When I read notes"),
        gettext_lazy(
            "%(name)s, I read notes on my working days, so an answer can take a while. "
            "On %(day)s we have time."
        ),
        gettext_lazy("%(name)s, I read notes on my working days, so an answer can take a while."),
    ),
    "help": (
        gettext_lazy("Where help is faster"),
        gettext_lazy(
            "%(name)s, I may not see a note in time when it is urgent. Please use Get help now "
            "at the top of your page; it is there day and night. We meet on %(day)s."
        ),
        gettext_lazy(
            "%(name)s, I may not see a note in time when it is urgent. Please use Get help now "
            "at the top of your page; it is there day and night."
        ),
    ),
    "rest": (
        gettext_lazy("No answer needed"),
        gettext_lazy("Thank you, %(name)s. Nothing to answer here. I look forward to %(day)s."),
        gettext_lazy("Thank you, %(name)s. Nothing to answer here. Be gentle with yourself."),
    ),
}


def starters(actor: Actor, client: Client) -> list[Starter]:
    """All of them for this client. Reads her name."""
    slots = {"name": client.call_name, "day": session_day(actor, client)}
    return [
        Starter(key, str(title), (with_day if slots["day"] else without) % slots)
        for key, (title, with_day, without) in OPENINGS.items()
    ]


def starter_words(actor: Actor, client: Client, key: str) -> str:
    """The words of one; empty where nobody knows it."""
    found = {one.key: one.words for one in starters(actor, client)}
    return found.get(key, "")


def session_day(actor: Actor, client: Client) -> str:
    """When they meet next, on her own calendar: by weekday within a week; empty where not set."""
    if client.next_session_at is None or client.next_session_at <= actor.now:
        return ""
    day = client.today(client.next_session_at)
    is_near = (day - client.today(actor.now)).days < 7
    return date_format(day, _("l") if is_near else _("l j F"))
