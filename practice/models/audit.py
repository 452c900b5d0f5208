"""Who did or read what (H-05, H-06). Ids and codes only, never content; no foreign keys."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q


class AuditRow(models.Model):
    """What one event says."""

    practice_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    action = models.CharField(max_length=80)
    client_id = models.UUIDField(null=True)
    object_type = models.CharField(max_length=80, blank=True)
    object_id = models.UUIDField(null=True)
    outcome = models.CharField(max_length=20, default="done")
    ip = models.GenericIPAddressField(null=True)
    details = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.action


class AuditIntake(AuditRow):
    """An event as its transaction wrote it, until the sealer chains it within a minute or so."""

    id = models.BigAutoField(primary_key=True)

    class Meta:
        indexes = [
            models.Index("practice_id", "id", name="audit_intake_to_seal"),
            models.Index("client_id", "at", name="audit_intake_client"),
        ]


class AuditEvent(AuditRow):
    """A link of the practice's chain. `hash` covers the event and the link before it."""

    id = models.BigAutoField(primary_key=True)
    seq = models.PositiveBigIntegerField()
    sealed_at = models.DateTimeField()
    key_id = models.CharField(max_length=40)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint("practice_id", "seq", name="audit_event_once"),
            # Events of no practice form one chain, and two NULLs are never equal.
            models.UniqueConstraint(
                "seq", condition=Q(practice_id__isnull=True), name="audit_event_once_outside"
            ),
        ]
        indexes = [
            models.Index("practice_id", "client_id", "at", name="audit_event_client"),
            models.Index("practice_id", "actor", "at", name="audit_event_actor"),
        ]


class GuardDoor(models.Model):
    """While a transaction holds a row here, its own changes pass the guards (practice.guards)."""

    id = models.BigAutoField(primary_key=True)
    reason = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.reason
