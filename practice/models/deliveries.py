"""Deliveries: one table that is the plan, the queue and the ledger."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Delivery(models.Model):
    """One message to one person on one channel.

    `local_on`, `local_time` and `zone` say what the person was shown; `due_at` is that instant in
    UTC. Content and addresses are never stored: both are looked up by purpose at the claim.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held back")
        CLAIMED = "claimed", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("did not go out")
        BOUNCED = "bounced", _("came back")
        SKIPPED = "skipped", _("not needed any more")
        EXPIRED = "expired", _("too late to send")
        UNKNOWN = "unknown", _("may or may not have gone out")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("practice.Practice", on_delete=models.PROTECT)
    purpose = models.CharField(max_length=40)
    subject = models.UUIDField(help_text="The row that the message is about.")
    person = models.UUIDField(help_text="The client or account that it goes to.")
    step = models.CharField(max_length=20, default="once")
    channel = models.CharField(max_length=10, default="email")
    due_version = models.PositiveIntegerField(default=1)
    local_on = models.DateField(help_text="Date on the person's own calendar.")
    local_time = models.TimeField(help_text="Time on the person's own clock.")
    zone = models.CharField(max_length=64, default="UTC")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    reason = models.CharField(max_length=200, blank=True)
    claim = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                "purpose", "subject", "step", "channel", "due_version", name="delivery_once"
            ),
            models.CheckConstraint(
                condition=Q(claim__isnull=True, claimed_at__isnull=True)
                | Q(claim__isnull=False, claimed_at__isnull=False),
                name="delivery_claim_paired",
            ),
        ]
        indexes = [
            models.Index("due_at", name="delivery_due", condition=Q(state="planned")),
            models.Index("claimed_at", name="delivery_claimed", condition=Q(state="claimed")),
            models.Index("subject", name="delivery_subject"),
            models.Index("person", "due_at", name="delivery_person"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"
