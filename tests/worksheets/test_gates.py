"""Every gate and flag, and what they say."""

from datetime import date, timedelta

import pytest

from clients.models import Flag
from tests.factories import NOW, SMALL_SHEET
from worksheets import gates
from worksheets.gates import Facts
from worksheets.models import Version

Kind = Flag.Kind
TODAY = date(2026, 3, 10)

GATES = {
    "safety_talk": {"kind": "safety_talk", "text": "We talked."},
    "stable_now": {"kind": "stable_now", "text": "She is steady."},
    "talked_through": {"kind": "talked_through", "text": "Talked through.", "sheet": "map"},
    "session": {"kind": "session_within_days", "text": "We meet soon.", "days": 7},
    "sheet_done": {"kind": "sheet_done", "text": "The map comes first.", "sheet": "map"},
    "no_date": {"kind": "no_tender_date_within_days", "text": "No hard day.", "days": 7},
}


def sheet(*names: str, weight: str = "light") -> Version:
    """A version with these gates; nothing is saved."""
    return Version(weight=weight, schema=SMALL_SHEET | {"gates": [GATES[name] for name in names]})


def facts(**known) -> Facts:
    return Facts(now=NOW, today=TODAY, **known)


def judged(version: Version, theme: str = "the-quiet-grief", **known) -> gates.Verdict:
    return gates.verdict(version, theme, facts(**known))


@pytest.mark.parametrize("name", ["safety_talk", "stable_now", "talked_through"])
def test_what_a_counselor_confirms_asks_for_her_tick(name):
    version = sheet(name)

    verdict = judged(version)

    assert verdict.is_possible
    assert verdict.to_confirm == {version.sheet.gates[0].key}


def test_a_safety_talk_on_her_file_needs_no_tick():
    verdict = judged(sheet("safety_talk"), flags=frozenset({Kind.SAFETY_TALK}))

    assert verdict.is_possible
    assert verdict.to_confirm == frozenset()
    assert [state.words for state in verdict.gates] == ["On her file."]


@pytest.mark.parametrize(
    ("session_at", "is_possible"),
    [
        (None, False),
        (NOW - timedelta(minutes=1), False),
        (NOW, True),
        (NOW + timedelta(days=7), True),
        (NOW + timedelta(days=7, minutes=1), False),
    ],
)
def test_a_session_must_follow_within_its_days(session_at, is_possible):
    verdict = judged(sheet("session"), next_session_at=session_at)

    assert verdict.is_possible == is_possible
    assert verdict.stops == (() if is_possible else ("We meet soon. Set her next session first.",))


@pytest.mark.parametrize(
    ("done", "stops"),
    [({"map"}, ()), (set(), ("The map comes first. She has not done that one yet.",))],
)
def test_another_sheet_comes_first(done, stops):
    assert judged(sheet("sheet_done"), done_sheets=frozenset(done)).stops == stops


@pytest.mark.parametrize(
    ("away", "is_possible"), [(-8, True), (-7, False), (0, False), (7, False), (8, True)]
)
def test_a_tender_date_near_by_moves_the_sheet_without_saying_why(away, is_possible):
    day = TODAY + timedelta(days=away)

    verdict = judged(sheet("no_date"), tender_days=frozenset({day}))

    assert verdict.is_possible == is_possible
    assert verdict.stops == (() if is_possible else ("Another week suits this sheet better.",))


HEAVY, TALK, PLAIN = sheet(weight="heavy"), sheet("safety_talk"), sheet()


@pytest.mark.parametrize(
    ("flags", "version", "theme", "stops"),
    [
        ({Kind.HEAVY_OFF}, HEAVY, "owing", ["Heavy sheets are switched off for her."]),
        ({Kind.HEAVY_OFF}, PLAIN, "owing", []),
        (
            {Kind.HARMED},
            TALK,
            "owing",
            ["Someone is harming her. Record a talk about safety on her file first."],
        ),
        ({Kind.HARMED, Kind.SAFETY_TALK}, TALK, "owing", []),
        ({Kind.HARMED}, PLAIN, "owing", []),
        (
            {Kind.BEREAVED},
            PLAIN,
            "owing",
            ["After a recent death, sheets about distance do not fit."],
        ),
        ({Kind.BEREAVED}, PLAIN, "coming-home", []),
        ({Kind.BEREAVED}, PLAIN, "check-in", []),
        ({Kind.MINOR, Kind.COURT, Kind.CAPACITY, Kind.CONTACT_OFF}, TALK, "owing", []),
    ],
)
def test_flags_forbid_what_they_name(flags, version, theme, stops):
    assert gates.stops_by_flags(flags, version, theme) == stops


@pytest.mark.parametrize(
    ("flags", "version", "is_held"),
    [
        (set(), PLAIN, False),
        (set(), HEAVY, False),
        ({Kind.HEAVY_OFF}, HEAVY, True),
        ({Kind.HEAVY_OFF}, PLAIN, False),
        ({Kind.BEREAVED}, PLAIN, True),
        # A talk about safety that no longer stands on her file.
        (set(), TALK, True),
        ({Kind.SAFETY_TALK}, TALK, False),
        ({Kind.SAFETY_TALK, Kind.HARMED}, TALK, False),
    ],
)
def test_an_open_sheet_is_held_when_her_file_changes(flags, version, is_held):
    assert gates.is_held(flags, version, "owing") == is_held


def test_a_tick_does_not_stand_in_for_a_talk_where_she_is_harmed():
    verdict = judged(TALK, flags=frozenset({Kind.HARMED}))

    assert not verdict.is_possible


def test_her_no_to_sheets_stops_every_sheet():
    verdict = judged(PLAIN, has_taken_back=True)

    said = "She has not said yes to sheets, or took it back. Talk about it first."
    assert verdict.stops == (said,)


def test_other_flags_are_kept_in_mind():
    flags = frozenset(
        {Kind.MINOR, Kind.CAPACITY, Kind.COURT, Kind.SENT_BY_OTHERS, Kind.CONTACT_OFF}
    )

    assert judged(PLAIN, flags=flags).cautions == (
        "A minor or dependent is involved: lead this yourself. Reporting duties may apply.",
        "Supported use only: agree who will be with her.",
        "Court or police are involved: what is written may be asked for as evidence.",
        "Others asked her to attend: make sure she knows who sees what.",
        "Steps toward contact are hidden from her.",
    )
    assert judged(PLAIN).cautions == ()
