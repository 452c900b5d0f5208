"""What was agreed, in which words, when. Texts are frozen once published; consents only add up."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from clients.models.care import Client
from practice.access import Actor
from practice.models import Practice


class Layer(models.IntegerChoices):
    """The layers asked at acceptance (safety.md 2.8). The notice is shown, not agreed to."""

    TERMS = 1, _("How this works")
    NOTICE = 2, _("Privacy notice")
    TREATMENT = 3, _("Using sheets in your care")
    EMAIL = 4, _("Reminders by e-mail")


# Published before anybody is invited, and shown to who comes in. Reminders are asked apart.
AT_THE_DOOR = (Layer.TERMS, Layer.NOTICE, Layer.TREATMENT)
# Those without whose answer no work goes on.
ASKED = (Layer.TERMS, Layer.TREATMENT)
# Those that a client says yes or no to.
ANSWERED = (*ASKED, Layer.EMAIL)


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    """Consent texts in the field's words."""

    def published(self, practice: Practice | uuid.UUID) -> "ConsentTextQuerySet":
        """Every published text of the practice, by row or by id."""
        return self.filter(practice=practice, published_at__isnull=False)

    def current(self, practice: Practice | uuid.UUID) -> "ConsentTextQuerySet":
        """The newest published text of each layer of the practice."""
        same = ConsentText.objects.published(practice).filter(layer=OuterRef("layer"))
        newest = same.order_by("-number").values("pk")[:1]
        return self.filter(practice=practice, pk__in=Subquery(newest)).order_by("layer")

    def at_the_door(self, practice: Practice | uuid.UUID) -> "ConsentTextQuerySet":
        """The newest words that who comes in reads."""
        return self.current(practice).filter(layer__in=AT_THE_DOOR)

    def unanswered_by(
        self, client: Client, layers: Collection[int] = ASKED
    ) -> "ConsentTextQuerySet":
        """Current texts that she said neither yes nor no to since their meaning changed (K-02)."""
        same = ConsentText.objects.published(client.practice_id).filter(layer=OuterRef("layer"))
        meant = same.filter(meaning_changed=True).order_by("-number").values("number")[:1]
        answers = Consent.objects.filter(
            client=client, layer=OuterRef("layer"), text__number__gte=OuterRef("meant_since")
        )
        return (
            self.current(client.practice_id)
            .filter(layer__in=layers)
            .annotate(meant_since=Subquery(meant))
            .filter(~Exists(answers))
        )


class ConsentText(models.Model):
    """One version of one layer's words, with the practice's own slots filled in (K-07)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(
        Practice, on_delete=models.PROTECT, related_name="consent_texts", db_index=False
    )
    layer = models.PositiveSmallIntegerField(choices=Layer.choices)
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=10, default="en")
    title = models.CharField(max_length=120)
    body = models.TextField()
    text_hash = models.CharField(max_length=64)
    meaning_changed = models.BooleanField(default=True)
    changes = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("practice", "layer", "number", name="consent_text_number"),
        ]

    def __str__(self) -> str:
        return f"{self.layer}.{self.number}"


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Consents in the field's words."""

    def visible_to(self, actor: Actor) -> "ConsentQuerySet":
        """Those of clients whom the actor may see."""
        return self.filter(client__in=Client.objects.visible_to(actor))

    def latest_word(self, client: Client, layer: int) -> "Consent | None":
        """Her last yes or no to a layer; None where she was never asked."""
        return self.filter(client=client, layer=layer).newest_first().first()

    def next_instant(self, client: Client, layer: int, now: datetime) -> datetime:
        """When her next word counts from: after the one before, also where the clock went back.

        Hold her row, so that no other word comes in between.
        """
        last = self.latest_word(client, layer)
        return max(now, last.at + timedelta(microseconds=1)) if last else now

    def who_agree(self, layer: int, clients: Collection[uuid.UUID]) -> set[uuid.UUID]:
        """Those of these clients whose last word on the layer is a yes that still means the same.

        Never asked is no (K-06), and so is a yes to words whose meaning changed since (K-02). One
        query.
        """
        published = ConsentText.objects.filter(published_at__isnull=False, meaning_changed=True)
        same = published.filter(layer=OuterRef("layer"), practice=OuterRef("text__practice"))
        said = self.filter(client__id__among=set(clients), layer=layer).annotate(
            meant_since=Subquery(same.order_by("-number").values("number")[:1])
        )
        agree: dict[uuid.UUID, bool] = {}
        words = ("client_id", "given", "text__number", "meant_since")
        for client_id, given, number, since in said.newest_first().values_list(*words):
            agree.setdefault(client_id, given and number >= (since or 0))
        return {client_id for client_id, does in agree.items() if does}

    def newest_first(self) -> "ConsentQuerySet":
        """The latest word of a layer comes first; of two at one instant the no counts."""
        return self.order_by("layer", "-at", "given", "-id")


class Consent(models.Model):
    """One yes or one withdrawal of one layer (K-01). Append-only."""

    ON_SCREEN, BY_LINK = "screen", "link"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="consents", db_index=False
    )
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="consents")
    layer = models.PositiveSmallIntegerField(choices=Layer.choices)
    text_hash = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    given = models.BooleanField()
    at = models.DateTimeField()
    method = models.CharField(max_length=20, default=ON_SCREEN)
    witnessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index("client", "layer", "at", name="consent_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(layer__in=[1, 2, 3, 4]), name="consent_layer_known"),
        ]

    def __str__(self) -> str:
        return f"{self.layer} {'given' if self.given else 'withdrawn'}"
