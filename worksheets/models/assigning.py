"""Assignments and their rounds: facts are stored, the state is derived (architecture 3)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from practice.access import Actor
from practice.models import Practice
from practice.vault import SealedText
from worksheets.models.library import Version


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Assignments in the field's words; the states agree with `Assignment.state`."""

    def visible_to(self, actor: Actor) -> "AssignmentQuerySet":
        """Those of clients whom the actor may see; nobody sees another client's."""
        return self.filter(client__in=Client.objects.visible_to(actor))

    def standing(self) -> "AssignmentQuerySet":
        """Neither withdrawn nor declined nor passed."""
        return self.filter(
            withdrawn_at__isnull=True, declined_at__isnull=True, passed_at__isnull=True
        )

    def open(self) -> "AssignmentQuerySet":
        """Hers to do: standing, and the current round not yet submitted."""
        return self.standing().filter(
            rounds__superseded_at__isnull=True, rounds__submitted_at__isnull=True
        )

    def done(self) -> "AssignmentQuerySet":
        """The current round was submitted (either button, E-21) and nothing closed it since."""
        return self.standing().filter(
            rounds__superseded_at__isnull=True, rounds__submitted_at__isnull=False
        )

    def awaiting_review(self) -> "AssignmentQuerySet":
        """Done, and not yet reviewed."""
        return self.done().filter(
            rounds__superseded_at__isnull=True, rounds__reviewed_at__isnull=True
        )

    def in_state(self, state: str) -> "AssignmentQuerySet":
        """Those whose `state` is this one of Assignment.State."""
        current = Q(rounds__superseded_at__isnull=True)
        opened = Q(rounds__opened_at__isnull=False)
        match state:
            case Assignment.State.WITHDRAWN:
                return self.filter(withdrawn_at__isnull=False)
            case Assignment.State.DECLINED:
                return self.filter(withdrawn_at__isnull=True, declined_at__isnull=False)
            case Assignment.State.PASSED:
                return self.filter(
                    withdrawn_at__isnull=True, declined_at__isnull=True, passed_at__isnull=False
                )
            case Assignment.State.DONE:
                return self.done()
            case Assignment.State.OPENED:
                return self.open().filter(current & opened)
            case _:
                return self.standing().filter(current & ~opened, rounds__submitted_at__isnull=True)


class Assignment(models.Model):
    """A worksheet version given to a client, with the reason she reads first."""

    class State(models.TextChoices):
        NOT_OPENED = "not_opened", _("not opened")
        OPENED = "opened", _("opened")
        DONE = "done", _("done")
        DECLINED = "declined", _("not now")
        PASSED = "passed", _("passed")
        WITHDRAWN = "withdrawn", _("taken back")

    class Reason(models.TextChoices):
        PAINFUL = "painful", _("It is too painful right now")
        NO_PRIVACY = "no_privacy", _("I have no private moment")
        UNCLEAR = "unclear", _("I did not understand it")
        LONG = "long", _("It is too long")
        OTHER_LIFE = "other_life", _("It is not my situation")
        OTHER = "other", _("Something else")
        NONE = "none", _("No reason given")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="assignments", db_index=False
    )
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="assignments")
    reason = SealedText(purpose="care", client="client_id", max_length=500)
    due_on = models.DateField(null=True, blank=True)
    due_version = models.PositiveIntegerField(default=1)
    kept_private = models.JSONField(default=list)
    request_key = models.UUIDField(default=uuid.uuid4)
    assigned_at = models.DateTimeField(default=timezone.now)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    declined_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(max_length=20, choices=Reason.choices, blank=True)
    decline_words = SealedText(purpose="care", client="client_id", max_length=500, null=True)
    decline_seen_at = models.DateTimeField(null=True, blank=True)
    passed_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("client", "request_key", name="assignment_once_a_click"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="assignment_withdrawn_paired",
            ),
            models.CheckConstraint(
                condition=Q(declined_at__isnull=True, decline_reason="")
                | Q(declined_at__isnull=False) & ~Q(decline_reason=""),
                name="assignment_declined_paired",
            ),
        ]
        indexes = [
            models.Index(fields=["client", "-assigned_at"], name="assignment_of_client"),
            models.Index(
                fields=["client"],
                name="assignment_put_aside",
                condition=Q(declined_at__isnull=False, decline_seen_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def state_from(self, current: "Round") -> "Assignment.State":
        """What staff may know (rulings 1), given the current round. Never says *started*."""
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        if self.declined_at:
            return self.State.DECLINED
        if self.passed_at:
            return self.State.PASSED
        if current.submitted_at:
            return self.State.DONE
        return self.State.OPENED if current.opened_at else self.State.NOT_OPENED


class RoundQuerySet(models.QuerySet["Round"]):
    """Rounds in the field's words."""

    def visible_to(self, actor: Actor) -> "RoundQuerySet":
        """Those of clients whom the actor may see."""
        return self.filter(client__in=Client.objects.visible_to(actor))

    def current(self) -> "RoundQuerySet":
        """The latest round of each assignment."""
        return self.filter(superseded_at__isnull=True)

    def awaiting_review(self) -> "RoundQuerySet":
        """Submitted, current, not reviewed, and the assignment still stands."""
        return self.current().filter(
            submitted_at__isnull=False,
            reviewed_at__isnull=True,
            assignment__withdrawn_at__isnull=True,
            assignment__declined_at__isnull=True,
            assignment__passed_at__isnull=True,
        )


class Round(models.Model):
    """One pass over a sheet: opened, submitted, reviewed. Sending back begins another."""

    class DoneAs(models.TextChoices):
        DONE = "done", _("Done")
        COULD = "could", _("Did what I could")

    class Closing(models.TextChoices):
        SEEN = "seen", _("Seen")
        THANKS = "thanks", _("Thank you")
        TALK = "talk", _("Let us talk about this")
        BACK = "back", _("Back to you")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="rounds", db_index=False
    )
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField(default=1)
    reopened_keys = models.JSONField(default=list)
    begun_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True, blank=True)
    last_prompt = models.CharField(max_length=80, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submit_key = models.UUIDField(null=True, blank=True)
    done_as = models.CharField(max_length=6, choices=DoneAs.choices, blank=True)
    is_on_paper = models.BooleanField(default=False)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closing = models.CharField(max_length=6, choices=Closing.choices, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    # Up to when she has read what was said to it; her lists read it, no page of staff does.
    words_read_at = models.DateTimeField(null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("assignment", "number", name="round_number"),
            models.UniqueConstraint(
                "assignment", condition=Q(superseded_at__isnull=True), name="round_one_current"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True, closing="")
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False) & ~Q(closing=""),
                name="round_reviewed_paired",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True) | Q(submitted_at__isnull=False),
                name="round_reviewed_after_submit",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, done_as="")
                | Q(submitted_at__isnull=False) & ~Q(done_as=""),
                name="round_submitted_paired",
            ),
        ]
        indexes = [
            models.Index(
                fields=["client", "submitted_at"],
                name="round_awaiting_review",
                condition=Q(
                    superseded_at__isnull=True,
                    submitted_at__isnull=False,
                    reviewed_at__isnull=True,
                ),
            ),
            models.Index(
                fields=["client"],
                name="round_unsettled",
                condition=Q(superseded_at__isnull=True, reviewed_at__isnull=True),
            ),
            models.Index(fields=["client", "-begun_at"], name="round_of_client"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class GateCheck(models.Model):
    """One gate ticked at assigning: which, who, when. No clinical words (G-01)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="gate_checks", db_index=False
    )
    gate = models.CharField(max_length=80)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("assignment", "gate", name="gate_check_once"),
        ]

    def __str__(self) -> str:
        return self.gate
