"""Who is told of notes that wait: what the mails of colleagues and the daily one ask."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from clients.models import UNDO, CareLink, Note, NoteRead, Thread
from clients.notes.unread import unread_of_members
from practice import note_mails
from practice.access import Actor
from practice.models import Membership


def of_colleagues(*, since: Mapping[Membership, datetime], now: datetime) -> set[UUID]:
    """Ids of those for whom a note has come in, each since her own instant: `colleagues.news`.

    Since it could be seen, a minute after it was sent: one of the last minute is none yet.
    """
    waiting = unread_of_members([one.pk for one in since], now, now)
    return {
        one.pk
        for one, begun in since.items()
        if one.pk in waiting and waiting[one.pk].last > begun - UNDO
    }


def waiting(
    *, membership_ids: Collection[UUID], now: datetime, until: datetime
) -> dict[UUID, tuple[datetime, datetime | None]]:
    """By member, when the oldest note was sent since she last opened any, and when that was.

    Of what was sent up to `until`, its first minute not left out. Three queries:
    `colleagues.unread`.
    """
    found = unread_of_members(membership_ids, max(now, until + UNDO), until, is_new=True)
    opened = opened_at(found)
    return {pk: (one.since, opened.get(pk)) for pk, one in found.items()}


def opened_at(membership_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """When each of these last read on in some thread. One query."""
    reads = NoteRead.objects.filter(membership__in=list(membership_ids)).order_by()
    return dict(reads.values_list("membership").annotate(Max("at")))


def on_note(*, by: Actor, note: Note) -> None:
    """Listener: a note of hers was sent, or taken back; who cares for her may be told."""
    links = CareLink.objects.live(by.now).working().filter(client=note.client_id)
    carers = Membership.objects.live().filter(
        pk__in=links.values("membership"), is_told_of_notes=True
    )
    if note.author.is_client:
        # In one order for everybody: two clients who write at once do not wait for one another.
        note_mails.follow(carers.select_related("practice").order_by("pk"), by.now)


def on_read(*, by: Actor, thread: Thread, membership: Membership) -> None:
    """Listener: she has opened her notes."""
    if membership.is_told_of_notes:
        note_mails.follow([membership], by.now)
