"""The demo's notes: sent, and read by whoever answers."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import uuid4

from clients.actions import noting
from practice.access import Actor
from worksheets.demo.story import Story


def tell_notes(story: Story, person: Mapping[str, Any]) -> None:
    """Plans what a client and those who care for her wrote to each other."""
    for said in person.get("notes", ()):
        story.on(said["on"], said["hour"], partial(send, story, person["key"], said))


def send(story: Story, key: str, said: Mapping[str, Any], at: datetime) -> None:
    """Somebody reads what is there, and writes."""
    by = writer(story, key, said["from"], at)
    thread = noting.open_general(by=by, client=story.client(key))
    noting.mark_read(by=by, thread=thread, upto=at)
    noting.send(
        by=by,
        thread=thread,
        body=said["words"],
        key=uuid4(),
        is_for_session=said.get("for_session", False),
    )


def writer(story: Story, key: str, name: str, at: datetime) -> Actor:
    """She herself, or a colleague."""
    return story.client_at(key, at) if name == key else story.staff_at(name, at)
