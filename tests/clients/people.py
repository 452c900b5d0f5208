"""The people of every access test, and the letters between them (architecture 5)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from clients import agreements, invitations
from clients.actions import accepting, consenting, inviting
from clients.models import Client, ConsentText, Invitation
from clients.models.consent import AT_THE_DOOR
from practice.access import Actor
from practice.models import Membership, Practice
from tests.factories import (
    NOW,
    actor_for,
    make_client,
    make_counselor,
    make_owner,
    make_practice,
    make_supervisor,
)

PASSWORD = "four blue boats at noon"
SLOTS = {key: f"Our own words about {key.replace('_', ' ')}." for key in agreements.SLOTS}


@dataclass(frozen=True)
class People:
    """Ana with Maya, Ben with Noor in the same practice, Eva in another."""

    practice: Practice
    ana: Membership
    ben: Membership
    sofia: Membership
    olga: Membership
    eva: Membership
    maya: Client
    noor: Client


def make_people() -> People:
    """All of them, in practices that have published their agreements."""
    practice, other = make_practice(), make_practice(name="Hill Road Practice")
    ana, ben = make_counselor(practice), make_counselor(practice, "Ben Okoye")
    people = People(
        practice=practice,
        ana=ana,
        ben=ben,
        sofia=make_supervisor(practice),
        olga=make_owner(practice),
        eva=make_counselor(other, "Eva Stein"),
        maya=make_client(ana, "Maya"),
        noor=make_client(ben, "Noor"),
    )
    publish_all(people.olga)
    publish_all(make_owner(other, "Otto Falk"))
    return people


def publish_all(owner: Membership, now: datetime = NOW) -> list[ConsentText]:
    """Every layer with its slots filled."""
    by = actor_for(owner, now)
    consenting.save_slots(by=by, slots=SLOTS)
    owner.practice.refresh_from_db()
    return [
        consenting.publish_consent_text(by=by, layer=layer, meaning_changed=True)
        for layer in AT_THE_DOOR
    ]


def invite(by: Membership, now: datetime = NOW, **fields) -> Client:
    """A client who has not come in yet."""
    defaults = {
        "call_name": "Rosa",
        "email": "rosa@example.org",
        "time_zone": "America/New_York",
        "country": "US",
        "is_adult": True,
        "request_key": uuid4(),
    }
    return inviting.invite(by=actor_for(by, now), **defaults | fields)


def letter_to(client: Client, now: datetime = NOW) -> str:
    """The raw token, as the mail to her would hold it."""
    return invitations.mint(standing(client), now)


def standing(client: Client) -> Invitation:
    """Her open invitation."""
    return client.invitations.get(accepted_at__isnull=True, withdrawn_at__isnull=True)


def said(client: Client, agreed: tuple[int, ...] = (1, 3), is_adult: bool = True):
    """What she ticks, for the texts that stand now."""
    texts = ConsentText.objects.at_the_door(client.practice).values_list("pk", flat=True)
    return accepting.Said(is_adult=is_adult, agreed=frozenset(agreed), texts=frozenset(texts))


def nobody(now: datetime = NOW) -> Actor:
    """Somebody who is not signed in."""
    return Actor(user=None, membership=None, now=now)


def come_in(client: Client, now: datetime = NOW, **fields) -> Client:
    """She opens her letter and accepts."""
    token = letter_to(client, now)
    return accepting.accept(
        by=nobody(now), token=token, said=said(client), way_in=accepting.WayIn(PASSWORD, **fields)
    )
