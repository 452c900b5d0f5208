"""Help lines and panels: never empty, emergency first when unsure, nothing that claims to watch."""

import re
from datetime import date, timedelta

import pytest
from django.conf import settings as django_settings

from worksheets import help as helping
from worksheets.help import HelpLine

CHECKED = date(2026, 11, 22)
EXTRA = HelpLine(
    kind="crisis_call", label="Harbour night line", tel="5550100", last_checked=CHECKED
)


def test_the_emergency_number_stands_first_while_a_line_is_unchecked():
    found = helping.lines_for("US", CHECKED)

    assert [(line.kind, line.number) for line in found[:4]] == [
        ("emergency", "911"),
        ("crisis_call", "988"),
        ("crisis_text", "988"),
        ("chat", ""),
    ]


@pytest.mark.parametrize(("days", "first"), [(180, "crisis_call"), (181, "emergency")])
def test_a_line_is_fresh_for_180_days(monkeypatch, days, first):
    fresh = [
        HelpLine(kind="crisis_call", label="Line", country="US", last_checked=CHECKED),
        HelpLine(kind="emergency", label="Emergency", country="US", last_checked=CHECKED),
    ]
    monkeypatch.setattr(helping, "_shipped", lambda: tuple(fresh))

    found = helping.lines_for("US", CHECKED + timedelta(days=days))

    assert found[0].kind == first


def test_a_practice_adds_a_line_and_takes_none_away():
    shipped = helping.lines_for("GB", CHECKED)

    found = helping.lines_for("GB", CHECKED, extra=[EXTRA])

    assert sorted(found, key=str) == sorted([*shipped, EXTRA], key=str)
    assert found[0].kind == "emergency"


@pytest.mark.parametrize(
    ("country", "emergency"),
    [("DE", ["112"]), ("JP", ["", "112"]), ("", ["", "112"]), ("IE", ["112 or 999"])],
)
def test_no_country_is_left_without_an_emergency_line(country, emergency):
    found = helping.lines_for(country, CHECKED)

    assert [line.number for line in found if line.kind == "emergency"] == emergency


def test_every_country_on_the_list_has_somebody_to_call():
    without = [code for code in helping.countries() if len(helping.lines_for(code, CHECKED)) < 2]

    assert without == []


def test_spanish_readers_meet_spanish_lines_first():
    found = helping.lines_for("US", CHECKED, language="es")

    assert [line.label for line in found[:3]] == [
        "Emergency",
        "988 en español (oprima 2)",
        "988 por mensaje de texto",
    ]


def test_addresses_for_phones():
    line = HelpLine(kind="crisis_text", label="", tel="116123", sms="85258", keyword="I NEED")

    assert (line.tel_href, line.sms_href) == ("tel:116123", "sms:85258?&body=I%20NEED")
    assert (EXTRA.tel_href, EXTRA.sms_href, EXTRA.sms_number) == ("tel:5550100", "", "")


def test_each_list_has_its_own_panel_and_lines():
    lines = helping.lines_for("US", CHECKED)

    panels = helping.panels(lines, "en")
    found = {panel.kind: [line.kind for line in panel.lines] for panel in panels}

    assert found == {
        "self": ["crisis_call", "crisis_text", "chat", "emergency"],
        "harmed": ["domestic_abuse", "elder_abuse", "emergency"],
        "others": ["crisis_call", "crisis_text", "chat", "emergency"],
    }


def test_the_panel_names_the_number_and_the_counselor():
    panel = helping.panel("self", helping.lines_for("GB", CHECKED), "en", counselor="Ana")

    assert panel.text[-1] == "If you are in danger, call 999 now."
    assert panel.not_watched == (
        "No one is watching this page, and Ana may not see it until later."
    )


def test_a_language_without_a_list_gets_the_box_and_no_check():
    assert (helping.box_needed("en-gb"), helping.box_needed("es")) == (False, True)
    assert helping.panels_for("I want to die", "es") == []
    assert helping.panels([], "es") == []


def test_the_check_can_be_switched_off_for_a_place(settings):
    settings.TEND_HELP_CHECK = False

    assert helping.box_needed("en") is True
    assert helping.panels_for("I want to die", "en") == []


def test_panels_for_a_text_come_in_order():
    text = "I want to hurt him. He hits me, and I want to die."

    assert helping.panels_for(text, "en") == ["self", "harmed", "others"]


def test_the_list_says_that_nobody_signed_it_yet():
    edition = helping.edition("en")

    assert (edition["version"], edition["signed_by"]) == (1, None)


def test_leaving_goes_to_a_listed_site_only(settings):
    settings.TEND_LEAVE_TO = "https://evil.example/"

    assert helping.leave_to("US") == "https://www.weather.gov/"
    settings.TEND_LEAVE_TO = "https://www.wikipedia.org/"
    assert helping.leave_to("US") == "https://www.wikipedia.org/"


WATCHING = re.compile(
    r"we have notified|we will contact|has been (?:told|notified|alerted)|help is (?:coming|on)"
    r"|is on (?:its|the) way|we are here for you|(?<!not )monitored|(?<!no one is )watching",
    re.IGNORECASE,
)


def test_nothing_says_that_somebody_watches_or_comes():
    root = django_settings.BASE_DIR
    files = [
        *(root / "worksheets/content/help").glob("panels.*.json"),
        *(root / "worksheets/static/worksheets").glob("*.js"),
        *(root / "templates").rglob("*help*.html"),
        *(root / "templates").rglob("*leave*.html"),
        root / "templates/worksheets/clear_tracks.html",
    ]

    found = [(file.name, hit[0]) for file in files for hit in WATCHING.finditer(file.read_text())]

    assert found == []
