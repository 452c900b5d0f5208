"""What a counselor writes for herself: another table and key than what is shared (PN-01)."""

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from clients.models.care import CareLink, Client
from practice.access import Actor
from practice.models import Membership
from practice.vault import SealedJSON, SealedText


class PrivateNoteQuerySet(models.QuerySet["PrivateNote"]):
    """Private notes in the field's words."""

    def visible_to(self, actor: Actor) -> "PrivateNoteQuerySet":
        """Her own while she cares for the client, and those that she was named to read.

        Not to who covers, nor to anybody else of the team.
        """
        if actor.membership is None or not actor.is_staff:
            return self.none()
        named = PrivateNoteReader.objects.filter(
            client=OuterRef("client"),
            author=OuterRef("author"),
            supervisor=actor.membership,
            ended_at__isnull=True,
        )
        supervises = CareLink.objects.live(actor.now).filter(
            client=OuterRef("client"),
            membership=actor.membership,
            role=CareLink.Role.SUPERVISOR,
        )
        mine = Q(author=actor.membership)
        return self.filter(
            mine | Q(Exists(named), Exists(supervises)),
            client__in=Client.objects.visible_to(actor),
        )


class PrivateNote(models.Model):
    """One of them. `session_on` is the day of the session that it is about, where it is about one.

    Kept by the saving protocol: `keys` are [key, revision] of the latest saves, `others` texts that
    came with an old revision, kept until she has chosen.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="private_notes", db_index=False
    )
    author = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    session_on = models.DateField(null=True, blank=True)
    body = SealedText(purpose="clinician", client="client_id", max_length=20_000)
    others = SealedJSON(purpose="clinician", client="client_id", null=True)
    revision = models.PositiveIntegerField(default=0)
    keys = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = PrivateNoteQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["author", "client", "-created_at"], name="private_note_of_author"),
            models.Index(fields=["client"], name="private_note_of_client"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class PrivateNoteReader(models.Model):
    """The supervisor whom an author named for one client; she reads, and changes nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", db_index=False)
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    supervisor = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "client",
                "author",
                "supervisor",
                condition=Q(ended_at__isnull=True),
                name="private_note_reader_once",
            ),
        ]
        indexes = [models.Index(fields=["client"], name="private_note_reader_client")]

    def __str__(self) -> str:
        return str(self.id)


class NoteRelease(models.Model):
    """A signed authorisation to hand private notes out, written down before anything opens (PN-04).

    It covers what its author had written about the client until `recorded_at`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField()
    to_whom = SealedText(purpose="clinician", client="client_id", max_length=200)
    address = SealedText(purpose="clinician", client="client_id", max_length=500)
    reason = SealedText(purpose="clinician", client="client_id", max_length=1000)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("recorded_at",)

    def __str__(self) -> str:
        return str(self.id)
