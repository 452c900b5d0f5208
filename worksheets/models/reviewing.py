"""What was shared, frozen at submit, and what was said about it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clients.models import Client
from practice.access import Actor
from practice.vault import SealedJSON, SealedText
from worksheets.models.assigning import Assignment, Round


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Submissions in the field's words."""

    def visible_to(self, actor: Actor) -> "SubmissionQuerySet":
        """Those of clients whom the actor may see."""
        return self.filter(client__in=Client.objects.visible_to(actor))


class Submission(models.Model):
    """The receipt and the frozen snapshot of one submit (H-07)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="submission")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["client", "-at"], name="submission_of_client")]

    def __str__(self) -> str:
        return str(self.id)


class SharedAnswerQuerySet(models.QuerySet["SharedAnswer"]):
    """Shared answers in the field's words."""

    def standing(self) -> "SharedAnswerQuerySet":
        """Those that she has not withdrawn. Staff read no others (V-07)."""
        return self.filter(withdrawn_at__isnull=True)


class SharedAnswer(models.Model):
    """One answer as it was shared. The only form in which staff ever read her words.

    `shared_at` is set where she shared it after the submit. Withdrawn, it stays as it was sent, and
    no page of staff opens it any more; shared again, it is another row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="shared_answers", db_index=False
    )
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    prompt_key = models.CharField(max_length=80)
    value = SealedJSON(purpose="care", client="client_id")
    shared_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = SharedAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "submission",
                "prompt_key",
                condition=Q(withdrawn_at__isnull=True),
                name="shared_answer_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class CommentQuerySet(models.QuerySet["Comment"]):
    """Comments in the field's words."""

    def visible_to(self, actor: Actor) -> "CommentQuerySet":
        """Sent ones to both sides; a draft to its author alone."""
        return self.filter(client__in=Client.objects.visible_to(actor)).shown_to(actor)

    def shown_to(self, actor: Actor) -> "CommentQuerySet":
        """The same of a sheet that was found as visible: its own rows need no second proof."""
        return self.filter(Q(sent_at__isnull=False) | Q(author_id=actor.user_id))

    def sent(self) -> "CommentQuerySet":
        """Those that the other side can read."""
        return self.filter(sent_at__isnull=False)


class Comment(models.Model):
    """What a counselor says about one part, or the client's reply under it; a draft until sent.

    `prompt_key` is empty for a word about the whole sheet.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", db_index=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="comments")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="comments")
    prompt_key = models.CharField(max_length=80, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    is_by_client = models.BooleanField(default=False)
    body = SealedText(purpose="care", client="client_id", max_length=4000)
    revision = models.PositiveIntegerField(default=1)
    request_key = models.UUIDField(default=uuid.uuid4)
    drafted_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ("drafted_at",)
        constraints = [
            models.UniqueConstraint("author", "request_key", name="comment_once_a_click"),
            models.UniqueConstraint(
                "round",
                "prompt_key",
                "author",
                condition=Q(sent_at__isnull=True),
                name="comment_one_draft",
            ),
        ]
        indexes = [models.Index(fields=["client", "-sent_at"], name="comment_of_client")]

    def __str__(self) -> str:
        return str(self.id)
