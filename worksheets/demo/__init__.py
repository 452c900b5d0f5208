"""The demo practice: made-up people with two months of believable work, by the real actions.

Everything happens through the same functions as in a practice, each with the clock set to the day
it belongs to. The words are data (`worksheets/content/demo.json`).
"""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from worksheets.demo.notes import tell_notes
from worksheets.demo.people import found_practice, settle_in
from worksheets.demo.story import Story
from worksheets.demo.work import tell_work

DATA = Path(__file__).resolve().parent.parent / "content" / "demo.json"


@cache
def script() -> dict[str, Any]:
    """The demo's people and their history, as written down."""
    return json.loads(DATA.read_text(encoding="utf-8"))


@transaction.atomic
def load(*, now: datetime) -> dict[str, Any]:
    """Makes the demo practice as of the instant `now`; returns its sign-ins.

    The library must be there. Shape: {"practice": str, "people": [{"who", "name", "sign_in",
    "password"}]}.
    """
    data = script()
    staff = found_practice(data, now=now)
    story = Story(now=now, zone=data["practice"]["time_zone"], staff=staff)
    for person in data["clients"]:
        settle_in(story, person, password=data["password"])
        tell_work(story, person)
        tell_notes(story, person)
    story.play()
    return {
        "practice": data["practice"]["name"],
        "people": [sign_in(data, wanted) for wanted in data["sign_ins"]],
    }


def sign_in(data: dict[str, Any], wanted: dict[str, str]) -> dict[str, str]:
    """One line for the launcher and for scripts: as what, which address, which password."""
    people = {person["key"]: person for person in [*data["staff"], *data["clients"]]}
    person = people[wanted["who"]]
    return {
        "who": wanted["as"],
        "name": person.get("name") or person["call_name"],
        "sign_in": person["email"],
        "password": data["password"],
    }
