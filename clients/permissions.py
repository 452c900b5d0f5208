"""May this actor do this to that client now? Identity and state, one rule each, then composed."""

from collections.abc import Iterable
from datetime import datetime

from clients.models import (
    UNDO,
    CareLink,
    CareLinkQuerySet,
    Client,
    Consent,
    ConsentText,
    TenderDate,
    Thread,
)
from practice.access import Actor
from practice.models import Membership, NotePolicy


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


def note_policy(client: Client) -> str:
    """State: who may begin notes with her; her own, else the practice's."""
    return client.note_policy or client.practice.note_policy


def was_written_to(client: Client, thread: Thread, now: datetime) -> bool:
    """State: somebody who cares for her has said something there that she can read."""
    there = thread.notes.standing().filter(sent_at__lte=now - UNDO)
    return there.exclude(author=client.membership_id).exists()


def may_note(actor: Actor, client: Client, thread: Thread | None = None) -> bool:
    """Write a note there now; without a thread, begin one (`why_no_note`)."""
    return not why_no_note(actor, client, thread)


def why_no_note(actor: Actor, client: Client, thread: Thread | None = None) -> str:
    """What keeps the actor from writing: not_theirs, discharged, off, reply_only; "" if nothing.

    Where only replies are wanted, she writes where she was written to; who cares for her begins.
    """
    if not is_herself(actor, client) and not cares_for(actor, client):
        return "not_theirs"
    if not client.is_in_care:
        return "discharged"
    policy = note_policy(client)
    if policy == NotePolicy.OFF:
        return "off"
    if policy == NotePolicy.OPEN or not is_herself(actor, client):
        return ""
    is_answer = thread is not None and was_written_to(client, thread, actor.now)
    return "" if is_answer else "reply_only"


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
