"""Themes, worksheets and their versions. A published version never changes (C-10)."""

import uuid
from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from practice.access import Actor
from practice.models import Practice
from worksheets.prompts.schema import WorksheetSchema


class Theme(models.Model):
    """A subject area of worksheets, with what a counselor should know before using it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveSmallIntegerField()
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    client_intro = models.TextField()
    about = models.JSONField(default=dict)

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return self.name


class WorksheetQuerySet(models.QuerySet["Worksheet"]):
    """Worksheets in the field's words."""

    def visible_to(self, actor: Actor) -> "WorksheetQuerySet":
        """The shipped library and the practice's own; staff only."""
        if not actor.is_staff:
            return self.none()
        return self.filter(Q(practice__isnull=True) | Q(practice_id=actor.practice_id))

    def with_current(self) -> "WorksheetQuerySet":
        """Only those with a published version, with its id as `current_id`."""
        newest = Version.objects.current().filter(worksheet=OuterRef("pk")).values("pk")[:1]
        return self.annotate(current_id=Subquery(newest)).filter(current_id__isnull=False)


class Worksheet(models.Model):
    """A library item. Without a practice it is the shipped library, read-only (rulings 40)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, null=True, blank=True)
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="worksheets")
    slug = models.SlugField()
    position = models.PositiveSmallIntegerField(default=0)
    origin = models.ForeignKey(
        "worksheets.Version", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = WorksheetQuerySet.as_manager()

    class Meta:
        ordering = ("theme__number", "position")
        constraints = [
            models.UniqueConstraint(
                "practice", "slug", name="worksheet_slug_unique", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class VersionQuerySet(models.QuerySet["Version"]):
    """Versions in the field's words."""

    def current(self) -> "VersionQuerySet":
        """The published ones that have not been retired: one a worksheet."""
        return self.filter(published_at__isnull=False, retired_at__isnull=True)


class Version(models.Model):
    """One frozen publication of a worksheet. Assignments point here, never to the worksheet."""

    class Weight(models.TextChoices):
        LIGHT = "light", _("light")
        MEDIUM = "medium", _("medium")
        HEAVY = "heavy", _("heavy")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    worksheet = models.ForeignKey(Worksheet, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=10, default="en")
    title = models.CharField(max_length=120)
    purpose = models.TextField()
    minutes = models.PositiveSmallIntegerField()
    weight = models.CharField(max_length=10, choices=Weight.choices)
    tip = models.TextField(blank=True)
    schema = models.JSONField()
    content_hash = models.CharField(max_length=64)
    reviewer = models.CharField(max_length=120, blank=True)
    review_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("worksheet", "number", name="version_number"),
            models.UniqueConstraint(
                "worksheet",
                "language",
                condition=Q(published_at__isnull=False, retired_at__isnull=True),
                name="version_one_current",
            ),
            models.CheckConstraint(
                condition=Q(minutes__range=(1, 15)), name="version_minutes_1_to_15"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def sheet(self) -> WorksheetSchema:
        """The prompts, gates and notes of this version, parsed once per instance."""
        return WorksheetSchema.model_validate(self.schema)

    @property
    def is_heavy(self) -> bool:
        """Heavy sheets carry a heads-up, a gate and a daylight note (T-03, T-12)."""
        return self.weight == self.Weight.HEAVY
