"""How a client wants to be reached by reminders. Whether at all is a consent, not a row of this."""

from datetime import date, time

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from clients.models.care import Client
from practice.access import Actor


def validate_weekdays(days: object) -> None:
    """Raises ValidationError unless these are ISO weekday numbers, each once, one at least."""
    known = isinstance(days, list) and all(type(day) is int and 1 <= day <= 7 for day in days)
    if not (known and days and len(set(days)) == len(days)):
        raise ValidationError(_("Please choose one day or more."))


class ContactQuerySet(models.QuerySet["Contact"]):
    """Wishes in the field's words."""

    def visible_to(self, actor: Actor) -> "ContactQuerySet":
        """Hers to herself, and to those who care for her."""
        return self.filter(client__in=Client.objects.visible_to(actor))


class Contact(models.Model):
    """Her days and her hour; empty ones are her counselor's, then the practice's (E-19).

    `paused_until` is the first day on which reminders may come again, FOR_EVER until she says so.
    `resumed_at` begins a new count of messages without a sign-in (E-12).
    """

    FOR_EVER = date.max

    client = models.OneToOneField(
        Client, on_delete=models.PROTECT, primary_key=True, related_name="contact"
    )
    days = models.JSONField(null=True, blank=True, validators=[validate_weekdays])
    at = models.TimeField(null=True, blank=True)
    paused_until = models.DateField(null=True, blank=True)
    resumed_at = models.DateTimeField(null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(at__isnull=True) | Q(at__gte=time(8), at__lt=time(21)),
                name="contact_outside_the_night",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
