"""What a counselor writes for herself: another table and key than what is shared (PN-01)."""

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from clients.models.care import CareLink, Client
from practice.access import Actor
from practice.models import Membership
from practice.vault import SealedJSON, SealedText

LONGEST = 20_000


class PrivateNoteQuerySet(models.QuerySet["PrivateNote"]):
    """Private notes in the field's words."""

    def visible_to(self, actor: Actor) -> "PrivateNoteQuerySet":
        """Her own while she cares for the client, and those that she was named to read.

        Not to who covers, nor to anybody else of the team.
        """
        if actor.membership is None or not actor.is_staff:
            return self.none()
        named = PrivateNoteReader.objects.reading(actor).filter(
            client=OuterRef("client"), author=OuterRef("author")
        )
        return self.filter(
            Q(author=actor.membership) | Q(Exists(named)),
            client__in=Client.objects.visible_to(actor),
        )

    def written_by(self, actor: Actor) -> "PrivateNoteQuerySet":
        """Her own alone, while she cares for the client."""
        return self.visible_to(actor).filter(author=actor.membership)


class PrivateNote(models.Model):
    """One of them. `session_on` is the day of the session that it is about, where it is about one.

    Kept by the saving protocol: `keys` are [key, revision, fingerprint] of the latest saves, the
    last one sealed; `others` texts that came with an old revision, kept until she has chosen.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="private_notes", db_index=False
    )
    author = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    session_on = models.DateField(null=True, blank=True)
    body = SealedText(purpose="clinician", client="client_id", max_length=LONGEST)
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


class PrivateNoteReaderQuerySet(models.QuerySet["PrivateNoteReader"]):
    """Namings in the field's words."""

    def standing(self) -> "PrivateNoteReaderQuerySet":
        """Those that were not ended."""
        return self.filter(ended_at__isnull=True)

    def reading(self, actor: Actor) -> "PrivateNoteReaderQuerySet":
        """Those by which the actor reads now.

        A naming holds as long as the supervisor's part in which it was made, and as the author's
        own part in the care: when both begin anew, it does not.
        """
        live = CareLink.objects.live(actor.now).filter(client=OuterRef("client"))
        supervises = live.filter(
            membership=OuterRef("supervisor"),
            role=CareLink.Role.SUPERVISOR,
            starts_at__lte=OuterRef("since"),
        )
        cares = live.working().filter(membership=OuterRef("author"))
        named = self.standing().filter(supervisor=actor.membership)
        return named.filter(Exists(supervises), Exists(cares))


class PrivateNoteReader(models.Model):
    """The supervisor whom an author named for one client; she reads, and changes nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", db_index=False)
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    supervisor = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PrivateNoteReaderQuerySet.as_manager()

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


class NoteReleaseQuerySet(models.QuerySet["NoteRelease"]):
    """Releases in the field's words."""

    def visible_to(self, actor: Actor) -> "NoteReleaseQuerySet":
        """Her own, while she cares for the client."""
        if actor.membership is None or not actor.is_staff:
            return self.none()
        mine = self.filter(author=actor.membership)
        return mine.filter(client__in=Client.objects.visible_to(actor))


class NoteRelease(models.Model):
    """A signed authorisation to hand private notes out, written down before anything opens (PN-04).

    It covers what its author had written about the client until `recorded_at`: `ReleasedNote`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField()
    to_whom = SealedText(purpose="clinician", client="client_id", max_length=200)
    address = SealedText(purpose="clinician", client="client_id", max_length=500)
    reason = SealedText(purpose="clinician", client="client_id", max_length=1000)
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = NoteReleaseQuerySet.as_manager()

    class Meta:
        ordering = ("recorded_at",)

    def __str__(self) -> str:
        return str(self.id)


class ReleasedNote(models.Model):
    """A private note as it stood when it was released: what is written later goes to nobody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    release = models.ForeignKey(
        NoteRelease, on_delete=models.PROTECT, related_name="notes", db_index=False
    )
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    session_on = models.DateField(null=True, blank=True)
    written_at = models.DateTimeField()
    body = SealedText(purpose="clinician", client="client_id", max_length=LONGEST)

    class Meta:
        ordering = ("place",)
        constraints = [
            models.UniqueConstraint("release", "place", name="released_note_place"),
        ]

    def __str__(self) -> str:
        return str(self.id)
