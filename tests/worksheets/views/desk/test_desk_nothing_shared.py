"""Private, locked, skipped and hidden look the same to staff, byte for byte (V-04, rulings 2)."""

import re
from uuid import uuid4

import pytest

from tests.factories import NOW, actor_for, make_assignment, make_version
from tests.worksheets.views.desk.conftest import of_sheet, url
from worksheets import saving, sheets
from worksheets.actions import answering, reviewing, sharing

pytestmark = pytest.mark.django_db

CANARY = "harbour lights at four in the morning"


def schema(privacy: str) -> dict:
    """A sheet whose second part has this mark and shows only after a first answer."""
    return {
        "prompts": [
            {"key": "first", "type": "short_text", "text": "Which one?", "privacy": "shared"},
            {
                "key": "second",
                "type": "short_text",
                "text": "And what about it?",
                "privacy": privacy,
                "show_if": {"prompt": "first", "equals": "show"},
            },
            {"key": "third", "type": "short_text", "text": "What else?", "privacy": "shared"},
        ]
    }


# What she wrote, the mark of the second part, and whether she switched it to shared.
WAYS = {
    "shared then kept": ({"second": CANARY}, "shared", {"second": False}),
    "private": ({"second": CANARY}, "private", {}),
    "locked": ({"second": CANARY}, "locked", {}),
    "locked and forged": ({"second": CANARY}, "locked", {"second": True}),
    "skipped": ({}, "shared", {}),
    "hidden since": ({"second": CANARY, "first": "hide"}, "shared", {}),
}


def sent(maya, way: str):
    """Her sheet, sent by the real actions in this way."""
    wrote, privacy, switches = WAYS[way]
    given = make_assignment(maya, make_version(schema(privacy)))
    herself = actor_for(maya)
    answering.begin(by=herself, round_=given.rounds.get())
    values = {"first": "show", "third": "The sea."} | wrote
    # The first answer stays hers in every way, so that it says nothing about the second.
    for key in ("first", "second", "third"):
        if key in values:
            keep(herself, given, key, "show" if key == "first" else values[key])
    if values["first"] == "hide":
        keep(herself, given, "first", "hide", base_revision=1)
    submit(herself, given, {"first": False, "third": True} | switches)
    return given


def keep(by, given, key, raw, base_revision=0) -> None:
    saving.save(
        by=by,
        assignment=given,
        prompt_key=key,
        raw=raw,
        base_revision=base_revision,
        key=uuid4(),
    )


def submit(by, given, switches) -> None:
    rounds = given.rounds.current().select_related("assignment__client", "assignment__version")
    round_ = rounds.get()
    seen = {key: row.revision for key, row in sheets.read(round_).answers.items()}
    sharing.submit(
        by=by,
        assignment_id=given.pk,
        done_as="done",
        key=uuid4(),
        switches=switches,
        seen=seen,
    )


def plain(page: str, *rows) -> str:
    """The page without what differs from any two sheets: their ids and the form's token."""
    for row in rows:
        page = page.replace(str(row.pk), "ID")
    page = re.sub(r'name="(?:csrfmiddlewaretoken|slip)" value="[^"]+"', "TOKEN", page)
    return re.sub(r'name="request_key" value="[\w-]+"', "KEY", page)


@pytest.fixture
def pages(ana, maya) -> dict[str, dict[str, str]]:
    """What Ana reads after each way, page by page; the sheets stand there one after the other."""
    seen = {}
    for way in WAYS:
        given = sent(maya, way)
        rows = [given, given.version, given.version.worksheet]
        seen[way] = {
            name: plain(ana.get(address).content.decode(), *rows)
            for name, address in {
                "review": of_sheet("review", given),
                "assignment": of_sheet("assignment", given),
                "client": url("client", maya),
                "today": url("today"),
            }.items()
        }
        # Out of the way of the next one.
        given.withdrawn_at, given.withdrawn_by = NOW, given.assigned_by
        given.save()
    return seen


def test_the_ways_read_the_same_byte_for_byte(pages):
    first = pages["skipped"]["review"]

    assert first.count("Nothing shared here") == 2
    assert {way: page["review"] == first for way, page in pages.items()} == dict.fromkeys(
        WAYS, True
    )


def test_what_she_keeps_stands_nowhere(pages):
    assert [
        (way, name) for way, seen in pages.items() for name, page in seen.items() if CANARY in page
    ] == []


def test_after_a_second_round_they_still_read_the_same(people, ana, maya):
    seen = {}
    for way, (_wrote, _privacy, switches) in WAYS.items():
        given = sent(maya, way)
        reviewing.send_review(
            by=actor_for(people.ana),
            round_=given.rounds.get(),
            closing="back",
            reopened=["third"],
        )
        submit(actor_for(maya), given, {"first": False, "third": True} | switches)
        page = ana.get(of_sheet("review", given)).content.decode()
        seen[way] = plain(page, given, given.version, given.version.worksheet)
        given.withdrawn_at, given.withdrawn_by = NOW, given.assigned_by
        given.save()

    assert seen == dict.fromkeys(WAYS, seen["skipped"])
    assert seen["skipped"].count("Nothing shared here") == 2
