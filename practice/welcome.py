"""The letter to a new colleague: the address she signs in with, nothing else."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from practice import deliveries
from practice.emails import Letter
from practice.models import Delivery, Membership

PURPOSE = "staff_welcome"
# She is waited for: a day without mail must not swallow it.
LATE = timedelta(days=3)


def plan(membership: Membership, now: datetime) -> Delivery:
    """A letter to her now; each call is one more."""
    return deliveries.plan(
        practice=membership.practice,
        purpose=PURPOSE,
        subject=membership.pk,
        person=membership.user_id,
        due_at=now,
        zone=membership.practice.time_zone,
        due_version=deliveries.next_version(purpose=PURPOSE, subject=membership.pk),
    )


def not_needed(row: Delivery, now: datetime) -> str | None:
    """Why the letter is not sent after all."""
    membership = Membership.objects.live().filter(pk=row.subject).select_related("user").first()
    if membership is None or not membership.user.is_active:
        return _("This person is no longer in the practice.")
    return None if membership.user.email else _("There is no address to write to.")


def letter(row: Delivery, now: datetime) -> Letter:
    """Neutral words and the way to the sign-in page."""
    membership = Membership.objects.select_related("user", "practice").get(pk=row.subject)
    return Letter(membership.user.email, "staff_welcome", membership.practice)
