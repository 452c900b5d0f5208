"""Themes, worksheets and their versions. A published version never changes (C-10)."""

import uuid
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
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


class Worksheet(models.Model):
    """A library item. Without a practice it is the shipped library, read-only (rulings 40)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(
        Practice, on_delete=models.PROTECT, null=True, blank=True, db_index=False
    )
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
            models.UniqueConstraint("practice", "slug", name="worksheet_slug_in_practice"),
            models.UniqueConstraint(
                "slug", condition=Q(practice__isnull=True), name="worksheet_slug_in_library"
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class VersionQuerySet(models.QuerySet["Version"]):
    """Versions in the field's words."""

    def visible_to(self, actor: Actor) -> "VersionQuerySet":
        """Those of worksheets that the actor may see; staff only."""
        return self.filter(worksheet__in=Worksheet.objects.visible_to(actor))

    def in_order(self) -> "VersionQuerySet":
        """As the library lists them: by theme, then by place in the theme."""
        return self.select_related("worksheet__theme").order_by(
            "worksheet__theme__number", "worksheet__position"
        )

    def matching(
        self, *, theme: str = "", weight: str = "", minutes: int | None = None, words: str = ""
    ) -> "VersionQuerySet":
        """Those of a theme's slug, a weight, at most so many minutes, with words in their text."""
        found = self
        if theme:
            found = found.filter(worksheet__theme__slug=theme)
        if weight:
            found = found.filter(weight=weight)
        if minutes:
            found = found.filter(minutes__lte=minutes)
        for word in words.split():
            found = found.filter(
                Q(title__icontains=word)
                | Q(purpose__icontains=word)
                | Q(worksheet__theme__name__icontains=word)
            )
        return found

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
    worksheet = models.ForeignKey(
        Worksheet, on_delete=models.PROTECT, related_name="versions", db_index=False
    )
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

    @property
    def sheet(self) -> WorksheetSchema:
        """The prompts, gates and notes; of a published version parsed once per process (C-10)."""
        kept = _sheets.get(self.pk)
        if kept is not None:
            return kept
        if self.get_deferred_fields() & {"schema", "published_at"}:
            self.refresh_from_db(fields=["schema", "published_at"])
        sheet = WorksheetSchema.model_validate(self.schema)
        if self.published_at and not self._state.adding:
            _keep(self.pk, sheet)
        return sheet

    @property
    def is_heavy(self) -> bool:
        """Heavy sheets carry a heads-up, a gate and a daylight note (T-03, T-12)."""
        return self.weight == self.Weight.HEAVY


# Only what is published and stored: a draft may still change. By id, because lists of sheets carry
# the id and leave the column out.
SHEETS_KEPT = 512
_sheets: dict[UUID, WorksheetSchema] = {}


def _keep(version_id: UUID, sheet: WorksheetSchema) -> None:
    """The newest last; the oldest goes where there are too many, never one of the same list."""
    while len(_sheets) >= SHEETS_KEPT:
        _sheets.pop(next(iter(_sheets), version_id), None)
    _sheets[version_id] = sheet


def schema_of(version_id: UUID) -> WorksheetSchema:
    """`Version.sheet` where only the id is at hand. No query once it is known."""
    kept = _sheets.get(version_id)
    return kept or Version.objects.only("schema", "published_at").get(pk=version_id).sheet


def warm_schemas(version_ids: Iterable[UUID]) -> None:
    """Makes `Version.sheet` known for many versions in one query, before a list of them is read."""
    wanted = set(version_ids)
    for version_id in wanted & _sheets.keys():
        if sheet := _sheets.pop(version_id, None):
            _keep(version_id, sheet)
    missing = wanted - _sheets.keys()
    if missing:
        for version in Version.objects.only("schema", "published_at").filter(pk__in=missing):
            _ = version.sheet
