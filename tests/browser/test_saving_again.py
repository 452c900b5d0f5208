"""A save that did not arrive is sent again: an old token, an ended session, a busy server."""

from urllib.parse import parse_qs

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import NOW, make_assignment, make_client, make_counselor, make_practice
from worksheets.models import Answer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def given():
    """Her sheet, begun."""
    return make_assignment(make_client(make_counselor(make_practice())), round={"opened_at": NOW})


@pytest.fixture
def part(phone, sign_in, given):
    """Her phone at the first part."""
    sign_in(phone, given.client.membership.user)
    phone.goto(reverse("worksheets:part", args=[given.pk, 1]))
    return phone


def box(page):
    """Where she writes."""
    return page.get_by_label("What did you notice this week?")


def state(page):
    """The line that tells of saving."""
    return page.locator("[data-saved]").first


def new_token(page, live_server):
    """As a sign-in in another tab does it: a new token for every form."""
    token = {"name": settings.CSRF_COOKIE_NAME, "value": "n" * 32, "url": live_server.url}
    page.context.add_cookies([token])


def test_after_a_sign_in_in_another_tab_the_old_page_saves_on(part, live_server):
    new_token(part, live_server)
    box(part).fill("Still saved.")

    expect(state(part)).to_have_attribute("data-state", "saved")
    assert Answer.objects.get().value == "Still saved."


def test_without_any_token_it_gets_one_and_sends_again(part):
    part.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    with part.expect_response(lambda answer: answer.status == 403):
        box(part).fill("Still saved.")

    expect(state(part)).to_have_attribute("data-state", "saved")
    assert Answer.objects.get().value == "Still saved."


def test_a_button_goes_on_after_a_sign_in_in_another_tab(part, live_server):
    new_token(part, live_server)
    part.get_by_role("button", name="Next").click()

    expect(part.get_by_label("What do you miss the most?")).to_be_visible()


def words_of(sent):
    """The words of the saves that went, in order."""
    bodies = [parse_qs(request.post_data) for request in sent if request.method == "POST"]
    return [body["noticed:"][0] for body in bodies]


def test_signed_out_the_newest_words_are_the_ones_that_wait(part):
    part.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    written = ["First.", "First. And then", "First. And then the rest."]
    sent = []
    part.on("request", lambda request: sent.append(request))
    for words in written:
        with part.expect_response("**/save/"):
            box(part).fill(words)
    part.wait_for_timeout(300)

    expect(state(part)).to_contain_text("You are signed out. Your words are still here.")
    assert words_of(sent) == written


def test_only_the_first_try_is_a_sign_of_life(part):
    sent = []

    def busy(route):
        sent.append(route.request.headers.get("x-tend-quiet"))
        if len(sent) < 3:
            route.fulfill(status=503)
        else:
            route.continue_()

    part.route("**/save/", busy)
    box(part).fill("Once the server is back.")

    expect(state(part)).to_have_attribute("data-state", "saved", timeout=15_000)
    assert sent == [None, "1", "1"]


def test_what_was_written_before_the_script_came_is_saved(phone, sign_in, given):
    late = []
    phone.route("**/practice/save*.js", lambda route: late.append(route))
    sign_in(phone, given.client.membership.user)
    phone.goto(reverse("worksheets:part", args=[given.pk, 1]), wait_until="commit")
    box(phone).fill("Quicker than the line.")

    late[0].continue_()

    expect(state(phone)).to_have_attribute("data-state", "saved")
    assert Answer.objects.get().value == "Quicker than the line."


def test_a_network_that_is_back_is_tried_at_once(part):
    part.clock.install()
    part.context.set_offline(True)
    box(part).fill("Out of the tunnel.")
    part.clock.run_for(20_000)
    expect(state(part)).to_have_attribute("data-state", "kept")

    part.context.set_offline(False)

    expect(state(part)).to_have_attribute("data-state", "saved")
    assert Answer.objects.get().value == "Out of the tunnel."
