"""Where mail for a client goes."""

from clients.models import Client


def address_of(client: Client) -> str:
    """The address she signs in with, else the one whose letter she answered (A-07).

    Reads the membership and its account: select them with the row.
    """
    account = client.membership.user.email if client.membership else None
    return account or client.contact_email
