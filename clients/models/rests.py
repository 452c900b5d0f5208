"""Threads that wait for no answer, though the client wrote last."""

import uuid

from django.db import models
from django.db.models import Q

from clients.models.care import Client
from clients.models.notes import Thread
from practice.access import Actor
from practice.models import Membership


class ThreadRestQuerySet(models.QuerySet["ThreadRest"]):
    """Words on threads that rest, in the field's words."""

    def visible_to(self, actor: Actor) -> "ThreadRestQuerySet":
        """Those of the caseload, to staff; they are no page of hers."""
        if not actor.is_staff:
            return self.none()
        return self.filter(client__in=Client.objects.visible_to(actor))

    def standing(self) -> "ThreadRestQuerySet":
        """Those that nobody took back."""
        return self.filter(ended_at__isnull=True)


class ThreadRest(models.Model):
    """What she wrote in a thread up to `upto` waits for no answer: who said so, and when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    thread = models.ForeignKey(
        Thread, on_delete=models.PROTECT, related_name="rests", db_index=False
    )
    upto = models.DateTimeField()
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ThreadRestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "thread", "upto", condition=Q(ended_at__isnull=True), name="thread_rest_one_each"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
