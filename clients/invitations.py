"""Letters of invitation: the token, what is checked before one goes out, and who gets it.

A raw token exists only while its mail is being made: minted when the delivery is claimed, kept as
a hash in that transaction, and never logged (I-16, rulings 27).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from clients.models import Client, Invitation
from clients.models.invitations import digest
from practice.emails import Letter, sign_in_url
from practice.models import Delivery, User

# A letter that waited for a mail server is still of use the next day.
LATE_AFTER = timedelta(days=2)
# What staff read of a letter that nobody has opened yet, by what became of its mail.
TOLD = {
    Delivery.State.PLANNED: "planned",
    Delivery.State.HELD: "planned",
    Delivery.State.CLAIMED: "planned",
    Delivery.State.SENT: "sent",
    Delivery.State.FAILED: "bounced",
    Delivery.State.BOUNCED: "bounced",
    Delivery.State.SKIPPED: "unsent",
    Delivery.State.EXPIRED: "unsent",
    Delivery.State.UNKNOWN: "unknown",
}


def mint(invitation: Invitation, now: datetime) -> str:
    """A new raw token, for whoever makes the mail and for nobody else."""
    return invitation.mint(now)


def find(token: str) -> Invitation | None:
    """The invitation that a raw token belongs to, in whatever state it is now."""
    return with_people().filter(token_hash=digest(token)).first()


def with_people():
    """Invitations with what their state and their words need."""
    return Invitation.objects.select_related(
        "client__practice", "client__membership__user", "created_by"
    )


def waiting_for(user: User) -> list[Client]:
    """The profiles of this account for which a way back stands open."""
    open_ones = Invitation.objects.filter(
        kind=Invitation.Kind.WAY_BACK, accepted_at__isnull=True, withdrawn_at__isnull=True
    )
    found = Client.objects.filter(membership__user=user, invitations__in=open_ones)
    return list(found.select_related("membership__practice"))


def news(*, user: User) -> str:
    """What she is told as she signs in: that a way back was asked for, which ends by it."""
    if not waiting_for(user):
        return ""
    return _(
        "A new way in was asked for, at another address. As you are in, it is stopped. If you did "
        "not ask for it, please tell your counselor."
    )


def why_not(delivery: Delivery, now: datetime) -> str | None:
    """Before the letter goes out: a reason not to send it, in words for staff."""
    invitation = with_people().filter(pk=delivery.subject).first()
    # "sent" means minted: a mail that came back from a server that was away gets a new token. This
    # delivery has not gone out, or it would not be asked about.
    if invitation is None or invitation.state(now) not in {"planned", "sent"}:
        return _("The invitation is not open any more.")
    if not invitation.client.is_in_care:
        return _("Her care has ended.")
    return None


def compose(delivery: Delivery, now: datetime) -> Letter:
    """The letter with its one link, in the transaction that claims the delivery."""
    invitation = with_people().get(pk=delivery.subject)
    link = settings.TEND_URL + reverse("clients:welcome", args=[mint(invitation, now)])
    return Letter(
        to=invitation.address,
        name="way_back" if invitation.is_way_back else "invitation",
        practice=invitation.client.practice,
        context={"link": link, "from_whom": from_whom(invitation)},
    )


def always(delivery: Delivery, now: datetime) -> None:
    """Nothing stops a notice: whoever asked for the way back must not be able to silence it."""


def compose_notice(delivery: Delivery, now: datetime) -> Letter:
    """The notice to one of her addresses of before; `step` counts them from 1 (rulings 47)."""
    invitation = with_people().get(pk=delivery.subject)
    return Letter(
        to=old_addresses(invitation.client, invitation.address)[int(delivery.step) - 1],
        name="way_back_notice",
        practice=invitation.client.practice,
        # Where she is signed in already, this leads to the page with the button that stops it.
        context={
            "from_whom": from_whom(invitation),
            "sign_in_url": f"{sign_in_url()}?{urlencode({'next': reverse('clients:my_settings')})}",
        },
    )


def from_whom(invitation: Invitation) -> str:
    """Who invited her, by name alone: no titles in a mail (M-01)."""
    return " ".join(invitation.created_by.shown_name.split(",")[0].split())


def old_addresses(client: Client, new: str) -> list[str]:
    """Addresses that were hers before the new one, in a fixed order."""
    known = {client.contact_email.lower()}
    if client.membership is not None:
        known.add(client.membership.user.email or "")
        known |= set(client.membership.user.emailaddress_set.values_list("email", flat=True))
    return sorted({address.lower() for address in known} - {new.lower(), ""})


def states(found: Iterable[Invitation], now: datetime) -> dict[UUID, str]:
    """State by invitation, as staff read it, with what became of the mail itself. One query."""
    by_id = {invitation.pk: invitation for invitation in found}
    mails = Delivery.objects.filter(subject__in=by_id, purpose__in=["invitation", "way_back"])
    became = dict(mails.values_list("subject", "state"))
    return {pk: _told(letter, letter.state(now), became.get(pk)) for pk, letter in by_id.items()}


def _told(invitation: Invitation, state: str, mail: str | None) -> str:
    # Minted is not sent: the mail may have come back from a server that was away.
    if state not in {"planned", "sent"} or mail is None:
        return state
    if mail == Delivery.State.FAILED and invitation.minted_at is None:
        return "unsent"
    return TOLD[Delivery.State(mail)]
