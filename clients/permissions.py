"""May this actor do this to that client now? Identity and state, one rule each, then composed."""

from collections.abc import Iterable

from clients.models import CareLink, CareLinkQuerySet, Client, Consent, ConsentText, TenderDate
from practice.access import Actor
from practice.models import Membership


def working_links(actor: Actor, client: Client) -> CareLinkQuerySet:
    """The actor's live care links to the client that carry work (lead, second, cover)."""
    if actor.membership is None or client.practice_id != actor.practice_id:
        return CareLink.objects.none()
    live = CareLink.objects.live(actor.now).working()
    return live.filter(client=client, membership=actor.membership)


def cares_for(actor: Actor, client: Client, team: Iterable[CareLink] | None = None) -> bool:
    """Identity: a live care link that carries work.

    `team` are all her live links, where a page has them: then nothing is looked up.
    """
    if team is None:
        return working_links(actor, client).exists()
    mine = actor.membership.pk if actor.membership else None
    reads = CareLink.Role.SUPERVISOR
    return any(link.membership_id == mine and link.role != reads for link in team)


def leads(actor: Actor, client: Client) -> bool:
    """Identity: the live care link of the lead."""
    return working_links(actor, client).filter(role=CareLink.Role.LEAD).exists()


def is_herself(actor: Actor, client: Client) -> bool:
    """Identity: the client's own membership."""
    return actor.membership is not None and client.membership_id == actor.membership.pk


def may_work_with(actor: Actor, client: Client, team: Iterable[CareLink] | None = None) -> bool:
    """Assign, review, edit, mark: only who cares for her, and only while she is in care."""
    return client.is_in_care and cares_for(actor, client, team)


def may_write(actor: Actor, client: Client) -> bool:
    """Answer, submit, decline, reply: only she herself, and only while she is in care."""
    return client.is_in_care and is_herself(actor, client)


def may_lead(actor: Actor, client: Client) -> bool:
    """Change the team or end the care: the lead alone, and only while she is in care."""
    return client.is_in_care and leads(actor, client)


def may_mark_dates(actor: Actor, client: Client) -> bool:
    """Mark a tender date: she herself or who cares for her, while she is in care."""
    return may_write(actor, client) or may_work_with(actor, client)


def is_of_staff(date: TenderDate) -> bool:
    """State: staff marked it, so staff may change it too."""
    return not date.is_private and not date.is_hers


def may_change_date(actor: Actor, date: TenderDate) -> bool:
    """Change or remove one: she any of hers, staff only what staff marked."""
    if is_herself(actor, date.client):
        return may_write(actor, date.client)
    return is_of_staff(date) and may_work_with(actor, date.client)


def has_agreed(client: Client, layer: int) -> bool:
    """State: her last word on the layer is yes, to words that still mean the same (K-02).

    Where the practice has published nothing there is nothing to agree to; nobody is invited then.
    """
    word = Consent.objects.latest_word(client, layer)
    if word is not None and not word.given:
        return False
    return not ConsentText.objects.unanswered_by(client).filter(layer=layer).exists()


def fits(membership: Membership, role: str) -> bool:
    """State: a supervisor supervises, every other part in somebody's care is a counselor's."""
    if role == CareLink.Role.SUPERVISOR:
        return membership.is_supervisor
    return membership.is_counselor


def may_invite(actor: Actor) -> bool:
    """Anyone with a caseload may bring a client into it."""
    return actor.is_counselor
