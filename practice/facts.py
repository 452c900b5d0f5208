"""How a lower app tells the upper ones that something happened, or asks them (rulings 30).

Plain functions, called in the order they were added, in the caller's transaction. Apps add theirs
in `AppConfig.ready`. Every event is listed here and in docs/facts.md; an unknown name raises.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

# event name -> what the functions are given beside `by`
EVENTS: dict[str, str] = {
    "account.address_changed": "user",
    "account.signed_in": "user",
    "membership.ended": "membership, successor",
    "membership.leave_changed": "leave, membership",
    "membership.reminders_changed": "membership",
    "membership.roles_changed": "membership",
    "practice.reminders_changed": "practice",
    "client.accepted": "client",
    "client.discharged": "client",
    "client.flags_changed": "client",
    "client.lead_changed": "client",
    "client.session_moved": "client",
    "client.zone_changed": "client",
    "client.dates_changed": "client",
    "client.contact_changed": "client",
    "consent.given": "client, layer",
    "consent.withdrawn": "client, layer",
    "note.sent": "note",
    "note.undone": "note",
    "note.recalled": "note",
    "note.read": "thread, membership",
}

# what is asked -> what is given -> what each answer is; asking changes nothing
ASKS: dict[str, str] = {
    "account.news": "user -> what she is told as she signs in, empty where there is nothing",
    "address.people": "address -> ids of those whose confirmed address it is",
    "colleague.leads": "membership, now -> how many clients in care she leads",
    "colleague.sessions": "leave, now -> how many of her clients have a session on these days",
    "colleagues.news": "since (membership -> instant), now -> ids of those with something new",
    "colleagues.unread": "membership_ids, now, until -> {id: (since, opened_at)} of new notes",
    "caseload.work": "client_ids -> {client id: (open sheets, sheets to read)}",
    "person.address": "person -> where her letters go, empty where not known",
    "threads.about": "thread_ids -> {thread id: what it is about, and its address on either side}",
}

_listeners: dict[str, list[Callable[..., Any]]] = defaultdict(list)


class UnknownFact(LookupError):
    """The event is not in the list above: add it there first."""


class Refused(Exception):  # noqa: N818 - a listener's no
    """A listener says no to the change. Its words are for the person who asked for it."""


def on(event: str, listener: Callable[..., Any]) -> None:
    """Calls `listener(by=actor, **what)` whenever the event is told, `(**what)` when asked."""
    if event not in EVENTS and event not in ASKS:
        raise UnknownFact(event)
    if listener not in _listeners[event]:
        _listeners[event].append(listener)


def tell(event: str, **what: object) -> None:
    """Runs the listeners of the event now, in order. What they raise undoes the whole change."""
    if event not in EVENTS:
        raise UnknownFact(event)
    for listener in _listeners[event]:
        listener(**what)


def ask(about: str, **what: object) -> list[Any]:
    """What each listener answers, in order; an empty list where no app knows."""
    if about not in ASKS:
        raise UnknownFact(about)
    return [listener(**what) for listener in _listeners[about]]
