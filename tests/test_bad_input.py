"""Whatever is sent, by whomever: a page with words on it, nothing lost, never a 500."""

from collections.abc import Iterator
from urllib.parse import quote
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse

from clients.models import Invitation
from tests.factories import NOW
from tests.journeys.page import Form, Page
from tests.scene import DAY, Scene, make_scene
from tests.tables import undone
from tests.walk import STOPS, address, signed_in, stops
from worksheets.models import Answer, OtherText

pytestmark = pytest.mark.django_db

NASTY = {
    "long": "à" * 70_000,
    "null": "one\x00two",
    "controls": "\x1b[2J\x07\x08\r\n\t\x7f",
    "right to left": "\u202eשלום עולם\u202c \u2067مرحبا\u2069",
    "emoji": "👩‍👧‍👦🫂\U0001f9d1\u200d\U0001f33e",
    "alone": "\ud83d".encode("utf-8", "surrogatepass").decode("latin-1"),
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}{% load %}",
    "sql": "' OR 1=1; DROP TABLE clients_client; --",
    "number": "99999999999999999999999999",
    "below": "-1",
    "not a number": "NaN",
    "no day": "2026-02-31",
    "far day": "99999-12-31",
    "id": "00000000-0000-0000-0000-000000000000",
    "no id": "not-an-id",
    "path": "../../../etc/passwd",
    "empty": "",
}
# Pages that stop on purpose: the way out, and the sign-in, which counts tries.
ASKED_BY_ADDRESS = (
    "at", "before", "by", "minutes", "next", "only", "page", "q", "rest", "show", "since", "sort",
    "start", "theme", "weight", "words",
)  # fmt: skip
LEAST = {"ana": 20, "maya": 14, "olga": 8}
LEFT_OUT = ("/leave/", "/account/", "/switch/")


@pytest.fixture(autouse=True)
def _the_day(settings):
    settings.DEMO = True
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def is_page(answer: HttpResponse) -> bool:
    """Something with forms in it, no file and no way elsewhere."""
    return answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")


def forms_of(scene: Scene, who: str) -> Iterator[tuple[str, Form]]:
    """Every form that this person meets on any page, once."""
    seen, browser = set(), signed_in(scene, who)
    for name in stops("GET"):
        url = address(scene, name)
        answer = browser.get(url)
        for form in Page(answer.content.decode(), url).forms if is_page(answer) else []:
            to = form.action or url
            names = frozenset(control.name for control in form.controls)
            if form.method == "post" and not to.startswith(LEFT_OUT) and (to, names) not in seen:
                seen.add((to, names))
                yield to, form


def spoilt(form: Form, names: set[str], value: object) -> dict[str, object]:
    """The form as it stands, with these fields spoilt."""
    sent = form.filled({}, {})
    buttons = [c for c in form.controls if c.is_button and c.name]
    sent |= {button.name: [button.value] for button in buttons[:1]}
    return sent | dict.fromkeys(names, value)


def ways(form: Form) -> Iterator[tuple[str, set[str], object]]:
    """Everything spoilt at once in every way, then each field by itself in some.

    A button alone has nothing to spoil: pressed once as it stands.
    """
    names = {c.name for c in form.controls if c.name} - {"csrfmiddlewaretoken"}
    if not names:
        yield "as it stands", names, ""
        return
    for kind, value in NASTY.items():
        yield kind, names, value
    for name in sorted(names):
        for kind in ("null", "no id", "emoji", "number"):
            yield kind, {name}, NASTY[kind]
        yield "many times", {name}, ["one", "two", "\x00"]


@pytest.mark.parametrize("who", ["ana", "maya", "olga"])
def test_no_form_breaks(scene, who):
    told, browser = {}, signed_in(scene, who)
    for to, form in list(forms_of(scene, who)):
        for kind, names, value in ways(form):
            with undone():
                answer = browser.post(to, spoilt(form, names, value))
            says = 300 <= answer.status_code < 400 or len(answer.content) > 100
            if answer.status_code >= 500 or not says:
                told[to, kind, *sorted(names)] = answer.status_code

    assert told == {}


def test_there_are_forms_to_spoil(scene):
    told = {who: len(list(forms_of(scene, who))) for who in ("ana", "maya", "olga")}

    assert {who: told[who] >= least for who, least in LEAST.items()} == dict.fromkeys(LEAST, True)


@pytest.mark.parametrize("kind", NASTY)
def test_what_stands_in_an_address_breaks_nothing(scene, kind):
    word = quote(NASTY[kind][:2000], safe="")
    query = "&".join(f"{key}={word}" for key in ASKED_BY_ADDRESS)
    told = {}
    for name in stops("GET"):
        answer = signed_in(scene, STOPS[name].who).get(f"{address(scene, name)}?{query}")
        if answer.status_code >= 400:
            told[name] = answer.status_code

    # A script asks there, with its ticket in a header.
    assert told == {"clients:live": 404}


def test_a_form_without_its_token_gets_a_kind_page(scene):
    told = {}
    for name in stops("POST"):
        browser = Browser(enforce_csrf_checks=True)
        browser.force_login(
            scene.member(STOPS[name].who if STOPS[name].who != "nobody" else "maya").user
        )
        answer = browser.post(address(scene, name))
        told[name] = (answer.status_code, "Go back, reload the page" in answer.content.decode())

    assert {name: got for name, got in told.items() if got != (403, True)} == {
        "practice:mail_news": (404, False),
        "practice:stop_summary": (200, False),
        "worksheets:leave": (200, False),
        "worksheets:stop_reminders": (200, False),
    }


GARBAGE = ["x", "x" * 5000, "%00", "..%2F..", "%F0%9F%AB%82", "%D7%A9", "' OR 1=1", "\u202etxt"]


@pytest.mark.parametrize("how", ["welcome", "accept"])
@pytest.mark.parametrize("token", GARBAGE)
def test_a_made_up_link_is_told_kindly(scene, token, how):
    browser, end = signed_in(scene, "nobody"), "" if how == "welcome" else "accept/"

    told = [browser.get(f"/welcome/{token}/{end}"), browser.post(f"/welcome/{token}/{end}")]

    assert [answer.status_code for answer in told] == [404, 404]
    assert all("<h1>" in answer.content.decode() for answer in told)


def test_guessing_links_has_to_wait(scene):
    browser = signed_in(scene, "nobody")

    told = [browser.get(f"/welcome/guess-{number}/").status_code for number in range(22)]

    assert (told[:20], told[21]) == ([404] * 20, 429)


def test_a_link_used_or_run_out_says_what_to_do(scene):
    browser, url = signed_in(scene, "nobody"), f"/welcome/{scene.token}/"
    with time_machine.travel(NOW + 8 * DAY, tick=False):
        run_out = browser.post(url)
    Invitation.objects.update(accepted_at=NOW)
    used = browser.post(f"{url}accept/")

    assert (run_out.status_code, used.status_code) == (410, 410)
    assert "This link has run out" in run_out.content.decode()
    assert "This link has done its work" in used.content.decode()


def words_of(scene: Scene, name: str = "open") -> dict[str, object]:
    """Her answers on a sheet, and the words kept beside them."""
    sheet = scene.sheets[name]
    answers = {a.prompt_key: a.value for a in Answer.objects.filter(assignment=sheet)}
    return answers | {"beside": [o.value for o in OtherText.objects.filter(resolved_at=None)]}


def save(scene: Scene, data: dict, **headers: str):
    """She presses Next on the first part of `open`."""
    url = reverse("worksheets:save", args=[scene.sheets["open"].pk])
    once = {"noticed:_revision": "1", "noticed:_once": str(uuid4()), "place": "1", "go": "next"}
    return signed_in(scene, "maya").post(url, once | data, headers=headers)


def test_too_long_an_answer_comes_back_whole_and_the_old_one_stays(scene):
    before, long = words_of(scene), "à" * 70_000

    answer = save(scene, {"noticed:": long})

    assert (answer.status_code, words_of(scene)) == (422, before)
    assert long in answer.content.decode()
    assert 'role="alert"' in answer.content.decode() or "error" in answer.content.decode()


@pytest.mark.parametrize("kind", ["right to left", "emoji", "markup", "sql"])
def test_any_words_are_kept_as_she_wrote_them(scene, kind):
    answer = save(scene, {"noticed:": NASTY[kind]})

    assert (answer.status_code, words_of(scene)["noticed"]) == (302, NASTY[kind])


def test_null_bytes_cost_her_nothing_else(scene):
    save(scene, {"noticed:": "one\x00two"})

    assert words_of(scene)["noticed"] == "onetwo"


@pytest.mark.parametrize("revision", ["0", "7", "-3", "x", "", "99999999999999"])
def test_a_stale_or_made_up_revision_keeps_both_texts(scene, revision):
    before = words_of(scene)

    answer = save(scene, {"noticed:": "From another device.", "noticed:_revision": revision})

    assert answer.status_code == 302
    assert "/other-texts/" in answer.headers["Location"]
    after = words_of(scene)
    assert after["noticed"] == before["noticed"]
    assert after["beside"] == [*before["beside"], "From another device."]


def test_a_made_up_key_saves_all_the_same(scene):
    save(scene, {"noticed:": "New words.", "noticed:_once": "no-key"})

    assert words_of(scene)["noticed"] == "New words."


def test_pressed_twice_is_saved_once(scene):
    data = {"noticed:": "New words.", "noticed:_once": str(uuid4())}

    told = [save(scene, data).status_code for _ in range(2)]

    row = Answer.objects.get(assignment=scene.sheets["open"], prompt_key="noticed")
    assert (told, row.revision, row.value) == ([302, 302], 2, "New words.")


def test_prompts_that_the_sheet_does_not_have_are_not_read(scene):
    before = words_of(scene)

    told = save(scene, {"__class__:": "x", "__class__:_revision": "0", "noticed:_revision": ""})

    assert (told.status_code < 500, words_of(scene).keys()) == (True, before.keys())
