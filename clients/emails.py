"""Where mail for a client goes, and whom an address reaches."""

from collections.abc import Collection
from uuid import UUID

from clients.models import Client
from practice import emails, vault


def address_of(client: Client) -> str:
    """The address she signs in with, else the one whose letter she answered (A-07).

    Reads the membership and its account: select them with the row.
    """
    account = client.membership.user.email if client.membership else None
    return account or client.contact_email


def address_of_person(*, person: UUID) -> str:
    """The same by her id; empty where there is nobody, or nobody can read it any more."""
    client = Client.objects.select_related("membership__user").filter(pk=person).first()
    if client is None:
        return ""
    try:
        return address_of(client)
    except vault.VaultError:
        return ""


def people_at(*, address: str) -> list[UUID]:
    """The clients whose account has it as its own and confirmed address."""
    found = Client.objects.filter(membership__user__in=emails.accounts_at(address))
    return list(found.values_list("pk", flat=True))


def addresses_of(client_ids: Collection[UUID]) -> dict[UUID, str]:
    """By id, the accounts' own addresses of those who have one. One query.

    Not where an invitation went: others may read that mailbox (rulings 3).
    """
    clients = Client.objects.filter(pk__among=list(client_ids), membership__user__email__gt="")
    return dict(clients.values_list("pk", "membership__user__email"))
