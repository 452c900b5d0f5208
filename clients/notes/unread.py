"""What somebody has not read yet, computed from what she has: there is no counter to go stale.

For a client that is what others wrote, for staff what the client wrote. A note counts from the
moment at which it can no longer be taken back unseen, until its reader has come to it, or it was
taken back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    Max,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from clients.models import UNDO, CareLink, Client, Note, NoteRead, Thread
from practice.access import Actor

# Who takes over or covers is not shown what was there before her, but for the last days.
HANDOVER = timedelta(days=7)
# What is older is no news for a mail; it stands in its thread for good.
NEWS = timedelta(days=60)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Waiting:
    """How many notes somebody has not read, and when the oldest and the newest were sent."""

    count: int
    since: datetime
    last: datetime

    def and_more(self, other: "Waiting") -> "Waiting":
        """Both together."""
        since, last = min(self.since, other.since), max(self.last, other.last)
        return Waiting(self.count + other.count, since, last)


def unread(actor: Actor, client_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many notes wait for the actor, by the threads where some do. One query.

    The clients are those that she may see; for staff it is what came in her time, or in the last
    days before it, and nothing for who only supervises.
    """
    found = unread_threads(actor, list(client_ids))
    return {thread_id: count for thread_id, _client_id, count in found}


def unread_of_hers(actor: Actor, client_id: UUID) -> int:
    """How many wait for a client in all her threads: the sum of the above, quicker. One query."""
    return _hers(actor).filter(client=client_id).count()


def is_new_to_her(actor: Actor, thread: Thread) -> bool:
    """Whether any waits for a client in this one. One query."""
    return _hers(actor).filter(thread=thread).exists()


def _hers(actor: Actor) -> QuerySet[Note]:
    """What others wrote, and she has not read."""
    new = Note.objects.standing().filter(sent_at__lte=actor.now - UNDO)
    return new.exclude(author=actor.membership).filter(~Exists(_reads(actor.membership)))


def unread_threads(
    actor: Actor, client_ids: list[UUID] | QuerySet[Any]
) -> list[tuple[UUID, UUID, int]]:
    """The same as thread, client, count; one query, also where the ids are a query themselves."""
    if actor.membership is None:
        return []
    threads = Thread.objects.filter(client__in=client_ids).annotate(upto=_upto(actor))
    new = Note.objects.standing().filter(
        thread=OuterRef("pk"), sent_at__gt=OuterRef("upto"), sent_at__lte=actor.now - UNDO
    )
    if actor.is_staff:
        links = CareLink.objects.live(actor.now).working()
        links = links.filter(membership=actor.membership, client=OuterRef("client"))
        threads = threads.annotate(since=_before(links.order_by("starts_at").values("starts_at")))
        new = new.filter(author=OuterRef("client__membership"), sent_at__gte=OuterRef("since"))
    else:
        new = new.exclude(author=actor.membership)
    figures = threads.annotate(new=_figure(new, Count("pk"), "thread"))
    return [row for row in figures.values_list("pk", "client", "new") if row[2]]


def unread_of_members(
    membership_ids: Iterable[UUID], now: datetime, until: datetime, *, is_new: bool = False
) -> dict[UUID, Waiting]:
    """What was sent up to `until` and waits for these people, clients and staff. Two queries.

    For the mails: not what is older than sixty days, nor after the end of care, nor for those who
    only supervise. `is_new`: only what was not there yet when they last opened any of their notes.
    """
    ids = list(membership_ids)
    told = Note.objects.standing().filter(
        sent_at__gt=now - NEWS, sent_at__lte=min(until, now - UNDO)
    )
    links = CareLink.objects.live(now).working().filter(membership__in=ids)
    theirs = told.filter(
        ~Exists(_reads(OuterRef(OuterRef("membership")))),
        client=OuterRef("client"),
        author=OuterRef("client__membership"),
        sent_at__gte=ExpressionWrapper(
            OuterRef("starts_at") - Value(HANDOVER), output_field=DateTimeField()
        ),
    )
    hers = told.filter(
        ~Exists(_reads(OuterRef(OuterRef("membership")))), client=OuterRef("pk")
    ).exclude(author=OuterRef("membership"))
    carers = links.filter(client__discharged_at__isnull=True)
    clients = Client.objects.in_care().filter(membership__in=ids)
    if is_new:
        since = ExpressionWrapper(OuterRef("opened") - Value(UNDO), output_field=DateTimeField())
        theirs, hers = theirs.filter(sent_at__gt=since), hers.filter(sent_at__gt=since)
        carers, clients = carers.annotate(opened=_opened()), clients.annotate(opened=_opened())
    rows = [*_rows(carers, theirs), *_rows(clients, hers)]
    found: dict[UUID, Waiting] = {}
    for member, *figures in rows:
        one, before = Waiting(*figures), found.get(member)
        found[member] = one if before is None else before.and_more(one)
    return found


def _upto(actor: Actor) -> Coalesce:
    """Up to when the actor has read the thread."""
    mine = NoteRead.objects.filter(thread=OuterRef("pk"), membership=actor.membership)
    return Coalesce(Subquery(mine.values("upto")[:1]), Value(LONG_AGO))


def _before(starts: QuerySet[CareLink, Any]) -> ExpressionWrapper:
    """The last days before her care began."""
    return ExpressionWrapper(Subquery(starts[:1]) - Value(HANDOVER), output_field=DateTimeField())


def _opened() -> Coalesce:
    """When the person of a row last read on in any thread."""
    reads = NoteRead.objects.filter(membership=OuterRef("membership")).order_by()
    last = reads.values("membership").annotate(last=Max("at")).values("last")
    return Coalesce(Subquery(last), Value(LONG_AGO))


def _reads(membership: Any) -> QuerySet[NoteRead]:
    """That somebody has read up to a note."""
    return NoteRead.objects.filter(
        thread=OuterRef("thread"), membership=membership, upto__gte=OuterRef("sent_at")
    )


def _figure(new: QuerySet[Note], figure: Any, by: str) -> Subquery:
    """One figure about such notes, for the row that asks."""
    return Subquery(new.order_by().values(by).annotate(figure=figure).values("figure"))


def _rows(people: QuerySet[Any], new: QuerySet[Note]) -> list[tuple[UUID, int, datetime, datetime]]:
    """Whom something waits for, how much, since when and until when."""
    found = people.order_by().annotate(
        count=_figure(new, Count("pk"), "client"),
        since=_figure(new, Min("sent_at"), "client"),
        last=_figure(new, Max("sent_at"), "client"),
    )
    rows = found.values_list("membership", "count", "since", "last")
    return [row for row in rows if row[1]]
