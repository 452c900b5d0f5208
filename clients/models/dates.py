"""Tender dates: days that may be hard."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models.care import Client
from practice.access import Actor
from practice.vault import SealedText


class TenderDateQuerySet(models.QuerySet["TenderDate"]):
    """Tender dates in the field's words."""

    def visible_to(self, actor: Actor) -> "TenderDateQuerySet":
        """Hers to herself; to staff those of their caseload that she did not keep to herself."""
        mine = self.filter(client__in=Client.objects.visible_to(actor), removed_at__isnull=True)
        return mine if actor.is_client else mine.filter(is_private=False)


class TenderDate(models.Model):
    """One day that may be hard. No reminders on it or the day before unless she says keep."""

    class Quiet(models.TextChoices):
        PAUSE = "pause", _("Pause them")
        KEEP = "keep", _("Keep them")
        ASK = "ask", _("Ask me each time")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="tender_dates")
    on_date = models.DateField()
    is_yearly = models.BooleanField(default=False)
    label = SealedText(purpose="care", client="client_id", max_length=120)
    own_label = SealedText(purpose="own", client="client_id", max_length=120)
    quiet = models.CharField(max_length=6, choices=Quiet.choices, default=Quiet.PAUSE)
    is_private = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = TenderDateQuerySet.as_manager()

    class Meta:
        indexes = [models.Index("client", "on_date", name="tender_date_of_client")]

    def __str__(self) -> str:
        return str(self.id)
