"""Her own plan for a sheet. Like a draft it lies under the `own` key: no staff process opens it."""

import uuid
from dataclasses import asdict, dataclass

from django.db import models
from django.utils import timezone

from clients.models import Client
from practice.access import Actor
from practice.vault import SealedJSON
from worksheets.models.assigning import Assignment

# At this or less she is offered ways to make it lighter (E-03).
DOABLE_ENOUGH = 7


@dataclass(frozen=True)
class Said:
    """When and where, how doable it feels from 0 to 10, what could get in the way; all optional.

    `is_short`: she chose the shorter version.
    """

    when: str = ""
    where: str = ""
    obstacle: str = ""
    doable: int | None = None
    is_short: bool = False

    @property
    def words(self) -> list[str]:
        """When and where, as far as she said."""
        return [words for words in (self.when, self.where) if words]

    @property
    def is_hard(self) -> bool:
        """It does not feel doable enough to leave it at that."""
        return self.doable is not None and self.doable < DOABLE_ENOUGH


class OwnPlanQuerySet(models.QuerySet["OwnPlan"]):
    """Plans in the field's words."""

    def visible_to(self, actor: Actor) -> "OwnPlanQuerySet":
        """Hers to herself alone; staff do not learn that there is one (V-02)."""
        if not actor.is_client:
            return self.none()
        return self.filter(client__in=Client.objects.visible_to(actor))


class OwnPlan(models.Model):
    """What she said for herself before one sheet, all of it sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="own_plan")
    kept = SealedJSON(purpose="own", client="client_id")
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = OwnPlanQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.id)

    @property
    def said(self) -> Said:
        """What she said."""
        return Said(**self.kept)

    @said.setter
    def said(self, said: Said) -> None:
        self.kept = asdict(said)
