"""Deliveries: one table that is the plan, the queue and the ledger; and what stops them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Delivery(models.Model):
    """One message to one person on one channel.

    `local_on`, `local_time` and `zone` say what the person was shown; `due_at` is that instant in
    UTC. Content and addresses are never stored: both are looked up by purpose at the claim.

    `merged_into` set: it went out together with that one and was no message of its own. Skipped
    with `settled_at` null: left out of the plan for now, which a later plan may change.
    """

    # A row that was tried again is planned under its own version and this: a later version of the
    # sheet never meets it.
    AGAIN = 1000

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
    # No index of its own: most installations hold one practice.
    practice = models.ForeignKey("practice.Practice", on_delete=models.PROTECT, db_index=False)
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
    # When somebody decided what becomes of a row in trouble.
    handled_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                "subject", "purpose", "step", "channel", "due_version", name="delivery_once"
            ),
            models.CheckConstraint(
                condition=Q(claim__isnull=True, claimed_at__isnull=True)
                | Q(claim__isnull=False, claimed_at__isnull=False),
                name="delivery_claim_paired",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True)
                | Q(claim__isnull=False) & ~Q(merged_into=models.F("id")),
                name="delivery_merged_is_claimed",
            ),
        ]
        indexes = [
            # A row is written three times in its life, and every index with it: few, and most of
            # them hold only rows in one state. What the dispatcher walks is the first.
            models.Index("due_at", "id", name="delivery_next", condition=Q(state="planned")),
            models.Index("claimed_at", name="delivery_claimed", condition=Q(state="claimed")),
            models.Index(
                "merged_into", name="delivery_merged", condition=Q(merged_into__isnull=False)
            ),
            # How many messages she had in seven days (E-11): hers alone, and by their instant.
            models.Index(
                "person",
                "claimed_at",
                name="delivery_message",
                condition=Q(claimed_at__isnull=False, merged_into__isnull=True),
            ),
            models.Index(
                "settled_at", name="delivery_settled", condition=Q(settled_at__isnull=False)
            ),
            models.Index("due_at", name="delivery_held", condition=Q(state="held")),
            models.Index(
                "practice",
                "due_at",
                name="delivery_trouble",
                condition=Q(state__in=["failed", "bounced", "expired", "unknown"]),
            ),
            models.Index("person", "due_at", name="delivery_person"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"

    @property
    def planned_version(self) -> int:
        """The due version that it was planned with, however often it was tried again."""
        return self.due_version % self.AGAIN


class ChannelStop(models.Model):
    """A channel that does not reach a person, or must not, until it is lifted (M-07)."""

    class Kind(models.TextChoices):
        BOUNCED = "bounced", _("mail came back")
        COMPLAINT = "complaint", _("marked as unwanted")
        WRONG_PERSON = "wrong_person", _("reached somebody else")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.UUIDField()
    channel = models.CharField(max_length=10, default="email")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    at = models.DateTimeField()
    delivery = models.ForeignKey(
        Delivery, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    # Nobody where her address changed: that lifts it by itself.
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "person",
                "channel",
                "kind",
                condition=Q(lifted_at__isnull=True),
                name="channel_stop_stands_once",
            ),
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True) | Q(lifted_at__isnull=False),
                name="channel_stop_lifted_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.kind} {self.person}"


class Freeze(models.Model):
    """Nothing goes out while one stands: after a restore, or because somebody asked for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField()
    why = models.CharField(max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | Q(released_at__isnull=False),
                name="freeze_released_paired",
            ),
        ]
        indexes = [
            models.Index("at", name="freeze_standing", condition=Q(released_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"frozen {self.at:%Y-%m-%d %H:%M}"


class DispatchMark(models.Model):
    """How far deliveries have come: one row. The cache's copy outlives a restored database."""

    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="dispatch_mark_is_one")]

    def __str__(self) -> str:
        return f"dispatched {self.at:%Y-%m-%d %H:%M}"
