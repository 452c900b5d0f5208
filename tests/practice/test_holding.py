"""Where words wait that could not be taken in, and which of them come back (rulings 43)."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from practice import holding
from practice.holding import box
from practice.holding.words import COOKIE
from practice.models import Membership
from tests.factories import NOW, actor_for, make_counselor, make_practice

pytestmark = pytest.mark.django_db

PAGE = "/somewhere/"
THING = UUID(int=5)
ABOUT = UUID(int=6)


@pytest.fixture
def ana() -> Membership:
    """Somebody with a form."""
    return make_counselor(make_practice())


def looking(who: Membership, at: timedelta = timedelta(), *, marked: bool = True) -> HttpRequest:
    """She opens the page, in a browser that left something."""
    request = RequestFactory().get(PAGE)
    request.actor, request.session = actor_for(who, NOW + at), SessionBase()
    request._messages = FallbackStorage(request)
    if marked:
        request.COOKIES[COOKIE] = "1"
    return request


def posting(who: Membership, slip: str, words: dict, *, script: bool = False) -> HttpRequest:
    """She presses, signed in."""
    headers = {"Accept": "application/json"} if script else {}
    request = RequestFactory().post(PAGE, words | {"slip": slip}, headers=headers)
    request.actor, request.ended = actor_for(who), ""
    request.COOKIES[COOKIE] = "1"
    return request


def slip(who: Membership, form: str = "word", request: HttpRequest | None = None) -> str:
    """The slip on a page that she opens now."""
    return holding.slip_for(request or looking(who, marked=False), form, THING, ABOUT)


def left(who: Membership, words: dict, signed: str = "") -> None:
    """What a page of hers left."""
    assert holding.hold(posting(who, signed or slip(who), words))


def back(who: Membership, at: timedelta = timedelta(), form: str = "word") -> dict | None:
    """What stands in the boxes when she opens the page."""
    post = holding.back(looking(who, at), form, THING, "text")
    return post and dict(post.lists())


def test_words_come_back_as_they_were_posted(ana):
    left(ana, {"text": "One.", "tick": ["a", "b"], "go": "next", "csrfmiddlewaretoken": "x"})

    assert back(ana) == {"text": ["One."], "tick": ["a", "b"]}


@pytest.mark.parametrize(
    ("may_press", "said"),
    [
        (True, "Your words are back, and nothing was sent. Have a look, then press once more."),
        (False, "Your words are back. They were not sent, and nothing can be sent here now."),
    ],
)
def test_where_no_button_is_left_nobody_is_asked_to_press(ana, may_press, said):
    left(ana, {"text": "One."})
    request = looking(ana)

    holding.back(request, "word", THING, "text", may_press=may_press)

    assert [str(one) for one in request._messages] == [said]


def test_they_come_back_to_their_form_their_account_and_their_hour(ana):
    ben = make_counselor(ana.practice, "Ben Adler")
    left(ana, {"text": "One."})

    assert [back(ana, form="other"), back(ben), back(ana, timedelta(minutes=60))] == [None] * 3
    assert back(ana, timedelta(minutes=59)) == {"text": ["One."]}


def test_a_browser_that_left_nothing_does_not_look(ana, django_assert_num_queries):
    left(ana, {"text": "One."})

    with django_assert_num_queries(0):
        assert holding.back(looking(ana, marked=False), "word", THING) is None


def test_what_two_tabs_left_stands_together_and_goes_together(ana):
    left(ana, {"text": "One.", "pick": "a"})
    left(ana, {"text": "Two.", "pick": "b"})
    request = looking(ana)

    both = holding.back(request, "word", THING, "text")
    sent = posting(ana, slip(ana, request=request), {"text": "One and two."})
    holding.settle(sent, HttpResponse(status=302))

    assert dict(both.lists()) == {"text": ["One.\n\nTwo."], "pick": ["b"]}
    assert (back(ana), Session.objects.count()) == (None, 0)


def test_a_text_that_goes_on_is_not_said_twice(ana):
    left(ana, {"text": "One."})
    left(ana, {"text": "One. And more."})
    left(ana, {"text": "And more."})

    assert back(ana) == {"text": ["One. And more."]}


def test_what_came_after_the_page_was_opened_is_not_let_go_with_it(ana):
    left(ana, {"text": "One."})
    request = looking(ana)
    holding.back(request, "word", THING, "text")
    open_page = slip(ana, request=request)
    left(ana, {"text": "Two."})

    holding.settle(posting(ana, open_page, {"text": "One."}), HttpResponse(status=302))

    assert back(ana) == {"text": ["Two."]}


def test_a_page_with_something_to_mend_leaves_its_words_until_it_is_taken_in(ana):
    first = posting(ana, slip(ana), {"text": "Too long."})
    shown_again = slip(ana, request=first)
    holding.settle(first, HttpResponse(status=422))

    waiting = back(ana)
    holding.settle(posting(ana, shown_again, {"text": "Fine."}), HttpResponse(status=302))

    assert (waiting, back(ana)) == ({"text": ["Too long."]}, None)


@pytest.mark.parametrize("status", [403, 404])
def test_what_was_not_hers_to_post_is_not_kept(ana, status):
    holding.settle(posting(ana, slip(ana), {"text": "One."}), HttpResponse(status=status))

    assert back(ana) is None


def test_a_script_that_saves_one_box_lets_go_of_that_one(ana):
    signed = slip(ana)
    left(ana, {"a:": "One.", "a:_revision": "0", "b:": "Two."}, signed)

    saved = posting(ana, signed, {"a:": "One.", "a:_revision": "0"}, script=True)
    holding.settle(saved, HttpResponse(status=200))
    refused = posting(ana, signed, {"b:": "Two."}, script=True)
    holding.settle(refused, HttpResponse(status=409))

    assert back(ana) == {"b:": ["Two."]}


def test_the_slip_of_somebody_else_settles_nothing(ana):
    ben = make_counselor(ana.practice, "Ben Adler")
    signed = slip(ana)
    left(ana, {"text": "One."}, signed)

    for status in (200, 302):
        holding.settle(posting(ben, signed, {"text": "Forged."}), HttpResponse(status=status))

    assert (back(ana), back(ben)) == ({"text": ["One."]}, None)


def test_the_oldest_pages_make_room(ana):
    for number in range(box.MOST + 2):
        left(ana, {"text": f"{number}."})

    kept = [one.post["text"] for one in holding.waiting(looking(ana), "word", THING)]
    assert kept == [f"{number}." for number in range(2, box.MOST + 2)]


def test_a_slip_holds_a_day(ana):
    with time_machine.travel(NOW, tick=False) as clock:
        signed = slip(ana)
        clock.shift(timedelta(hours=25))

        assert holding.hold(posting(ana, signed, {"text": "One."})) is None
