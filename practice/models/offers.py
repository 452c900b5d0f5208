"""Who was asked to work in a practice, and what came of it."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from practice.models.people import Practice, Reader
from practice.vault import SealedText

DAYS_OPEN = 7
# How long a list shows what is settled.
LISTED = timedelta(days=30)


def mark_of(address: str) -> str:
    """What finds an address again without saying it; upper and lower case alike."""
    return salted_hmac("practice.offer", address.casefold(), algorithm="sha256").hexdigest()


class OfferQuerySet(models.QuerySet["Offer"]):
    """Offers in the field's words."""

    def visible_to(self, actor: Reader) -> "OfferQuerySet":
        """Those of the actor's practice, to staff; who is asked finds hers by her address."""
        return self.filter(practice=actor.practice_id) if actor.is_staff else self.none()

    def to(self, address: str) -> "OfferQuerySet":
        """Those that went to this address."""
        return self.filter(mark=mark_of(address))

    def unanswered(self) -> "OfferQuerySet":
        """Neither answered nor taken back, whatever their time."""
        return self.filter(answered_at__isnull=True, taken_back_at__isnull=True)

    def lately(self, now: datetime) -> "OfferQuerySet":
        """Those that wait or could again, and those of the last month."""
        return self.filter(
            Q(sent_at__gt=now - LISTED) | Q(answered_at__isnull=True, taken_back_at__isnull=True)
        )

    def waiting(self, now: datetime) -> "OfferQuerySet":
        """Those that can be answered at the instant `now`."""
        return self.unanswered().filter(sent_at__gt=now - timedelta(days=DAYS_OPEN))


class Offer(models.Model):
    """Somebody is asked to work here; a membership begins with her yes (docs/decisions/0011).

    Says nothing of whose account the address is, or whether there is one. `address` and
    `typed_name` are as an owner typed them, sealed under a key of the practice.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="offers")
    address = SealedText(purpose="care", client="practice_id", max_length=254)
    typed_name = SealedText(purpose="care", client="practice_id", max_length=120)
    mark = models.CharField(max_length=64, db_index=True)
    is_owner = models.BooleanField(default=False)
    is_counselor = models.BooleanField(default=False)
    is_supervisor = models.BooleanField(default=False)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    # When its last letter was asked for; its days count from here.
    sent_at = models.DateTimeField(default=timezone.now)
    said_yes = models.BooleanField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_owner=True) | Q(is_counselor=True) | Q(is_supervisor=True),
                name="offer_has_a_role",
            ),
            models.CheckConstraint(
                condition=Q(said_yes__isnull=True, answered_at__isnull=True, answered_by=None)
                | Q(said_yes__isnull=False, answered_at__isnull=False, answered_by__isnull=False),
                name="offer_answer_whole",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True, taken_back_by__isnull=True)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                name="offer_taken_back_paired",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(taken_back_at__isnull=True),
                name="offer_answered_or_taken_back",
            ),
            models.UniqueConstraint(
                "practice",
                "mark",
                condition=Q(answered_at__isnull=True, taken_back_at__isnull=True),
                name="offer_one_standing",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def ends_at(self) -> datetime:
        """When it ends by itself, as a letter of invitation does (I-16)."""
        return self.sent_at + timedelta(days=DAYS_OPEN)

    def state(self, now: datetime) -> str:
        """waiting, over, yes, no or taken_back."""
        if self.taken_back_at:
            return "taken_back"
        if self.answered_at:
            return "yes" if self.said_yes else "no"
        return "waiting" if now < self.ends_at() else "over"
