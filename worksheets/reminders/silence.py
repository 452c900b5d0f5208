"""Two messages in a row without a sign-in: reminders stop, somebody asks how it is going (E-12)."""

from collections.abc import Collection
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Count, DateTimeField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from clients.models import Client
from practice.deliveries import purposes
from practice.models import Delivery

IN_A_ROW = 2
# What came back never reached her: that is no silence of hers.
REACHED = [Delivery.State.CLAIMED, Delivery.State.SENT, Delivery.State.UNKNOWN]
NEVER = Value(datetime(1970, 1, 1, tzinfo=UTC), output_field=DateTimeField())


def silent_clients(clients: Collection[UUID], now: datetime) -> set[UUID]:
    """Those of these clients, by id, who had two messages since they last signed in. One query.

    What counts begins anew when her counselor or she herself resumes reminders.
    """
    last_sign_in = Coalesce(F("membership__user__last_login"), NEVER)
    found = Client.objects.filter(pk__in=list(clients)).annotate(
        since=Greatest(last_sign_in, Coalesce(F("contact__resumed_at"), NEVER)),
        had=Coalesce(Subquery(_messages_since(now)), 0),
    )
    return set(found.filter(had__gte=IN_A_ROW).values_list("pk", flat=True))


def counted() -> list[str]:
    """The purposes whose messages the cap counts."""
    return [name for name, purpose in purposes.items() if purpose.counts]


def _messages_since(now: datetime) -> QuerySet:
    since_then = Delivery.objects.filter(
        person=OuterRef("pk"),
        purpose__in=counted(),
        state__in=REACHED,
        merged_into__isnull=True,
        claimed_at__gt=OuterRef("since"),
        claimed_at__lte=now,
    )
    return since_then.order_by().values("person").annotate(n=Count("pk")).values("n")
