"""What clients wrote back under a comment, and which of it the counselor has not read yet.

She has read it once she opened the sheet's review, or said "seen", after it was sent. Both stand in
the record of who read what (rulings 34, 35): looking at a page writes nothing else.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef

from clients.models import CareLink, Client
from practice.access import Actor
from practice.models import AuditEvent, AuditIntake
from worksheets.models import Comment
from worksheets.models.reviewing import CommentQuerySet

READ = "review.read"
SEEN = "replies.seen"
# What is older is no news; it stands in its review for good.
NEWS = timedelta(days=60)
# Who takes over or covers is not shown what was read before her, but for the last days.
HANDOVER = timedelta(days=7)


@dataclass(frozen=True)
class Reply:
    """The newest words of a client on one sheet that wait to be read, and how many more do."""

    comment: Comment
    client: Client
    more: int = 0

    @property
    def place(self) -> str:
        """Where on the review page they stand."""
        return f"p-{self.comment.prompt_key}" if self.comment.prompt_key else "said"

    @property
    def has_review(self) -> bool:
        """A sheet that never was sent, but put aside, shows its words on its own page."""
        return bool(self.comment.round.submitted_at or self.comment.round.number > 1)


def unread_by(actor: Actor, client_ids: Collection[UUID]) -> CommentQuerySet:
    """Replies of these clients since which the actor has not been there, the newest first."""
    cares = CareLink.objects.live(actor.now).working().filter(client=OuterRef("client_id"))
    found = Comment.objects.sent().filter(
        Exists(
            cares.filter(membership=actor.membership, starts_at__lte=OuterRef("sent_at") + HANDOVER)
        ),
        client__in=client_ids,
        is_by_client=True,
        sent_at__gt=actor.now - NEWS,
    )
    for record in (AuditIntake, AuditEvent):
        been_there = record.objects.filter(
            practice_id=actor.practice_id,
            actor=actor.user_id,
            action__in=(READ, SEEN),
            client_id=OuterRef("client_id"),
            object_id=OuterRef("assignment_id"),
            at__gt=OuterRef("sent_at"),
        )
        found = found.exclude(Exists(been_there))
    return found.order_by("-sent_at", "pk")


def unread_replies(actor: Actor, clients: Mapping[UUID, Client]) -> list[Reply]:
    """One for each sheet, the oldest first. One query; keys must be warm."""
    rows = (
        unread_by(actor, list(clients))
        .select_related("assignment__version", "round")
        .only(
            "client_id",
            "prompt_key",
            "body",
            "sent_at",
            "assignment__version__title",
            "round__number",
            "round__submitted_at",
        )
    )
    newest: dict[UUID, Comment] = {}
    counts: dict[UUID, int] = {}
    for row in rows:
        newest.setdefault(row.assignment_id, row)
        counts[row.assignment_id] = counts.get(row.assignment_id, 0) + 1
    found = [Reply(row, clients[row.client_id], counts[key] - 1) for key, row in newest.items()]
    return found[::-1]


def news_of(actor: Actor, client: Client) -> dict[UUID, datetime]:
    """When she wrote back last, by the sheets to which the actor has not come since. One query."""
    found = unread_by(actor, [client.pk]).values_list("assignment_id", "sent_at")
    return dict(reversed(list(found)))
