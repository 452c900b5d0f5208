"""What a counselor's ten minutes are for, gathered in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F, Q

from clients.models import Client
from practice import vault
from practice.access import Actor
from practice.zones import today_in
from worksheets.caseload import SILENCE, Cover, by_name, caseload, covers, desk_of, silent
from worksheets.following import put_aside
from worksheets.models import Assignment, Round, TalkRequest
from worksheets.reminders.silence import is_silent
from worksheets.reminders.trouble import Trouble, troubles
from worksheets.replies import Reply, unread_replies
from worksheets.to_read import ToRead, in_order

DECLINES_SHOWN = 50


@dataclass(frozen=True)
class Today:
    """Everything on the page, already in its order."""

    requests: list[TalkRequest] = field(default_factory=list)
    to_read: list[ToRead] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    declined: list[Assignment] = field(default_factory=list)
    sent_back: list[Round] = field(default_factory=list)
    unanswered: list[Client] = field(default_factory=list)
    silent: list[Client] = field(default_factory=list)
    undelivered: list[tuple[Client, Trouble]] = field(default_factory=list)
    sessions: list[Client] = field(default_factory=list)
    covers: list[Cover] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Nothing waits for her."""
        waits = (self.requests, self.to_read, self.replies, self.declined, self.sent_back)
        return not any((*waits, self.unanswered, self.silent, self.undelivered))


def gather(actor: Actor) -> Today:
    """The counselor's Today at `actor.now`; about nine queries, whatever the caseload.

    Who looks after clients of a colleague finds them among her own. One query more then.
    """
    links = list(
        caseload(actor).annotate(
            last_login=F("client__membership__user__last_login"), is_silent=is_silent(actor.now)
        )
    )
    clients = {link.client_id: link.client for link in links}
    covered = {link.client_id: link.leave_id for link in links}
    ids = list(clients)
    vault.warm(ids, "care")
    unsettled = _unsettled(actor, ids)
    still_open = [one for one in unsettled if one.submitted_at is None]
    unanswered = {link.client_id for link in links if link.is_silent}
    quiet = silent(actor, links, still_open)
    return Today(
        requests=_requests(ids, clients),
        to_read=in_order(actor, [one for one in unsettled if one.submitted_at], clients, covered),
        replies=unread_replies(actor, clients, {link.client_id: link.starts_at for link in links}),
        declined=_declined(ids, clients),
        sent_back=_with_client([one for one in still_open if one.number > 1], clients),
        unanswered=by_name(clients[pk] for pk in unanswered),
        silent=[client for client in quiet if client.pk not in unanswered],
        undelivered=_undelivered(actor, clients),
        sessions=_sessions(actor, [one for one in clients.values() if not covered[one.pk]]),
        covers=covers(actor, links),
    )


def _requests(ids: list, clients: dict) -> list[TalkRequest]:
    found = list(
        TalkRequest.objects.waiting()
        .filter(client__in=ids)
        .select_related("assignment__version")
        .only("client_id", "kind", "at", "assignment__version__title")
        .order_by("at")
    )
    return _with_client(found, clients)


def _with_client(rows: list, clients: dict) -> list:
    for row in rows:
        row.client = clients[row.client_id]
    return rows


def _declined(ids: list, clients: dict) -> list[Assignment]:
    found = (
        Assignment.objects.filter(
            client__in=ids,
            declined_at__isnull=False,
            decline_seen_at__isnull=True,
            withdrawn_at__isnull=True,
        )
        .select_related("version")
        .only("client_id", "decline_reason", "decline_words", "version__title")
        .order_by("declined_at")[:DECLINES_SHOWN]
    )
    declined = _with_client(list(found), clients)
    for assignment in declined:
        assignment.why = put_aside(assignment)
    return declined


def _unsettled(actor: Actor, ids: list) -> list[Round]:
    """Rounds that may ask for her: done and unread, come back, or open for two weeks or more."""
    lately = Q(number=1, assignment__assigned_at__gt=actor.now - SILENCE)
    return list(
        Round.objects.current()
        .filter(
            client__in=ids,
            reviewed_at__isnull=True,
            # Not as a subquery: SQLite would gather every standing assignment there is.
            assignment__withdrawn_at__isnull=True,
            assignment__declined_at__isnull=True,
            assignment__passed_at__isnull=True,
        )
        .exclude(lately, submitted_at__isnull=True)
        .select_related("assignment__version")
        .only(
            "client_id",
            "number",
            "begun_at",
            "submitted_at",
            "done_as",
            "assignment__assigned_at",
            "assignment__version__title",
        )
        .order_by("begun_at")
    )


def _undelivered(actor: Actor, clients: dict) -> list[tuple[Client, Trouble]]:
    """Whom something did not reach, with the gravest that stands in the way."""
    found = troubles(clients, actor.now)
    return [(client, found[client.pk][0]) for client in by_name(clients[pk] for pk in found)]


def _sessions(actor: Actor, clients: Iterable[Client]) -> list[Client]:
    """Those whose next session is today on her own calendar, the earliest first.

    A session of those whom she covers is none of hers.
    """
    zone = desk_of(actor).zone
    today = today_in(zone, actor.now)
    found = [
        client
        for client in clients
        if client.next_session_at and today_in(zone, client.next_session_at) == today
    ]
    return sorted(found, key=lambda client: client.next_session_at or actor.now)
