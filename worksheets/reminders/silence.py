"""Two messages in a row without a sign-in: reminders stop, somebody asks how it is going (E-12)."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, Exists, OuterRef
from django.db.models.expressions import RawSQL

from clients.models import Client
from practice.deliveries import purposes
from practice.models import Delivery

IN_A_ROW = 2
LATELY = timedelta(days=1)
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # before anybody signed in
# What came back never reached her: that is no silence of hers.
REACHED = [Delivery.State.CLAIMED, Delivery.State.SENT, Delivery.State.UNKNOWN]

# Her messages since she last signed in, or reminders were resumed: a range of hers alone, however
# many lie behind. In words of the database: put together by the ORM it took as long as two other
# queries, on every look at Today.
HAD = """(
    SELECT count(*) FROM practice_delivery had
    WHERE had.person = clients_client.id AND had.merged_into_id IS NULL AND had.claimed_at <= %s
    AND had.state IN ({states}) AND had.purpose IN ({purposes})
    AND had.claimed_at > COALESCE((
        SELECT practice_user.last_login FROM practice_membership hers
        JOIN practice_user ON practice_user.id = hers.user_id
        WHERE hers.id = clients_client.membership_id), %s)
    AND had.claimed_at > COALESCE((
        SELECT clients_contact.resumed_at FROM clients_contact
        WHERE clients_contact.client_id = clients_client.id), %s)
) >= {in_a_row}"""


def silent_clients(clients: Collection[UUID], now: datetime) -> set[UUID]:
    """Those of these clients, by id, who had two messages since they last signed in. One query."""
    mine = Client.objects.filter(is_silent(now), pk__among=list(clients))
    return set(mine.values_list("pk", flat=True))


def is_silent(now: datetime) -> RawSQL:
    """The same of one client, in a query that reads clients_client under its own name.

    What counts begins anew when her counselor or she herself resumes reminders.
    """
    purposes_ = counted() or [""]
    had = HAD.format(
        states=", ".join(["%s"] * len(REACHED)),
        purposes=", ".join(["%s"] * len(purposes_)),
        in_a_row=IN_A_ROW,
    )
    until, never = map(connection.ops.adapt_datetimefield_value, (now, NEVER))
    given = [until, *REACHED, *purposes_, never, never]
    return RawSQL(had, given, output_field=BooleanField())  # noqa: S611


def reached_lately(now: datetime) -> list[UUID]:
    """Whom a message reached in the last day while another one is planned for her. One query."""
    rows = Delivery.objects.filter(settled_at__gt=now - LATELY, state__in=REACHED)
    rows = rows.filter(purpose__in=counted(), merged_into__isnull=True)
    ahead = Delivery.objects.filter(person=OuterRef("person"), state=Delivery.State.PLANNED)
    with_more = rows.filter(Exists(ahead.filter(purpose__in=counted())))
    return list(with_more.order_by("person").values_list("person", flat=True).distinct())


def counted() -> list[str]:
    """The purposes whose messages the cap counts."""
    return [name for name, purpose in purposes.items() if purpose.counts]
