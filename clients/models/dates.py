"""Tender dates: days that may be hard."""

import calendar
import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models.care import Client
from practice.access import Actor
from practice.vault import SealedText


class TenderDateQuerySet(models.QuerySet["TenderDate"]):
    """Tender dates in the field's words."""

    def visible_to(self, actor: Actor) -> "TenderDateQuerySet":
        """Hers to herself; to staff those of their caseload that she did not keep to herself."""
        return self.filter(client__in=Client.objects.visible_to(actor)).shown_to(actor)

    def shown_to(self, actor: Actor) -> "TenderDateQuerySet":
        """The same of a client who was found as visible: her own rows need no second proof."""
        standing = self.filter(removed_at__isnull=True)
        return standing if actor.is_client else standing.filter(is_private=False)


class TenderDate(models.Model):
    """One day that may be hard. No reminders on it or the day before unless she says keep.

    The words stand in `own_label` while the row is private, else in `label`; the other is empty.
    """

    class Quiet(models.TextChoices):
        PAUSE = "pause", _("Pause them")
        KEEP = "keep", _("Keep them")
        ASK = "ask", _("Ask me each time")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="tender_dates", db_index=False
    )
    on_date = models.DateField()
    is_yearly = models.BooleanField(default=False)
    label = SealedText(purpose="care", client="client_id", max_length=120)
    # Null where it holds nothing: a staff process cannot seal under this ring, not even "".
    own_label = SealedText(
        purpose="own", client="client_id", max_length=120, null=True, default=None
    )
    quiet = models.CharField(max_length=6, choices=Quiet.choices, default=Quiet.PAUSE)
    # Where `quiet` is ask: the one time that she said to keep reminders on and before, and the one
    # for which she has given an answer at all.
    keeps_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    is_private = models.BooleanField(default=True)
    is_hers = models.BooleanField(default=True, help_text="She marked it, not her counselor.")
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = TenderDateQuerySet.as_manager()

    class Meta:
        indexes = [models.Index("client", "on_date", name="tender_date_of_client")]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_private=False) | Q(is_hers=True), name="tender_date_private_is_hers"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def words(self) -> str:
        """What she calls it, from the one column that holds it; staff never read hers (V-06)."""
        return (self.own_label or "") if self.is_private else self.label

    def in_year(self, year: int) -> date:
        """Its day in that year; 29 February is the 28th where there is none."""
        last = calendar.monthrange(year, self.on_date.month)[1]
        return self.on_date.replace(year=year, day=min(self.on_date.day, last))

    def falls_on(self, day: date) -> bool:
        """True on the day itself, and on its like in later years where it comes every year."""
        if self.is_yearly and day >= self.on_date:
            return self.in_year(day.year) == day
        return self.on_date == day

    def next_on(self, today: date) -> date | None:
        """The day it comes next, today included; None for a single day that is over."""
        if self.on_date >= today:
            return self.on_date
        if not self.is_yearly:
            return None
        this_year = self.in_year(today.year)
        return this_year if this_year >= today else self.in_year(today.year + 1)
