"""Notes between a client and those who care for her: threads, notes, drafts, who has read what."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from clients.models.care import Client
from practice.access import Actor
from practice.models import Membership
from practice.vault import SealedJSON, SealedText

# How long a note can be taken back as if it had never been sent: nobody else sees it before.
UNDO = timedelta(seconds=60)


class ThreadQuerySet(models.QuerySet["Thread"]):
    """Threads in the field's words."""

    def visible_to(self, actor: Actor) -> "ThreadQuerySet":
        """Those of clients whom the actor may see; nobody sees another client's."""
        return self.filter(client__in=Client.objects.visible_to(actor))


class Thread(models.Model):
    """Notes that belong together. What a thread is about, worksheets know (rulings 31)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="threads")
    is_general = models.BooleanField(default=False)
    opened_at = models.DateTimeField(default=timezone.now)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "client", condition=Q(is_general=True), name="thread_one_general"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class NoteQuerySet(models.QuerySet["Note"]):
    """Notes in the field's words."""

    def visible_to(self, actor: Actor) -> "NoteQuerySet":
        """Those of clients whom the actor may see, as far as they can be read now."""
        return self.filter(client__in=Client.objects.visible_to(actor)).seen_by(actor)

    def seen_by(self, actor: Actor) -> "NoteQuerySet":
        """Her own, and others' once they can no longer be taken back unseen.

        Of a thread that was found as visible: its own rows need no second proof.
        """
        return self.filter(Q(author=actor.membership) | Q(sent_at__lte=actor.now - UNDO))

    def standing(self) -> "NoteQuerySet":
        """Those that were not recalled."""
        return self.filter(recalled_at__isnull=True)


class Note(models.Model):
    """One note. Recalled it keeps its place and its hour, and loses its words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey(
        Thread, on_delete=models.PROTECT, related_name="notes", db_index=False
    )
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", db_index=False)
    author = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    body = SealedText(purpose="care", client="client_id", max_length=10_000)
    key = models.UUIDField()
    # To be talked about when they meet; it asks for no reply (N-08).
    is_for_session = models.BooleanField(default=False)
    sent_at = models.DateTimeField()
    # By which day she was told that it may be seen (N-02); empty on notes to her.
    read_by = models.DateField(null=True, blank=True)
    recalled_at = models.DateTimeField(null=True, blank=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ("sent_at", "id")
        constraints = [
            models.UniqueConstraint("author", "key", name="note_once_a_press"),
            models.CheckConstraint(
                condition=Q(recalled_at__isnull=True) | Q(recalled_at__gte=models.F("sent_at")),
                name="note_recalled_after_sent",
            ),
        ]
        indexes = [
            models.Index(fields=["thread", "sent_at"], name="note_of_thread"),
            models.Index(fields=["client", "sent_at"], name="note_of_client"),
            # Both asked by every open thread, every few seconds.
            models.Index(fields=["thread", "author", "-sent_at"], name="note_of_author"),
            models.Index(
                fields=["thread", "recalled_at"],
                condition=Q(recalled_at__isnull=False),
                name="note_recalled",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def can_be_undone(self, now: datetime) -> bool:
        """True while nobody else can have seen it."""
        return self.recalled_at is None and now < self.sent_at + UNDO


class Draft(models.Model):
    """Words that were not sent yet: one of each author in a thread, by the saving protocol.

    `keys` are [key, revision] of the latest saves, newest last. `others` are texts that came with
    an old revision, [{"key", "text", "at"}], kept until their author has chosen.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="+", db_index=False)
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=0)
    keys = models.JSONField(default=list)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)


class ClientDraft(Draft):
    """Hers, sealed under the key that no staff process can load (V-06)."""

    body = SealedText(purpose="own", client="client_id", max_length=20_000)
    others = SealedJSON(purpose="own", client="client_id", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("thread", "author", name="client_draft_one_each"),
        ]


class StaffDraft(Draft):
    """Of somebody who cares for her; shown to its author alone."""

    body = SealedText(purpose="care", client="client_id", max_length=20_000)
    others = SealedJSON(purpose="care", client="client_id", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("thread", "author", name="staff_draft_one_each"),
        ]


class NoteRead(models.Model):
    """Up to which note somebody has read a thread: `upto` is its hour, and only ever moves on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    thread = models.ForeignKey(
        Thread, on_delete=models.PROTECT, related_name="reads", db_index=False
    )
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    upto = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("thread", "membership", name="note_read_one_each"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class SessionPointQuerySet(models.QuerySet["SessionPoint"]):
    """Points in the field's words."""

    def visible_to(self, actor: Actor) -> "SessionPointQuerySet":
        """Those of the caseload, to staff; they are no page of hers."""
        if not actor.is_staff:
            return self.none()
        return self.filter(client__in=Client.objects.visible_to(actor))

    def waiting(self) -> "SessionPointQuerySet":
        """Those not yet talked about."""
        return self.filter(done_at__isnull=True)

    def for_her_page(self, client: Client) -> "SessionPointQuerySet":
        """What waits for the next session with her, with no more than its line shows."""
        waits = self.waiting().filter(client=client).select_related("note")
        return waits.only("client_id", "body", "at", "done_at", "note__thread_id")


class SessionPoint(models.Model):
    """Something to talk about when they meet, kept from a note or written down by itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="session_points", db_index=False
    )
    note = models.ForeignKey(
        Note, on_delete=models.PROTECT, null=True, blank=True, related_name="points"
    )
    body = SealedText(purpose="care", client="client_id", max_length=500)
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SessionPointQuerySet.as_manager()

    class Meta:
        ordering = ("at",)
        constraints = [
            models.UniqueConstraint(
                "note", condition=Q(done_at__isnull=True), name="session_point_one_a_note"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="session_point_done_paired",
            ),
        ]
        indexes = [models.Index(fields=["client", "at"], name="session_point_of_client")]

    def __str__(self) -> str:
        return str(self.id)
