"""What clients wrote back under a comment, and which of it the counselor has not read yet.

She has read it once she opened the sheet's review, or said "seen", after it was sent. Both stand in
the record of who read what (rulings 34, 35): looking at a page writes nothing else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, UUIDField
from django.db.models.expressions import RawSQL

from clients.models import Client
from practice.access import Actor
from worksheets.models import Comment
from worksheets.models.reviewing import CommentQuerySet

READ = "review.read"
SEEN = "replies.seen"
# What is older is no news; it stands in its review for good.
NEWS = timedelta(days=60)
# Who takes over or covers is not shown what was read before her, but for the last days.
HANDOVER = timedelta(days=7)

# Whether nothing in the record, sealed or not yet, says that the actor came to the sheet since.
# In words of the database: put together by the ORM it took longer than all else about a reply.
NOT_READ = " AND ".join(
    f"""NOT EXISTS (
        SELECT 1 FROM {record} WHERE {record}.practice_id = %s AND {record}.actor = %s
        AND {record}.client_id = worksheets_comment.client_id
        AND {record}.object_id = worksheets_comment.assignment_id
        AND {record}.at > worksheets_comment.sent_at
        AND {record}.action IN ('{READ}', '{SEEN}')
    )"""  # noqa: S608 - names of ours alone
    for record in ("practice_auditintake", "practice_auditevent")
)


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


def unread_by(actor: Actor, client_ids: Iterable[UUID]) -> CommentQuerySet:
    """Replies of these clients since which the actor has not been there, the newest first."""
    ids = [UUIDField().get_db_prep_value(one, connection) for one in who_reads(actor)]
    return Comment.objects.filter(
        RawSQL(NOT_READ, ids * 2, output_field=BooleanField()),  # noqa: S611 - see above
        client__in=list(client_ids),
        is_by_client=True,
        sent_at__gt=actor.now - NEWS,
    ).order_by("-sent_at", "pk")


def who_reads(actor: Actor) -> tuple[UUID | None, UUID | None]:
    """The actor as the record names her: practice and account."""
    return actor.practice_id, actor.user_id


def unread_replies(
    actor: Actor, clients: Mapping[UUID, Client], since: Mapping[UUID, datetime]
) -> list[Reply]:
    """One for each sheet, the oldest first; `since` is when her care of each client began.

    One query; keys must be warm.
    """
    rows = (
        unread_by(actor, clients)
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
        if is_news(row.sent_at, since.get(row.client_id)):
            newest.setdefault(row.assignment_id, row)
            counts[row.assignment_id] = counts.get(row.assignment_id, 0) + 1
    found = [Reply(row, clients[row.client_id], counts[key] - 1) for key, row in newest.items()]
    return found[::-1]


def is_news(sent_at: datetime | None, since: datetime | None) -> bool:
    """Sent in her time, or in the last days before it."""
    return sent_at is not None and since is not None and sent_at >= since - HANDOVER


def news_of(actor: Actor, client: Client, since: datetime | None) -> dict[UUID, datetime]:
    """When she wrote back last, by the sheets to which the actor has not come since. One query."""
    found = unread_by(actor, [client.pk]).values_list("assignment_id", "sent_at")
    return {key: at for key, at in reversed(found) if at and is_news(at, since)}
