"""What she writes. Every draft is sealed under the `own` key, which no staff process can load."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from practice.access import Actor
from practice.vault import SealedJSON, SealedText
from worksheets.models.assigning import Assignment, Round


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Answers in the field's words."""

    def visible_to(self, actor: Actor) -> "AnswerQuerySet":
        """Hers to herself alone. Staff read submissions, never answers (V-02)."""
        if not actor.is_client:
            return self.none()
        return self.filter(client__in=Client.objects.visible_to(actor))


class Answer(models.Model):
    """What she wrote for one prompt, whoever may see it later.

    `value` is what the prompt's type keeps, or None where she cleared it. `choice` is her own word
    on sharing; empty means as marked. `keys` are the idempotency keys of the latest saves, newest
    last, each with the revision that it made.
    """

    class Choice(models.TextChoices):
        SHARED = "shared", _("shared")
        PRIVATE = "private", _("private")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="answers", db_index=False
    )
    prompt_key = models.CharField(max_length=80)
    value = SealedJSON(purpose="own", client="client_id", null=True)
    revision = models.PositiveIntegerField(default=0)
    choice = models.CharField(max_length=8, choices=Choice.choices, blank=True)
    keys = models.JSONField(default=list)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("assignment", "prompt_key", name="answer_one_a_prompt"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class OtherTextQuerySet(models.QuerySet["OtherText"]):
    """Kept texts in the field's words."""

    def visible_to(self, actor: Actor) -> "OtherTextQuerySet":
        """Hers to herself alone."""
        if not actor.is_client:
            return self.none()
        return self.filter(client__in=Client.objects.visible_to(actor))

    def waiting(self) -> "OtherTextQuerySet":
        """Those that she has not yet chosen about."""
        return self.filter(resolved_at__isnull=True)


class OtherText(models.Model):
    """A save that came with an old revision: kept beside the answer until she chooses."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    answer = models.ForeignKey(
        Answer, on_delete=models.PROTECT, related_name="other_texts", db_index=False
    )
    value = SealedJSON(purpose="own", client="client_id", null=True)
    base_revision = models.PositiveIntegerField()
    key = models.UUIDField()
    device = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects = OtherTextQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("answer", "key", name="other_text_once"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class AddedLineQuerySet(models.QuerySet["AddedLine"]):
    """Added lines in the field's words."""

    def visible_to(self, actor: Actor) -> "AddedLineQuerySet":
        """Hers to herself alone."""
        if not actor.is_client:
            return self.none()
        return self.filter(client__in=Client.objects.visible_to(actor))


class AddedLine(models.Model):
    """What she would say today to something that she wrote before, beside it and never in it.

    It stands under her answer to one prompt as it was in one round.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="added_lines", db_index=False
    )
    prompt_key = models.CharField(max_length=80)
    body = SealedText(purpose="own", client="client_id", max_length=2000)
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = AddedLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("round", "prompt_key", name="added_line_one_an_answer"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class TalkRequestQuerySet(models.QuerySet["TalkRequest"]):
    """Requests to talk in the field's words."""

    def visible_to(self, actor: Actor) -> "TalkRequestQuerySet":
        """Those of clients whom the actor may see."""
        return self.filter(client__in=Client.objects.visible_to(actor))

    def waiting(self) -> "TalkRequestQuerySet":
        """Those that no counselor has marked as seen."""
        return self.filter(seen_at__isnull=True)


class TalkRequest(models.Model):
    """ "Please raise it with me": one line that she sent by itself, at once (rulings 5)."""

    class Kind(models.TextChoices):
        SAFETY = "safety", _("Please raise safety with me")
        TALK_FIRST = "talk_first", _("Let us talk before this sheet")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="talk_requests")
    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, null=True, blank=True, related_name="talk_requests"
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        "practice.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = TalkRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seen_at__isnull=True, seen_by__isnull=True)
                | models.Q(seen_at__isnull=False, seen_by__isnull=False),
                name="talk_request_seen_paired",
            ),
        ]
        indexes = [
            models.Index(
                fields=["client"],
                name="talk_request_waiting",
                condition=models.Q(seen_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
