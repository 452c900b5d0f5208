"""Which threads wait for an answer, and since when.

A thread does while the client wrote last and wanted one: until anybody of her team writes, somebody
says that none is needed, or the note became a point for the next session.
"""

from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest, TruncDate

from clients.models import UNDO, Note, SessionPoint, Thread, ThreadRest
from clients.notes.unread import LONG_AGO, NEWS
from practice.access import Actor


def with_asked(threads: QuerySet[Thread], now: datetime) -> QuerySet[Any]:
    """These where she wrote: `newest` and `newest_at` of hers.

    Where one waits, `asked_at` says since when, `told_by` by which day she was told.
    """
    there = Note.objects.standing().filter(thread=OuterRef("pk"))
    hers = there.filter(author=OuterRef("client__membership"), sent_at__lte=now - UNDO)
    answers = there.exclude(author=OuterRef("client__membership")).order_by("-sent_at")
    rests = ThreadRest.objects.standing().filter(thread=OuterRef("pk")).order_by("-upto")
    since = Greatest(
        Coalesce(Subquery(answers.values("sent_at")[:1]), Value(LONG_AGO)),
        Coalesce(Subquery(rests.values("upto")[:1]), Value(LONG_AGO)),
        Value(now - NEWS),
        output_field=DateTimeField(),
    )
    is_kept = Exists(SessionPoint.objects.filter(note=OuterRef("pk")))
    asked = hers.filter(~is_kept, is_for_session=False, sent_at__gt=OuterRef("since"))
    newest = hers.order_by("-sent_at", "-pk")
    found = threads.annotate(
        since=since,
        newest=Subquery(newest.values("pk")[:1]),
        newest_at=Subquery(newest.values("sent_at")[:1]),
    )
    first = asked.order_by("sent_at").annotate(day=Coalesce("read_by", TruncDate("sent_at")))
    found = found.annotate(
        asked_at=Subquery(first.values("sent_at")[:1]), told_by=Subquery(first.values("day")[:1])
    )
    return found.filter(newest__isnull=False)


def rest_of(thread: Thread, actor: Actor) -> ThreadRest | None:
    """Why the thread waits for no answer, where that is somebody's word; one query.

    Nobody wrote since, as far as the actor can read.
    """
    later = Note.objects.standing().seen_by(actor).filter(sent_at__gt=OuterRef("upto"))
    nobody_wrote = ~Exists(later.filter(thread=thread))
    found = ThreadRest.objects.standing().filter(nobody_wrote, thread=thread)
    return found.select_related("by__user").order_by("-upto").first()
