"""Invitations: the one way a client gets an account, and the way back for one who lost it."""

import secrets
import uuid
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models.care import Client, ClientQuerySet
from practice.access import Actor
from practice.vault import SealedText

DAYS_OPEN = 7


def digest(token: str) -> str:
    """What the database keeps of a token (I-16)."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations in the field's words."""

    def visible_to(self, actor: Actor) -> "InvitationQuerySet":
        """Those of clients on the actor's caseload; a client sees none."""
        if not actor.is_staff:
            return self.none()
        clients: ClientQuerySet = Client.objects.visible_to(actor)
        return self.filter(client__in=clients)

    def standing(self, now: datetime) -> "InvitationQuerySet":
        """Those that can still be accepted, or are about to be sent, at the instant `now`."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True).filter(
            Q(minted_at__isnull=True) | Q(minted_at__gt=now - timedelta(days=DAYS_OPEN))
        )


class Invitation(models.Model):
    """One letter of invitation. The raw token lives only while its mail is made (rulings 27)."""

    class Kind(models.TextChoices):
        FIRST = "first", _("first invitation")
        WAY_BACK = "way_back", _("way back in")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="invitations")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.FIRST)
    # Where the letter goes; it becomes the client's own address once she has come in.
    address = SealedText(purpose="care", client="client_id", max_length=254)
    not_before = models.DateTimeField(default=timezone.now)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    minted_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # When it was first asked for: a repeat of a way back carries it forward.
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="invitation_withdrawn_paired",
            ),
            models.CheckConstraint(
                condition=Q(token_hash="", minted_at__isnull=True)
                | ~Q(token_hash="") & Q(minted_at__isnull=False),
                name="invitation_minted_paired",
            ),
            models.UniqueConstraint(
                "token_hash", condition=~Q(token_hash=""), name="invitation_token_unique"
            ),
            models.UniqueConstraint(
                "client",
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_one_standing",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def mint(self, now: datetime) -> str:
        """A new raw token of 128 bits; its hash and the instant are saved with the caller."""
        token = secrets.token_urlsafe(16)
        self.token_hash, self.minted_at = digest(token), now
        self.save(update_fields=["token_hash", "minted_at"])
        return token

    @property
    def is_way_back(self) -> bool:
        """True for a client who lost every way in (rulings 47)."""
        return self.kind == self.Kind.WAY_BACK

    def expires_at(self) -> datetime | None:
        """Seven days after its mail was made (I-16); None while it waits to be sent."""
        return self.minted_at + timedelta(days=DAYS_OPEN) if self.minted_at else None

    def is_stopped(self) -> bool:
        """True for a way back that she did not need: she signed in since, or said so (rulings 47).

        Reads the client's membership and account: select them with the row.
        """
        if not self.is_way_back or self.accepted_at or self.client.membership is None:
            return False
        if self.withdrawn_at:
            return self.withdrawn_by_id == self.client.membership.user_id
        last = self.client.membership.user.last_login
        return last is not None and last > self.created_at

    def is_open(self, now: datetime) -> bool:
        """True while its link leads in: made, seven days not over, not used, not taken back."""
        return self.state(now) in {"sent", "bounced", "opened"}

    def state(self, now: datetime) -> str:
        """planned, sent, bounced, opened, accepted, expired, withdrawn or stopped."""
        if self.accepted_at:
            return "accepted"
        if self.is_stopped():
            return "stopped"
        if self.withdrawn_at:
            return "withdrawn"
        expires_at = self.expires_at()
        if expires_at is None:
            return "planned"
        if expires_at <= now:
            return "expired"
        if self.bounced_at:
            return "bounced"
        return "opened" if self.opened_at else "sent"
