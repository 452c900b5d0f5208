"""Clients, the care links that decide who sees them, and the flags on their file."""

import uuid
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice.access import Actor
from practice.models import Leave, Membership, NotePolicy, Practice
from practice.vault import SealedText
from practice.zones import today_in, validate_zone


class CareLinkQuerySet(models.QuerySet["CareLink"]):
    """Care links in the field's words."""

    def live(self, now: datetime) -> "CareLinkQuerySet":
        """Those in force at the instant `now`: begun, not yet ended."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), starts_at__lte=now)

    def working(self) -> "CareLinkQuerySet":
        """Those that carry work: lead, second and cover, but not a supervisor's reading."""
        return self.exclude(role=CareLink.Role.SUPERVISOR)


class ClientQuerySet(models.QuerySet["Client"]):
    """Clients in the field's words. The caseload rule is written here and nowhere else."""

    def visible_to(self, actor: Actor) -> "ClientQuerySet":
        """Those the actor may see now: by a live care link, or herself. Others do not exist."""
        if actor.membership is None:
            return self.none()
        mine = self.filter(practice_id=actor.practice_id)
        if actor.is_client:
            return mine.filter(membership=actor.membership)
        links = CareLink.objects.live(actor.now).filter(
            membership=actor.membership, client=OuterRef("pk")
        )
        return mine.filter(Exists(links))

    def locked(self, pk: uuid.UUID) -> "Client":
        """Her row, held until the transaction ends: what follows happens one after the other.

        Rows that point at hers may be written meanwhile: she may be sending a sheet, which whoever
        holds her file goes on to wait for.
        """
        return self.select_for_update(no_key=True).get(pk=pk)

    def in_care(self) -> "ClientQuerySet":
        """Those whose care has not ended."""
        return self.filter(discharged_at__isnull=True)


class Client(models.Model):
    """A person in care. Her name and address are sealed; an account comes by invitation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="clients")
    membership = models.OneToOneField(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="client"
    )
    call_name = SealedText(purpose="care", client="id", max_length=80)
    contact_email = SealedText(purpose="care", client="id", max_length=254)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_zone])
    country = models.CharField(_("country of help lines"), max_length=2, default="US")
    next_session_at = models.DateTimeField(null=True, blank=True)
    # The one before, from when the next is set: no reminder goes back behind it (rulings 25).
    last_session_at = models.DateTimeField(null=True, blank=True)
    hides_opened = models.BooleanField(default=False)
    # Who may begin notes; empty is as the practice has it.
    note_policy = models.CharField(max_length=10, choices=NotePolicy.choices, blank=True)
    adult_stated_at = models.DateTimeField()
    adult_stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    # Her own statement, beside the one of who invited her (safety.md 2.9).
    adult_confirmed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    discharged_at = models.DateTimeField(null=True, blank=True)
    discharged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ClientQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(discharged_at__isnull=True, discharged_by__isnull=True)
                | Q(discharged_at__isnull=False, discharged_by__isnull=False),
                name="client_discharged_paired",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def zone(self) -> ZoneInfo:
        """Her time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def is_in_care(self) -> bool:
        """False once she is discharged."""
        return self.discharged_at is None

    def has_account(self) -> bool:
        """True while she can sign in here. Reads the membership: select it with the row."""
        return self.membership is not None and self.membership.ended_at is None

    def today(self, now: datetime) -> date:
        """Her own calendar date at the instant `now`."""
        return today_in(self.zone, now)


class CareLink(models.Model):
    """Who cares for whom, as what, from when to when. Care links alone decide rows (rulings 28)."""

    class Role(models.TextChoices):
        LEAD = "lead", _("leads")
        SECOND = "second", _("shares the care")
        COVER = "cover", _("covers")
        SUPERVISOR = "supervisor", _("supervises, reads only")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="care_links")
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="care_links", db_index=False
    )
    role = models.CharField(max_length=10, choices=Role.choices)
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Where somebody covers while another is away: those days (B-06).
    leave = models.ForeignKey(
        Leave, on_delete=models.SET_NULL, null=True, blank=True, related_name="care_links"
    )

    objects = CareLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "client",
                condition=Q(role="lead", ends_at__isnull=True),
                name="care_link_one_lead",
            ),
            models.UniqueConstraint(
                "client",
                "membership",
                condition=Q(ends_at__isnull=True),
                name="care_link_one_open_each",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=models.F("starts_at")),
                name="care_link_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(role="cover") | Q(ends_at__isnull=False),
                name="care_link_cover_is_boxed",
            ),
        ]
        indexes = [models.Index("membership", "client", name="care_link_caseload")]

    def __str__(self) -> str:
        return f"{self.role} {self.id}"

    @property
    def last_at(self) -> datetime | None:
        """When it is in force for the last time: days away end with their last day."""
        if self.ends_at is None or self.leave_id is None:
            return self.ends_at
        return self.ends_at - timedelta(seconds=1)

    def has_ended(self, now: datetime) -> bool:
        """True once it is over at the instant `now`; one that was called off never began."""
        return self.ends_at is not None and (self.ends_at <= now or self.ends_at <= self.starts_at)

    def is_live(self, now: datetime) -> bool:
        """True while it is in force, as `live` has it."""
        return self.starts_at <= now and not self.has_ended(now)

    def is_coming(self, now: datetime) -> bool:
        """True before its first day."""
        return self.starts_at > now and not self.has_ended(now)


class FlagQuerySet(models.QuerySet["Flag"]):
    """Flags in the field's words."""

    def standing(self) -> "FlagQuerySet":
        """Those that have not been cleared."""
        return self.filter(cleared_at__isnull=True)


class Flag(models.Model):
    """A fact on the file that limits what may be assigned (G-02, rulings 11). Staff only (G-03)."""

    class Kind(models.TextChoices):
        SAFETY_TALK = "safety_talk", _("Safety has been talked about")
        CONTACT_OFF = "contact_off", _("No contact steps")
        HEAVY_OFF = "heavy_off", _("No heavy sheets")
        HARMED = "harmed", _("Is being harmed")
        MINOR = "minor", _("Child is a minor or dependent")
        BEREAVED = "bereaved", _("Recent bereavement")
        CAPACITY = "capacity", _("Supported use only")
        COURT = "court", _("Court or police involved")
        SENT_BY_OTHERS = "sent_by_others", _("Asked to attend by others")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="flags")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    set_at = models.DateTimeField(default=timezone.now)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = FlagQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "client", "kind", condition=Q(cleared_at__isnull=True), name="flag_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(cleared_at__isnull=True, cleared_by__isnull=True)
                | Q(cleared_at__isnull=False, cleared_by__isnull=False),
                name="flag_cleared_paired",
            ),
        ]

    def __str__(self) -> str:
        return self.kind
