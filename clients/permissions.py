"""May this actor do this to that client now? Identity and state, one rule each, then composed."""

from clients.models import CareLink, Client
from practice.access import Actor


def cares_for(actor: Actor, client: Client) -> bool:
    """Identity: a live care link that carries work (lead, second, cover)."""
    if actor.membership is None or client.practice_id != actor.practice_id:
        return False
    return (
        CareLink.objects.live(actor.now)
        .working()
        .filter(client=client, membership=actor.membership)
        .exists()
    )


def leads(actor: Actor, client: Client) -> bool:
    """Identity: the live care link of the lead."""
    return cares_for(actor, client) and client.care_links.live(actor.now).filter(
        membership=actor.membership, role=CareLink.Role.LEAD
    ).exists()


def is_herself(actor: Actor, client: Client) -> bool:
    """Identity: the client's own membership."""
    return actor.membership is not None and client.membership_id == actor.membership.pk


def may_work_with(actor: Actor, client: Client) -> bool:
    """Assign, review, edit, mark: only who cares for her, and only while she is in care."""
    return client.is_in_care and cares_for(actor, client)


def may_write(actor: Actor, client: Client) -> bool:
    """Answer, submit, decline, reply: only she herself, and only while she is in care."""
    return client.is_in_care and is_herself(actor, client)


def may_invite(actor: Actor) -> bool:
    """Anyone with a caseload may bring a client into it."""
    return actor.is_counselor
