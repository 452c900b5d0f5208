"""Who signs in, to which practice, as what."""

import unicodedata
import uuid
from datetime import date, datetime, time
from typing import ClassVar, Protocol
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice.zones import today_in, validate_zone


class Reader(Protocol):
    """What a query has to know of who asks; `practice.access.Actor` is one."""

    @property
    def is_staff(self) -> bool:
        """True for somebody who works in the practice."""

    @property
    def practice_id(self) -> uuid.UUID | None:
        """The practice that she is in just now."""


class UserManager(BaseUserManager["User"]):
    """Makes accounts. An account alone opens nothing: memberships do."""

    def create_user(
        self,
        *,
        email: str | None = None,
        sign_in_name: str | None = None,
        password: str | None = None,
        name: str = "",
    ) -> "User":
        """One person's account, by address or by sign-in name (rulings 3)."""
        user = self.model(
            email=self.normalize_email(email).lower() if email else None,
            sign_in_name=sign_in_name or None,
            name=name,
        )
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """The account with that sign-in name or address, upper and lower case alike."""
        return self.get(Q(sign_in_name__iexact=username) | Q(email__iexact=username))


def normal(password: str | None) -> str | None:
    """NFKC, so that a passphrase typed on another keyboard is the same passphrase."""
    return unicodedata.normalize("NFKC", password) if password is not None else None


class User(AbstractBaseUser):
    """One person, one account. Staff carry a name here; a client's name is sealed on her row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail"), null=True, blank=True)  # noqa: DJ001 - absent is not ""
    sign_in_name = models.CharField(  # noqa: DJ001 - absent is not ""
        _("sign-in name"), max_length=60, null=True, blank=True
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "sign_in_name"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique"),
            models.UniqueConstraint(Lower("sign_in_name"), name="user_sign_in_name_unique"),
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(sign_in_name__isnull=False),
                name="user_has_a_way_to_be_named",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def shown_name(self) -> str:
        """How colleagues read her: her name, or else what she signs in with; never empty."""
        return self.name or self.email or self.sign_in_name or ""

    def set_password(self, raw_password: str | None) -> None:
        """As Django does, after making look-alike forms of a character one (I-01)."""
        super().set_password(normal(raw_password))

    def check_password(self, raw_password: str) -> bool:
        """As Django does, for the form that `set_password` kept."""
        return super().check_password(normal(raw_password) or "")

    def save(self, *args, **kwargs) -> None:
        """Empty strings become nothing, so that two people without an address do not collide."""
        self.email = self.email or None
        self.sign_in_name = self.sign_in_name or None
        super().save(*args, **kwargs)


def every_day() -> list[int]:
    """The whole week as ISO numbers."""
    return [1, 2, 3, 4, 5, 6, 7]


class NotePolicy(models.TextChoices):
    """Who may begin notes between a client and those who care for her."""

    OPEN = "open", _("Both sides write when they want to")
    REPLY_ONLY = "reply_only", _("A client writes where she was written to")
    OFF = "off", _("No notes")


class Icon(models.TextChoices):
    """Small shapes that say nothing: in the tab, on a home screen, before the name (A-03)."""

    LEAF = "leaf", _("A leaf")
    DOT = "dot", _("A dot")
    PAGE = "page", _("A page")
    ARCH = "arch", _("An arch")
    DROP = "drop", _("A drop")


class Practice(models.Model):
    """The organisation. Every row belongs to one, and nothing of one shows in another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("practice name"), max_length=120)
    app_name = models.CharField(_("name on screens and in mail"), max_length=40, default="Tend")
    # Whom mails come from; empty is the name on screens.
    sender_name = models.CharField(_("sender of mails"), max_length=40, blank=True)
    icon = models.CharField(max_length=10, choices=Icon.choices, default=Icon.LEAF)
    sheet_label = models.CharField(_("word for a worksheet"), max_length=30, default="sheet")
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_zone])
    country = models.CharField(_("country of help lines"), max_length=2, default="US")
    reply_days = models.PositiveSmallIntegerField(
        _("reply within working days"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    # Whose public holidays it keeps (N-02): "US" or "US-NY"; empty is nobody's.
    holidays_of = models.CharField(max_length=40, blank=True)
    # Holidays on which it is open all the same, and further days on which it is closed, as
    # `practice.holidays` reads them: on the row, so that no page asks for them apart.
    works_on = models.JSONField(default=list, blank=True)
    closed_on = models.JSONField(default=list, blank=True)
    # When reminders come where neither the client nor her counselor chose (E-10).
    reminder_days = models.JSONField(default=every_day)
    reminder_at = models.TimeField(default=time(10))
    # Since when plans made with other defaults wait to be made anew; empty where none does.
    reminders_changed_at = models.DateTimeField(null=True, blank=True)
    note_policy = models.CharField(
        max_length=10, choices=NotePolicy.choices, default=NotePolicy.OPEN
    )
    note_limit = models.PositiveSmallIntegerField(
        default=2000, validators=[MinValueValidator(500), MaxValueValidator(10_000)]
    )
    # Whether each side is told when the other read a note: both or neither (N-04).
    shows_read_times = models.BooleanField(default=False)
    requires_second_factor = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    consent_slots = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reply_days__range=(1, 5)), name="practice_reply_days_1_to_5"
            ),
            models.CheckConstraint(
                condition=Q(reminder_at__gte=time(8), reminder_at__lt=time(21)),
                name="practice_reminders_outside_the_night",
            ),
            models.CheckConstraint(
                condition=Q(note_limit__range=(500, 10_000)), name="practice_note_limit_in_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The practice's own time zone."""
        return ZoneInfo(self.time_zone)


def weekdays() -> list[int]:
    """Monday to Friday as ISO numbers, the usual working days."""
    return [1, 2, 3, 4, 5]


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships in the field's words."""

    def visible_to(self, actor: Reader) -> "MembershipQuerySet":
        """Staff of the actor's practice, to staff; to anybody else nobody."""
        return self.staff().filter(practice=actor.practice_id) if actor.is_staff else self.none()

    def live(self) -> "MembershipQuerySet":
        """Those that have not ended."""
        return self.filter(ended_at__isnull=True)

    def staff(self) -> "MembershipQuerySet":
        """Owners, counselors and supervisors."""
        return self.filter(Q(is_owner=True) | Q(is_counselor=True) | Q(is_supervisor=True))

    def counselors(self) -> "MembershipQuerySet":
        """Those who may lead or share a client's care."""
        return self.filter(is_counselor=True)


class Membership(models.Model):
    """A person in a practice, with what she may do there (rulings 28)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    is_owner = models.BooleanField(default=False)
    is_counselor = models.BooleanField(default=False)
    is_supervisor = models.BooleanField(default=False)
    is_client = models.BooleanField(default=False)
    working_days = models.JSONField(default=weekdays)
    # When reminders come to her clients; empty ones are the practice's.
    reminder_days = models.JSONField(null=True, blank=True)
    reminder_at = models.TimeField(null=True, blank=True)
    reminders_changed_at = models.DateTimeField(null=True, blank=True)
    # Where her own clock differs from the practice's.
    time_zone = models.CharField(max_length=64, blank=True, validators=[validate_zone])
    # Her working hours on her own clock (B-01).
    works_from = models.TimeField(default=time(9))
    works_until = models.TimeField(default=time(17))
    # Whether she is told of a note by itself, in those hours, or once a day (B-02).
    is_told_of_notes = models.BooleanField(default=False)
    # When she is told that something is new, on her working days (B-02); empty is never.
    summary_at = models.TimeField(null=True, blank=True, default=time(8, 30))
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "practice",
                "user",
                condition=Q(ended_at__isnull=True),
                name="membership_one_live_per_practice",
            ),
            models.CheckConstraint(
                condition=(
                    Q(is_client=True, is_owner=False, is_counselor=False, is_supervisor=False)
                    | Q(is_client=False)
                    & (Q(is_owner=True) | Q(is_counselor=True) | Q(is_supervisor=True))
                ),
                name="membership_client_or_staff",
            ),
            models.CheckConstraint(
                condition=Q(reminder_at__isnull=True)
                | Q(reminder_at__gte=time(8), reminder_at__lt=time(21)),
                name="membership_reminders_outside_the_night",
            ),
            models.CheckConstraint(
                condition=Q(works_until__gt=models.F("works_from")),
                name="membership_works_until_after_from",
            ),
            models.CheckConstraint(
                condition=Q(summary_at__isnull=True)
                | Q(summary_at__gte=time(6), summary_at__lt=time(21)),
                name="membership_summary_in_the_day",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_staff(self) -> bool:
        """Owner, counselor or supervisor: anyone of the practice who is not a client."""
        return not self.is_client

    @property
    def side(self) -> str:
        """client or staff: which of the two houses this membership lives in."""
        return "client" if self.is_client else "staff"

    @property
    def zone(self) -> ZoneInfo:
        """Her own clock's zone, the practice's where she named none."""
        return ZoneInfo(self.time_zone) if self.time_zone else self.practice.zone

    def today(self, now: datetime) -> date:
        """The date on her own calendar at the instant `now`."""
        return today_in(self.zone, now)
