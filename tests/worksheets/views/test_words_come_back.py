"""Every form with room for words: posted after the session ended, back in its box, never sent by
itself, for the same person alone (rulings 43)."""

import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse

from clients.agreements import SLOTS
from practice import vault
from practice.models import AuditIntake
from practice.sealed_sessions import unseal
from tests.factories import NOW
from tests.scene import Scene, make_scene
from tests.walk import address, signed_in

pytestmark = pytest.mark.django_db

WORDS = "An hour of words about the harbour."
KEY = UUID(int=7)


@dataclass(frozen=True)
class Form:
    """Who writes where, what is posted, and where that goes once it is pressed again."""

    who: str
    page: str
    to: str
    post: dict[str, object]
    sheet: str = ""
    purpose: str = "care"


MAYA = {"who": "maya", "purpose": "own"}
REVIEW = {"who": "ana", "page": "worksheets:review", "sheet": "done"}
FORMS = {
    "reply": Form(
        **MAYA,
        page="worksheets:read",
        to="worksheets:reply",
        sheet="reviewed",
        post={"body": WORDS, "prompt_key": "noticed", "request_key": KEY},
    ),
    "put aside": Form(
        **MAYA,
        page="worksheets:not_now",
        to="worksheets:not_now",
        post={"words": WORDS, "reason": "long"},
    ),
    "plan": Form(
        **MAYA,
        page="worksheets:plan",
        to="worksheets:plan",
        post={"when": WORDS, "revision": 1},
    ),
    "two texts": Form(
        **MAYA,
        page="worksheets:choose",
        to="worksheets:choose",
        post={"noticed:": WORDS, "pick": "own", "revision": 1, "key": KEY, "beside": KEY},
    ),
    "kind word": Form(
        who="ana",
        page="worksheets:kind_word",
        to="worksheets:kind_word",
        post={"message": WORDS, "request_key": KEY},
    ),
    "review": Form(
        **REVIEW,
        to="worksheets:send_review",
        post={"c-whole": WORDS, "r-c-whole": 0, "closing": "thanks"},
    ),
    "draft": Form(**REVIEW, to="worksheets:comment", post={"c-miss": WORDS, "r-c-miss": 0}),
    "reason": Form(
        who="ana",
        page="worksheets:assign",
        to="worksheets:assign",
        post={"reason": WORDS, "request_key": KEY, "again": "1"},
    ),
    "agreements": Form(
        who="olga",
        page="clients:agreements",
        to="clients:agreements",
        post=dict.fromkeys(SLOTS, WORDS),
    ),
}


@pytest.fixture(autouse=True)
def _fixed_clock():
    """Every request happens at NOW; ticking, so that sessions behave."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def scene() -> Scene:
    """Maya's file."""
    return make_scene()


@dataclass
class Desk:
    """Somebody at a form."""

    scene: Scene
    form: Form
    http: Browser

    @property
    def url(self) -> str:
        """The page that the form is on."""
        return address(self.scene, self.form.page, self.form.sheet)

    def open(self) -> str:
        """The page."""
        return self.http.get(self.url).content.decode()

    def press(self, slip: str, http: Browser | None = None, **more: str) -> HttpResponse:
        """Posts the form as it was on a page with this slip."""
        to = address(self.scene, self.form.to, self.form.sheet)
        return (http or self.http).post(to, self.form.post | {"slip": slip} | more)

    def sign_in(self) -> None:
        """Signs in again in the same browser."""
        self.http.force_login(self.scene.member(self.form.who).user)


def slip_on(page: str) -> str:
    """The first slip of a page."""
    return re.search(r'name="slip" value="([^"]+)"', page)[1]


@pytest.fixture(params=FORMS, ids=[name.replace(" ", "_") for name in FORMS])
def desk(request, scene) -> Desk:
    """Each form in turn, by whose it is."""
    form = FORMS[request.param]
    return Desk(scene, form, signed_in(scene, form.who))


@pytest.fixture
def signed_out(desk) -> Desk:
    """The page was open, the session has ended, and the button is pressed."""
    slip = slip_on(desk.open())
    desk.http.logout()
    desk.answer = desk.press(slip)
    return desk


def test_nothing_is_sent_and_the_sign_in_leads_back(signed_out):
    before = AuditIntake.objects.count()

    assert signed_out.answer["Location"] == (
        f"{reverse('account_login')}?next={signed_out.url.replace('/', '%2F')}&kept=yes"
    )
    told = signed_out.http.get(signed_out.answer["Location"]).content.decode()
    assert ("Your words are kept" in told, AuditIntake.objects.count()) == (True, before)


def test_they_wait_sealed_under_the_key_of_whose_words_they_are(signed_out):
    held = [unseal(row.session_data) for row in Session.objects.all()]
    entries = [one for box in held for one in box.values() if isinstance(one, dict)]
    mine = {"maya": signed_out.scene.maya, "ana": signed_out.scene.maya}
    user = signed_out.scene.member(signed_out.form.who).user
    subject = mine.get(signed_out.form.who, user).pk

    assert WORDS not in str(held)
    assert [(one["slip"]["subject"], one["slip"]["purpose"]) for one in entries] == [
        (str(subject), signed_out.form.purpose)
    ]


def test_they_come_back_into_their_box_and_go_once_pressed(signed_out):
    signed_out.sign_in()

    first = signed_out.open()
    sent = signed_out.press(slip_on(first))
    again = signed_out.open() if sent.status_code == 302 else ""

    assert (WORDS in first, "Your words are back" in first) == (True, True)
    assert (sent.status_code, "Your words are back" in again) == (302, False)


def test_somebody_else_finds_nothing(signed_out):
    another(signed_out)

    page = signed_out.http.get(signed_out.url)

    assert WORDS not in page.content.decode()
    assert page.status_code == (404 if signed_out.form.who == "maya" else 200)


def another(desk: Desk) -> None:
    """Somebody who may open such pages too signs in, in the same browser."""
    colleague = desk.scene.cover.membership  # sees Maya's pages as Ana does
    colleague.is_owner = True
    colleague.save()
    others = {"maya": desk.scene.people.noor.membership}
    desk.http.force_login(others.get(desk.form.who, colleague).user)


def came_back(desk: Desk) -> bool:
    """Whether the words stand in their box once whose they are has signed in again."""
    desk.sign_in()
    return WORDS in desk.open()


def test_a_page_of_another_sign_in_sends_nothing_and_its_words_wait(desk):
    slip = slip_on(desk.open())
    another(desk)
    before = AuditIntake.objects.count()

    answer = desk.press(slip)

    page = answer.content.decode()
    assert (answer.status_code, "belongs to another sign-in" in page) == (403, True)
    assert (WORDS in page, "Maya" in page) == (False, False)
    assert (AuditIntake.objects.count(), came_back(desk)) == (before, True)


def test_a_page_of_another_sign_in_with_an_old_token_keeps_its_words_too(desk):
    slip = slip_on(desk.open())
    another(desk)
    strict = Browser(enforce_csrf_checks=True)
    strict.cookies = desk.http.cookies

    answer = desk.press(slip, strict, csrfmiddlewaretoken="o" * 64)

    assert (answer.status_code, "belongs to another sign-in" in answer.content.decode()) == (
        403,
        True,
    )
    desk.http.cookies.update(strict.cookies)
    assert came_back(desk)


def test_words_that_no_key_can_seal_are_not_said_to_wait(desk):
    slip = slip_on(desk.open())
    another(desk)
    vault.destroy_keys(desk.scene.maya.pk)
    is_about_her = desk.form.who != "olga"

    page = desk.press(slip).content.decode()

    assert ("could not be kept" in page) == is_about_her
    assert ("waits for an hour" in page) != is_about_her


def test_after_an_hour_they_are_gone(signed_out):
    with time_machine.travel(NOW + timedelta(minutes=61)):
        signed_out.sign_in()

        assert WORDS not in signed_out.open()


def test_an_old_token_loses_no_words(desk):
    strict = Browser(enforce_csrf_checks=True)
    strict.cookies = desk.http.cookies
    slip = slip_on(desk.open())

    answer = desk.press(slip, strict, csrfmiddlewaretoken="o" * 64)

    assert answer["Location"] == desk.url
    desk.http.cookies.update(strict.cookies)
    assert WORDS in desk.open()


def test_an_erased_clients_words_are_kept_nowhere(desk):
    slip = slip_on(desk.open())
    desk.http.logout()
    vault.destroy_keys(desk.scene.maya.pk)
    is_about_her = desk.form.who != "olga"

    answer = desk.press(slip)

    assert ("unsent=yes" in answer["Location"]) == is_about_her


@pytest.mark.parametrize("slip", ["", "forged", "a:b:c"])
def test_without_the_pages_own_slip_nothing_is_kept(scene, slip):
    desk = Desk(scene, FORMS["reply"], signed_in(scene, "maya"))
    desk.http.logout()
    rows = Session.objects.count()

    answer = desk.press(slip)

    assert ("unsent=yes" in answer["Location"], Session.objects.count()) == (True, rows)
