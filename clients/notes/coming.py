"""What came into sight in a thread since an instant, in the order in which it did."""

from datetime import datetime
from typing import Any

from django.db.models import Case, DateTimeField, ExpressionWrapper, F, Value, When
from django.db.models.functions import Coalesce, Greatest

from clients.models import UNDO, Note, Thread
from practice.access import Actor


def came_since(
    thread: Thread, actor: Actor, since: datetime, limit: int
) -> tuple[list[Note], datetime | None]:
    """What the actor could see or saw taken back since then, the first `limit` of it.

    With them up to when that is all, None where nothing more came. All of one instant go together,
    so that what is left came after it. One query, one more where more came.
    """
    seen_at = Case(
        When(author=actor.membership, then=F("sent_at")),
        default=ExpressionWrapper(F("sent_at") + Value(UNDO), output_field=DateTimeField()),
    )
    came_at = Greatest(seen_at, Coalesce(F("recalled_at"), seen_at))
    new = thread.notes.seen_by(actor).annotate(came_at=came_at).filter(came_at__gt=since)
    found: list[Any] = list(new.order_by("came_at")[: limit + 1])
    if len(found) <= limit:
        return found, None
    edge = found[limit - 1].came_at
    return list(new.filter(came_at__lte=edge)), edge
