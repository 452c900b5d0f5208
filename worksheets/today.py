"""What a counselor's ten minutes are for, gathered in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, Q

from clients.models import CareLink, CareLinkQuerySet, Client
from practice import vault
from practice.access import Actor
from practice.models import Leave, Membership
from practice.zones import today_in
from worksheets.following import put_aside
from worksheets.models import Assignment, Round, SharedAnswer, TalkRequest
from worksheets.promise import read_by
from worksheets.reminders.silence import silent_clients
from worksheets.reminders.trouble import Trouble, troubles
from worksheets.replies import Reply, unread_replies

SILENCE = timedelta(days=14)
RISE = 3
TOO_MUCH = "too_much"
FRAME_KEYS = ("frame.before", "frame.after", "frame.helpful", "frame.bring")
DECLINES_SHOWN = 50


@dataclass(frozen=True)
class ToRead:
    """One submission that waits to be read. Days are those of the practice's calendar."""

    round: Round
    client: Client
    done_at: datetime
    today: date
    read_by: date
    session_at: datetime | None
    session_on: date | None
    bring: str = ""
    was_heavy: str = ""

    @property
    def title(self) -> str:
        """The sheet's."""
        return self.round.assignment.version.title

    @property
    def is_planned(self) -> bool:
        """The day by which it is planned to be read still lies ahead, or is today."""
        return self.read_by >= self.today

    @property
    def has_session_first(self) -> bool:
        """Her next session comes before the planned day; on one day it is the session too."""
        return self.session_on is not None and self.session_on <= max(self.read_by, self.today)

    @property
    def first_on(self) -> date:
        """The day of what comes first; a plan that has gone by is for today."""
        planned = max(self.read_by, self.today)
        return min(self.session_on, planned) if self.session_on else planned

    @property
    def is_near(self) -> bool:
        """What comes first comes today or tomorrow."""
        return self.first_on <= self.today + timedelta(days=1)

    @property
    def order(self) -> tuple[bool, date, float, date, float]:
        """Heavy ones first, then by what comes first: session or plan to read; then age (B-04)."""
        hour = self.session_at.timestamp() if self.session_at and self.has_session_first else None
        at = float("inf") if hour is None else hour
        return (not self.was_heavy, self.first_on, at, self.read_by, self.done_at.timestamp())


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

    @property
    def is_empty(self) -> bool:
        """Nothing waits for her."""
        waits = (self.requests, self.to_read, self.replies, self.declined, self.sent_back)
        return not any((*waits, self.unanswered, self.silent, self.undelivered))


def caseload(actor: Actor) -> CareLinkQuerySet:
    """The actor's live links to clients whom she works with now.

    Who she supervises is not on her Today.
    """
    client = ("call_name", "next_session_at", "time_zone", "membership_id")
    return (
        CareLink.objects.live(actor.now)
        .working()
        .filter(
            membership=actor.membership,
            client__practice_id=actor.practice_id,
            client__discharged_at__isnull=True,
        )
        .select_related("client")
        .only("client_id", "starts_at", *(f"client__{name}" for name in client))
        .order_by("-starts_at")
    )


def desk_of(actor: Actor) -> Membership:
    """The counselor's own membership. Raises LookupError for an actor without one."""
    if actor.membership is None:
        raise LookupError("Today is a counselor's page.")
    return actor.membership


def gather(actor: Actor) -> Today:
    """The counselor's Today at `actor.now`; about ten queries, whatever the caseload."""
    links = list(caseload(actor).annotate(last_login=F("client__membership__user__last_login")))
    clients = {link.client_id: link.client for link in links}
    ids = list(clients)
    vault.warm(ids, "care")
    unsettled = _unsettled(actor, ids)
    still_open = [one for one in unsettled if one.submitted_at is None]
    unanswered = silent_clients(ids, actor.now)
    silent = _silent(actor, links, still_open)
    return Today(
        requests=_requests(ids, clients),
        to_read=_in_order(actor, [one for one in unsettled if one.submitted_at], clients),
        replies=unread_replies(actor, clients, {link.client_id: link.starts_at for link in links}),
        declined=_declined(ids, clients),
        sent_back=_with_client([one for one in still_open if one.number > 1], clients),
        unanswered=_by_name(clients[pk] for pk in unanswered),
        silent=[client for client in silent if client.pk not in unanswered],
        undelivered=_undelivered(actor, clients),
        sessions=_sessions(actor, clients.values()),
    )


def reading_queue(actor: Actor) -> list[ToRead]:
    """What waits to be read, in the order of Today, for previous and next on the review page."""
    mine = caseload(actor).order_by().values("client_id")
    found = Round.objects.awaiting_review().filter(client__in=mine).select_related("client")
    columns = ("assignment_id", "submitted_at", "client__call_name", "client__next_session_at")
    rounds = list(found.only(*columns))
    return _in_order(actor, rounds, {round_.client_id: round_.client for round_ in rounds})


def work_of(*, client_ids: Sequence[UUID]) -> dict[UUID, tuple[int, int]]:
    """(open, to read) by client, for the caseload list. Two queries."""
    open_now = Assignment.objects.open().filter(client__in=client_ids)
    waiting = Round.objects.awaiting_review().filter(client__in=client_ids)
    counts: dict[UUID, tuple[int, int]] = dict.fromkeys(client_ids, (0, 0))
    for key in open_now.values_list("client_id", flat=True):
        counts[key] = (counts[key][0] + 1, counts[key][1])
    for key in waiting.values_list("client_id", flat=True):
        counts[key] = (counts[key][0], counts[key][1] + 1)
    return counts


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


def _in_order(actor: Actor, rounds: list[Round], clients: dict) -> list[ToRead]:
    vault.warm({round_.client_id for round_ in rounds}, "care")
    frames, away = frame_answers(rounds), _away(actor, rounds)
    waiting = [_one(actor, round_, clients[round_.client_id], frames, away) for round_ in rounds]
    return sorted(waiting, key=lambda item: (item.order, item.round.pk))


def _away(actor: Actor, rounds: list[Round]) -> list[Leave]:
    """Her days away since the oldest of these was done. One query, and none where nothing waits."""
    if not rounds:
        return []
    oldest = min(round_.submitted_at or actor.now for round_ in rounds)
    hers = Leave.objects.filter(membership=desk_of(actor)).defer("words")
    return list(hers.standing(today_in(desk_of(actor).practice.zone, oldest)))


def _one(actor: Actor, round_: Round, client: Client, frames: dict, away: list[Leave]) -> ToRead:
    desk, done_at = desk_of(actor), round_.submitted_at or actor.now
    zone = desk.practice.zone
    frame = frames.get(round_.pk, {})
    session_at = client.next_session_at
    if session_at and session_at < actor.now:
        session_at = None
    return ToRead(
        round=round_,
        client=client,
        done_at=done_at,
        today=today_in(zone, actor.now),
        read_by=read_by(
            done_at,
            reply_days=desk.practice.reply_days,
            working_days=desk.working_days,
            zone=zone,
            away=away,
        ),
        session_at=session_at,
        session_on=today_in(zone, session_at) if session_at else None,
        bring=str(frame.get("frame.bring") or ""),
        was_heavy=heaviness(frame),
    )


def frame_answers(rounds: Iterable[Round]) -> dict:
    """What she shared of the frame, by round id and key. One query; keys must be warm."""
    shared = (
        SharedAnswer.objects.filter(
            submission__round__in=[r.pk for r in rounds], prompt_key__in=FRAME_KEYS
        )
        .select_related("submission")
        .only("client_id", "prompt_key", "value", "submission__round_id")
    )
    frames: dict = {}
    for answer in shared:
        frames.setdefault(answer.submission.round_id, {})[answer.prompt_key] = answer.value
    return frames


def heaviness(frame: dict) -> str:
    """ "too_much", "rise" or nothing: what stands first, in her words and not as a score (13)."""
    if frame.get("frame.helpful") == TOO_MUCH:
        return TOO_MUCH
    before, after = frame.get("frame.before"), frame.get("frame.after")
    if isinstance(before, int) and isinstance(after, int) and after - before >= RISE:
        return "rise"
    return ""


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


def _silent(actor: Actor, links: list, still_open: list[Round]) -> list[Client]:
    """With an open sheet of two weeks or more, and no sign-in since (*ask how it is going*)."""
    since = actor.now - SILENCE
    waiting = {one.client_id for one in still_open if one.assignment.assigned_at <= since}
    quiet = []
    for link in links:
        client = link.client
        client.last_login = link.last_login
        was_here = client.last_login is not None and client.last_login > since
        if client.pk in waiting and client.membership_id and not was_here:
            quiet.append(client)
    return _by_name(quiet)


def _by_name(clients: Iterable[Client]) -> list[Client]:
    return sorted(clients, key=lambda client: client.call_name.casefold())


def _undelivered(actor: Actor, clients: dict) -> list[tuple[Client, Trouble]]:
    """Whom something did not reach, with the gravest that stands in the way."""
    found = troubles(clients, actor.now)
    return [(client, found[client.pk][0]) for client in _by_name(clients[pk] for pk in found)]


def _sessions(actor: Actor, clients: Iterable[Client]) -> list[Client]:
    """Those whose next session is today on the practice's calendar, the earliest first."""
    zone = desk_of(actor).practice.zone
    today = today_in(zone, actor.now)
    found = [
        client
        for client in clients
        if client.next_session_at and today_in(zone, client.next_session_at) == today
    ]
    return sorted(found, key=lambda client: client.next_session_at or actor.now)
