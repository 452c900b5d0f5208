"""What all mails to colleagues share: to whom, in which words, and how one of them stops them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from practice import audit, emails
from practice.access import system
from practice.deliveries import Links, Mail
from practice.emails import Letter
from practice.models import Delivery, Membership

# One letter for all of them: nobody can tell one from the other.
NAME = "summary"


def members_of(rows: Sequence[Delivery]) -> dict[UUID, Membership]:
    """The live memberships that these rows are about, by id. One query."""
    live = Membership.objects.live().filter(pk__in={row.subject for row in rows})
    return {one.pk: one for one in live.select_related("user", "practice")}


def proved_of(memberships: Iterable[Membership]) -> set[UUID]:
    """Of their accounts those whose own address is confirmed. One query."""
    return emails.proved({one.user_id: one.user.email or "" for one in memberships})


def why_not(membership: Membership | None, *, wants: bool, proved: set[UUID]) -> str:
    """What keeps any such mail from her, whatever the day; empty where nothing does."""
    if membership is None or not membership.user.is_active or not membership.is_counselor:
        return _("This person has no caseload here any more.")
    if not wants:
        return _("This person wants no such mail.")
    return "" if membership.user_id in proved else _("The address is not confirmed.")


def written(rows: Sequence[Delivery], links_of_kind: Links) -> dict[UUID, Letter]:
    """By row, the fixed neutral letter: no name, no count, no content (M-01)."""
    found = members_of(rows)
    addresses = {row.pk: found[row.subject].user.email or "" for row in rows}
    links = links_of_kind.of(addresses)
    return {
        row.pk: Letter(
            to=addresses[row.pk],
            name=NAME,
            practice=found[row.subject].practice,
            slots=links[row.pk],
            headers=links_of_kind.headers(links[row.pk]),
        )
        for row in rows
    }


def stop(
    mail: Mail, now: datetime, *, on: Mapping[str, object], off: Mapping[str, object], action: str
) -> bool:
    """The link of this mail was pressed; whoever holds it may, without a sign-in (rulings 26).

    `on` is what stands on her membership while they come, `off` what stands there afterwards.
    False where they were off already, or go to another address now.
    """
    delivery = mail.delivery
    standing = Membership.objects.filter(pk=delivery.subject, **on)
    hers = standing.select_related("user").first()
    if hers is None or not mail.went_to(hers.user.email or "") or not standing.update(**off):
        return False
    audit.record(
        by=system(now=now, practice=delivery.practice),
        action=action,
        object_type="membership",
        object_id=delivery.subject,
    )
    return True
