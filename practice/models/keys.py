"""Wrapped data keys: one table of their own, without foreign keys (rulings 7)."""

import uuid

from django.db import models
from django.db.models import Q


class WrappedKey(models.Model):
    """A subject's data key for one purpose, wrapped by a ring; empty once destroyed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField()
    purpose = models.CharField(max_length=12)
    ring_key = models.CharField(max_length=40, blank=True)
    wrapped = models.BinaryField(null=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("subject", "purpose", name="wrapped_key_once"),
            models.CheckConstraint(
                condition=Q(destroyed_at__isnull=True, wrapped__isnull=False)
                | Q(destroyed_at__isnull=False, wrapped__isnull=True),
                name="wrapped_key_or_stone",
            ),
        ]
        indexes = [models.Index("purpose", "ring_key", name="wrapped_key_rotation")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject}"
