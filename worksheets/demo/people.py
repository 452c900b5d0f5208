"""The demo's practice, its staff, and how its clients came in."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress

from clients.actions import caring, consenting, dates, inviting, teaming
from clients.actions.accepting import Said, WayIn, accept
from clients.models import ConsentText
from clients.models.consent import AT_THE_DOOR, Layer
from practice.access import Actor
from practice.actions import offers
from practice.models import Delivery, Membership, Practice, User
from worksheets.demo.story import Story

OPENED_BEFORE = timedelta(days=63)


def found_practice(data: Mapping[str, Any], *, now: datetime) -> dict[str, Membership]:
    """The practice with its agreements published, and its staff by key."""
    begun = now - OPENED_BEFORE
    settings = data["practice"]
    practice = Practice.objects.create(
        name=settings["name"],
        time_zone=settings["time_zone"],
        country=settings["country"],
        holidays_of=settings["country"],
        requires_second_factor=False,
        is_demo=True,
        created_at=begun,
    )
    staff = {
        person["key"]: _member(practice, person, data["password"], begun)
        for person in data["staff"]
    }
    owner = next(m for m in staff.values() if m.is_owner)
    by = Actor(user=owner.user, membership=owner, now=begun)
    consenting.save_slots(by=by, slots=settings["slots"])
    for layer in (*AT_THE_DOOR, Layer.EMAIL):
        consenting.publish_consent_text(by=by, layer=layer, meaning_changed=True)
    _ask(replace(by, now=now), data["asked"])
    return staff


def _ask(by: Actor, person: Mapping[str, Any]) -> None:
    """A colleague who has not answered yet."""
    offers.ask_colleague(by=by, name=person["name"], email=person["email"], roles=person["roles"])


def _member(
    practice: Practice, person: Mapping[str, Any], password: str, begun: datetime
) -> Membership:
    user = User.objects.create_user(email=person["email"], password=password, name=person["name"])
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    roles = {
        name: person.get(name, False) for name in ("is_owner", "is_counselor", "is_supervisor")
    }
    return Membership.objects.create(practice=practice, user=user, started_at=begun, **roles)


def settle_in(story: Story, person: Mapping[str, Any], *, password: str) -> None:
    """Invited, and unless she still thinks about it: accepted, her next session set."""
    key, counselor = person["key"], person["counselor"]

    def invited(at: datetime) -> None:
        at = story.now if person.get("waits") else at
        story.clients[key] = inviting.invite(
            by=story.staff_at(counselor, at),
            call_name=person["call_name"],
            email=person["email"],
            time_zone=str(story.zone),
            country="US",
            is_adult=True,
        )

    story.on(person["begun"], 10, invited)
    if person.get("waits"):
        return
    story.on(person["begun"], 18, lambda at: _accepts(story, key, at, password))
    story.on(0, 0, lambda at: _afterwards(story, person, at))


def _accepts(story: Story, key: str, at: datetime, password: str) -> None:
    client = story.client(key)
    invitation = client.invitations.get()
    Delivery.objects.filter(subject=invitation.pk).update(
        state=Delivery.State.SENT, settled_at=client.created_at
    )
    texts = ConsentText.objects.at_the_door(client.practice)
    said = Said(
        is_adult=True,
        agreed=frozenset({Layer.TERMS, Layer.TREATMENT}),
        texts=frozenset(text.pk for text in texts),
    )
    nobody = Actor(user=None, membership=None, now=at)
    accept(by=nobody, token=invitation.mint(at), said=said, way_in=WayIn(password=password))


def _afterwards(story: Story, person: Mapping[str, Any], at: datetime) -> None:
    """What stands on her file today: session, reminders, supervisor, hard days, last visit."""
    client = story.client(person["key"])
    by = story.staff_at(person["counselor"], at)
    if "next_session" in person:
        session = story.instant(person["next_session"], 15)
        caring.set_session(by=by, client=client, at=session)
    if person.get("wants_reminders"):
        text = ConsentText.objects.current(client.practice_id).get(layer=Layer.EMAIL)
        consenting.give_consent(by=story.client_at(person["key"], at), client=client, text=text)
    if "supervisor" in person:
        teaming.add_care_link(
            by=by, client=client, to=story.staff[person["supervisor"]], role="supervisor"
        )
    for marked in person.get("dates", []):
        day = dates.Day(
            on_date=story.day(marked["in"]),
            words=marked["label"],
            is_yearly=marked["yearly"],
            is_private=not marked["shared"],
        )
        dates.mark_date(by=story.client_at(person["key"], at), client=client, day=day)
    User.objects.filter(pk=story.client_at(person["key"], at).user_id).update(
        last_login=story.instant(person["last_sign_in"], 18)
    )
