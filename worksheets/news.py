"""Whether anything is new for a colleague since an instant: yes or no, never what or whose.

What counts is what her Today shows: sheets done or put aside, words written back, requests to talk,
messages that did not arrive, clients to be asked how it is going.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import F

from clients.models import CareLink
from practice.access import Actor
from practice.models import Membership
from worksheets.caseload import SILENCE
from worksheets.models import Assignment, Comment, Round, TalkRequest
from worksheets.reminders.silence import silent_clients
from worksheets.reminders.trouble import troubles
from worksheets.replies import is_news, unread_by

# By colleague: her clients, each with when her care of her began.
Caseloads = Mapping[UUID, Mapping[UUID, datetime]]


def of_colleagues(*, since: Mapping[Membership, datetime], now: datetime) -> set[UUID]:
    """Ids of those for whom something is new, each since her own instant.

    A fixed number of queries, and two more for whom only words or silence can be new.
    """
    caseloads = _caseloads(since, now)
    clients = {client for hers in caseloads.values() for client in hers}
    if not clients:
        return set()
    oldest = min(since.values())
    last, wrote = _last(clients, oldest, now), _wrote_back(clients, oldest)
    silent = silent_clients(clients, now)
    found = set()
    for membership, begun in since.items():
        hers = caseloads.get(membership.pk, {})
        if (
            any(last[client] > begun for client in hers if client in last)
            or _has_words(membership, hers, wrote, begun, now)
            or _fell_silent(silent.intersection(hers), begun)
        ):
            found.add(membership.pk)
    return found


def _caseloads(members: Collection[Membership], now: datetime) -> Caseloads:
    links = (
        CareLink.objects.live(now)
        .working()
        .filter(membership__in=members, client__discharged_at__isnull=True)
        .order_by("-starts_at")
        .values_list("membership_id", "client_id", "starts_at")
    )
    found: dict[UUID, dict[UUID, datetime]] = defaultdict(dict)
    for membership, client, starts_at in links:
        found[membership][client] = starts_at
    return found


def _last(clients: set[UUID], oldest: datetime, now: datetime) -> dict[UUID, datetime]:
    """By client, the newest of all that waits for a colleague and has an instant of its own."""
    done = Round.objects.awaiting_review().filter(submitted_at__gt=oldest)
    aside = Assignment.objects.filter(
        declined_at__gt=oldest, decline_seen_at__isnull=True, withdrawn_at__isnull=True
    )
    asked = TalkRequest.objects.waiting().filter(at__gt=oldest)
    pairs = [
        *done.filter(client__in=clients).values_list("client_id", "submitted_at"),
        *aside.filter(client__in=clients).values_list("client_id", "declined_at"),
        *asked.filter(client__in=clients).values_list("client_id", "at"),
        *((pk, one.at) for pk, them in troubles(clients, now).items() for one in them),
        *_long_waits(clients, now),
    ]
    last: dict[UUID, datetime] = {}
    for client, at in pairs:
        last[client] = max(at, last.get(client, at))
    return last


def _long_waits(clients: set[UUID], now: datetime) -> list[tuple[UUID, datetime]]:
    """Clients with a sheet of two weeks and no sign-in since, with when it came to that."""
    rows = (
        Round.objects.current()
        .filter(
            client__in=clients,
            client__membership__isnull=False,
            submitted_at__isnull=True,
            assignment__assigned_at__lte=now - SILENCE,
            assignment__withdrawn_at__isnull=True,
            assignment__declined_at__isnull=True,
            assignment__passed_at__isnull=True,
        )
        .values_list(
            "client_id", "assignment__assigned_at", F("client__membership__user__last_login")
        )
    )
    first: dict[UUID, datetime] = {}
    for client, given, here in rows:
        at = max(given, here or given) + SILENCE
        first[client] = min(at, first.get(client, at))
    return [(client, at) for client, at in first.items() if at <= now]


def _wrote_back(clients: set[UUID], oldest: datetime) -> dict[UUID, datetime]:
    """When each of these clients last wrote back, read or not."""
    sent = Comment.objects.filter(client__in=clients, is_by_client=True, sent_at__gt=oldest)
    return dict(sent.order_by("sent_at").values_list("client_id", "sent_at"))


def _has_words(
    membership: Membership,
    hers: Mapping[UUID, datetime],
    wrote: Mapping[UUID, datetime],
    begun: datetime,
    now: datetime,
) -> bool:
    """Words that she has not read yet. One query, and none where nobody wrote back."""
    clients = [client for client in hers if client in wrote and wrote[client] > begun]
    if not clients:
        return False
    actor = Actor(user=membership.user, membership=membership, now=now)
    unread = unread_by(actor, clients).filter(sent_at__gt=begun)
    return any(is_news(at, hers[pk]) for pk, at in unread.values_list("client_id", "sent_at"))


def _fell_silent(silent: set[UUID], begun: datetime) -> bool:
    """Whether two messages without a sign-in have become two since. One query at most."""
    return bool(silent) and bool(silent - silent_clients(silent, begun))
