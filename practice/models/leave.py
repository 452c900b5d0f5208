"""When a colleague is away, and what her clients read meanwhile."""

import uuid
from datetime import date, datetime, time, timedelta
from typing import Protocol

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from practice.models.people import Membership, Reader
from practice.vault import SealedText
from practice.zones import to_utc

# How far ahead days away may be set.
FURTHEST = timedelta(days=366 * 2)


class Colleague(Reader, Protocol):
    """What a query has to know of whose days these are."""

    @property
    def membership(self) -> Membership | None:
        """Her own membership."""


class LeaveQuerySet(models.QuerySet["Leave"]):
    """Days away in the field's words."""

    def visible_to(self, actor: Colleague) -> "LeaveQuerySet":
        """Her own, to herself."""
        return self.filter(membership=actor.membership) if actor.is_staff else self.none()

    def covered_by(self, actor: Colleague) -> "LeaveQuerySet":
        """Those of others in which she looks after their clients; their words are not hers."""
        if not actor.is_staff:
            return self.none()
        return self.filter(cover=actor.membership).defer("words")

    def standing(self, day: date) -> "LeaveQuerySet":
        """Those that are not over on this day."""
        return self.filter(ends_on__gte=day)

    def on(self, day: date) -> "LeaveQuerySet":
        """Those that this day is one of."""
        return self.standing(day).filter(starts_on__lte=day)

    def meeting(self, first: date, last: date) -> "LeaveQuerySet":
        """Those with a day among these."""
        return self.standing(first).filter(starts_on__lte=last)


class Leave(models.Model):
    """Days on which a colleague is away, the first and the last among them.

    `words` are what her clients read then (N-03); sealed under a key of her membership.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="leaves")
    starts_on = models.DateField()
    ends_on = models.DateField()
    # Who looks after her clients meanwhile (B-06).
    cover = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    words = SealedText(purpose="care", client="membership_id", max_length=500)
    created_at = models.DateTimeField(default=timezone.now)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="leave_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(cover__isnull=True) | ~Q(cover=F("membership")),
                name="leave_covered_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"away {self.starts_on} to {self.ends_on}"

    def covers(self, day: date) -> bool:
        """Whether she is away on this day."""
        return self.starts_on <= day <= self.ends_on

    @property
    def begins_at(self) -> datetime:
        """The first instant of it on her own clock. Reads her membership and practice."""
        return to_utc(self.starts_on, time.min, self.membership.zone)

    @property
    def is_over_at(self) -> datetime:
        """The first instant after it."""
        return to_utc(self.ends_on + timedelta(days=1), time.min, self.membership.zone)
