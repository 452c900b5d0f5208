"""Every address, opened by everybody: strangers get 404, other roles 403, and nothing changes.

Ben is a counselor and Noor a client of Maya's own practice; Eva and Otto belong to another one.
"""

import json
from contextlib import suppress

import pytest
import time_machine
from django.urls import NoReverseMatch, reverse

from practice.access import THIRD_PARTY
from tests.addresses import audience, parts, patterns, theirs
from tests.factories import NOW
from tests.scene import Scene, make_scene
from tests.tables import READS, changed, checksums, undone
from tests.walk import (
    OPEN_IDS,
    ROLES,
    STOPS,
    address,
    forged,
    open_as,
    signed_in,
    stops,
)

pytestmark = pytest.mark.django_db
STRANGERS = ["ben", "noor", "eva", "otto", "olga"]
# Whoever is signed out may open these: the front door, letters, help, and health.
PUBLIC = {
    "clients:accept",
    "clients:live",
    "clients:welcome",
    "practice:healthz",
    "practice:mail",
    "practice:mail_news",
    "practice:start",
    "practice:stop_summary",
    "practice:styleguide",
    "practice:why_summary",
    "worksheets:clear_tracks",
    "worksheets:help",
    "worksheets:leave",
    "worksheets:not_for_me",
    "worksheets:save",
    "worksheets:stop_reminders",
    "worksheets:why_reminder",
}
# Ours in front of allauth's own pages, with ways in of their own (tests/practice).
OURS_BEFORE_ALLAUTH = {
    "mfa_add_webauthn",
    "mfa_deactivate_totp",
    "mfa_index",
    "mfa_remove_webauthn",
}
# Without a mail provider nobody tells us anything, and without a ticket nobody hears anything.
NOT_THERE = {"practice:mail_news": 404}
NOT_HEARD = {"clients:live": 404}
# Words that come after the session ended are held for her: public in name only (rulings 43).
FOR_HER_ALL_THE_SAME = "worksheets:save"


@pytest.fixture(autouse=True)
def _the_day(settings):
    settings.DEMO = True
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def expected(name: str, who: str) -> int | None:
    """What a stranger gets: wrong role first, then a row that is not there; None where welcome."""
    wanted = audience(name)
    if name == FOR_HER_ALL_THE_SAME:
        wanted = "client"
    if wanted == "public":
        return None
    if wanted not in ROLES[who]:
        return 403
    if who == "olga" and wanted == "owner":
        return None
    return 404 if set(parts(name)) - OPEN_IDS else None


def surprises(scene: Scene, who: str, how: str, **headers: str) -> dict[str, tuple]:
    """Where a stranger got another answer than expected: what came, what should have."""
    found = {}
    for name in unwelcome(who, how):
        status = open_as(scene, who, name, how, **headers).status_code
        if status != expected(name, who):
            found[name] = (status, expected(name, who))
    return found


def unwelcome(who: str, how: str) -> list[str]:
    """The addresses where this person has no business."""
    return [name for name in stops(how) if expected(name, who)]


def test_every_address_has_its_stop_and_every_stop_its_address():
    assert set(STOPS) == set(patterns()) - set(THIRD_PARTY) - OURS_BEFORE_ALLAUTH


def test_every_view_has_one_audience_and_the_public_ones_are_pinned():
    told = {name: audience(name) for name in patterns()}

    assert [name for name, wanted in told.items() if not wanted] == []
    assert {name for name, wanted in told.items() if wanted == "public"} == PUBLIC


@pytest.mark.parametrize("how", ["GET", "POST"])
@pytest.mark.parametrize("who", STRANGERS)
def test_strangers_find_nothing_and_change_nothing(scene, who, how):
    signed_in(scene, who)
    before = checksums()

    assert surprises(scene, who, how) == {}
    assert len(unwelcome(who, how)) > 10
    assert changed(before, checksums()) == []


@pytest.mark.parametrize("how", ["GET", "POST"])
def test_a_script_of_a_stranger_finds_nothing_either(scene, how):
    assert surprises(scene, "noor", how, accept="application/json") == {}


def test_whose_it_is_sees_it(scene):
    told = {name: open_as(scene, STOPS[name].who, name, "GET").status_code for name in stops("GET")}

    assert {name: code for name, code in told.items() if code not in {200, 302}} == NOT_HEARD


def test_whose_it_is_changes_it(scene):
    told = {}
    for name in stops("POST"):
        with undone():
            told[name] = open_as(scene, STOPS[name].who, name, "POST").status_code

    assert {name: code for name, code in told.items() if code not in {200, 302, 422}} == NOT_THERE


@pytest.mark.parametrize("how", ["GET", "POST"])
def test_ids_that_nobody_has_are_404_to_whose_the_page_is(scene, how):
    told = {}
    for name in stops(how):
        if any(part.endswith("_id") for part in parts(name)):
            browser = signed_in(scene, STOPS[name].who)
            ask = browser.get if how == "GET" else browser.post
            told[name] = ask(forged(scene, name)).status_code

    assert {name: code for name, code in told.items() if code != 404} == {}
    assert len(told) > 15


@pytest.mark.parametrize("how", ["GET", "POST"])
def test_signed_out_is_led_to_the_sign_in(scene, how):
    before = checksums()
    told = {}
    for name in stops(how):
        if audience(name) != "public":
            answer = open_as(scene, "nobody", name, how)
            told[name] = (answer.status_code, answer.headers.get("Location", "").split("?")[0])

    assert told == dict.fromkeys(told, (302, reverse("account_login")))
    assert changed(before, checksums()) == []


def test_a_script_that_is_signed_out_is_told_in_json(scene):
    browser = signed_in(scene, "nobody")
    told = set()
    for name in stops("POST"):
        if audience(name) != "public" or name == FOR_HER_ALL_THE_SAME:
            answer = browser.post(address(scene, name), headers={"accept": "application/json"})
            told.add((answer.status_code, "sign_in" in json.loads(answer.content)))

    assert told == {(401, True)}


def test_looking_writes_nothing(scene):
    told = {}
    for name in stops("GET"):
        for who in {STOPS[name].who, "nobody", "ana", "maya", "sofia"}:
            signed_in(scene, who)
            before = checksums(READS)
            open_as(scene, who, name, "GET")
            if touched := changed(before, checksums(READS)):
                told[name, who] = touched

    assert told == {}


def test_looking_at_the_sign_in_pages_writes_nothing(scene):
    told = {}
    for name in theirs():
        for who in ("nobody", "ana", "maya"):
            browser = signed_in(scene, who)
            before = checksums(READS)
            with suppress(NoReverseMatch):
                browser.get(reverse(name))
            if touched := changed(before, checksums(READS)):
                told[name, who] = touched

    assert told == {}


def test_only_reads_of_staff_are_written_down_when_she_is_looked_at(scene):
    her_pages = [name for name in stops("GET") if audience(name) == "client"]
    before = checksums(())["practice_auditintake"]

    for name in her_pages:
        open_as(scene, "maya", name, "GET")

    assert checksums(())["practice_auditintake"] == before
