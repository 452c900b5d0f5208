"""Which sheet, or which part of one, a thread of notes is about (rulings 31)."""

import uuid

from django.db import models

from clients.models import Client, Thread
from worksheets.models.assigning import Assignment


class ThreadSheet(models.Model):
    """The link. `prompt_key` is empty where the thread is about the whole sheet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="threads", db_index=False
    )
    prompt_key = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("assignment", "prompt_key", name="thread_sheet_one_a_part"),
        ]

    def __str__(self) -> str:
        return str(self.id)
