"""Maya answers on her phone: saved as she writes, never lost, never overwritten."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import (
    NOW,
    make_assignment,
    make_client,
    make_counselor,
    make_practice,
    make_version,
)
from worksheets.models import Answer, OtherText, Round, SharedAnswer

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "a lamp beside the old harbour"
TICKS = {
    "prompts": [
        {
            "key": "harms",
            "type": "checklist",
            "text": "Which of these happen?",
            "privacy": "locked",
            "ephemeral": True,
            "options": [
                {"key": "threats", "label": "Threats", "panel": True},
                {"key": "none", "label": "None", "exclusive": True},
            ],
        },
        {"key": "calms", "type": "short_text", "text": "What helps?"},
    ],
    "marks": ["leave_fast"],
}


@pytest.fixture
def given():
    """Her sheet, begun."""
    return make_assignment(make_client(make_counselor(make_practice())), round={"opened_at": NOW})


def part(given, number=1):
    """The address of a part."""
    return reverse("worksheets:part", args=[given.pk, number])


def words(prompt="noticed"):
    """What stands in the database."""
    row = Answer.objects.filter(prompt_key=prompt).first()
    return row and row.value


def saved(page, number=0):
    """The line that tells of saving."""
    return page.locator("[data-saved]").nth(number)


def test_words_are_saved_a_moment_after_a_pause(phone, sign_in, given):
    sign_in(phone, given.client.membership.user)
    phone.goto(part(given))
    phone.get_by_label("What did you notice this week?").fill("A short call.")

    expect(saved(phone)).to_have_text(re.compile(r"Saved \d+:\d\d\s[ap]m"), timeout=2_000)
    assert words() == "A short call."


def test_writing_on_makes_one_revision_after_another(phone, sign_in, given):
    sign_in(phone, given.client.membership.user)
    phone.goto(part(given))
    box = phone.get_by_label("What did you notice this week?")
    for text in ("One.", " Two.", " Three."):
        with phone.expect_response("**/save/"):
            box.press_sequentially(text)

    expect(saved(phone)).to_have_attribute("data-state", "saved")
    answer = Answer.objects.get()
    assert answer.value == "One. Two. Three."
    assert answer.revision <= 3
    assert list(OtherText.objects.all()) == []


def test_words_leave_with_the_page(phone, sign_in, given):
    sign_in(phone, given.client.membership.user)
    phone.goto(part(given))
    phone.get_by_label("What did you notice this week?").fill("Gone at once.")
    phone.goto("about:blank")
    until = time.monotonic() + 5
    while words() is None and time.monotonic() < until:
        time.sleep(0.05)

    phone.goto(part(given))
    expect(phone.get_by_label("What did you notice this week?")).to_have_value("Gone at once.")


def test_next_and_the_back_button_keep_everything(phone, sign_in, given):
    sign_in(phone, given.client.membership.user)
    phone.goto(part(given))
    phone.get_by_label("What did you notice this week?").fill("A short call.")
    phone.get_by_role("button", name="Next").click()
    phone.get_by_label("What do you miss the most?").fill("Her voice.")
    phone.go_back()
    phone.wait_for_url(f"**{part(given)}")
    box = phone.get_by_label("What did you notice this week?")
    expect(box).to_have_value("A short call.")
    with phone.expect_response("**/save/"):
        box.fill("A short call, and rain.")

    expect(saved(phone)).to_have_attribute("data-state", "saved")
    assert (words(), words("miss")) == ("A short call, and rain.", "Her voice.")
    assert list(OtherText.objects.all()) == []


def test_two_tabs_never_overwrite_each_other(phone, sign_in, given):
    sign_in(phone, given.client.membership.user)
    other = phone.context.new_page()
    for page in (phone, other):
        page.goto(part(given))
    phone.get_by_label("What did you notice this week?").fill("In the first tab.")
    expect(saved(phone)).to_have_attribute("data-state", "saved")
    box = other.get_by_label("What did you notice this week?")
    box.fill("In the second")
    expect(saved(other)).to_contain_text("Both texts are kept.")
    with other.expect_response("**/save/"):
        box.fill("In the second tab.")
    expect(saved(other)).to_contain_text("Both texts are kept.")

    other.get_by_role("link", name="Look at both").click()
    other.get_by_role("button", name="Keep both").click()

    expect(other.get_by_label("What did you notice this week?")).to_have_value(
        "In the first tab.\n\nIn the second tab."
    )
    assert OtherText.objects.waiting().count() == 0


def test_a_broken_network_is_said_and_mended(phone, sign_in, given):
    sign_in(phone, given.client.membership.user)
    phone.goto(part(given))
    phone.context.set_offline(True)
    box = phone.get_by_label("What did you notice this week?")
    box.fill("Written in a tunnel")
    expect(saved(phone)).to_have_text("Not saved yet. Trying again.")
    box.fill("Written in a tunnel, all of it.")
    phone.context.set_offline(False)

    expect(saved(phone)).to_have_attribute("data-state", "saved", timeout=15_000)
    expect(box).to_have_value("Written in a tunnel, all of it.")
    assert words() == "Written in a tunnel, all of it."
    assert list(OtherText.objects.all()) == []


def test_without_a_network_a_button_stays_with_her_words(phone, sign_in, given):
    sign_in(phone, given.client.membership.user)
    phone.goto(part(given))
    box = phone.get_by_label("What did you notice this week?")
    phone.context.set_offline(True)
    box.fill("Written in a tunnel.")
    phone.get_by_role("button", name="Next").click()
    expect(saved(phone)).to_have_text("No network. This page stays until it is saved.")
    phone.wait_for_timeout(4_500)
    expect(saved(phone)).to_have_text("No network. This page stays until it is saved.")
    expect(box).to_have_value("Written in a tunnel.")
    phone.context.set_offline(False)
    expect(saved(phone)).to_have_attribute("data-state", "saved", timeout=15_000)
    phone.get_by_role("button", name="Next").click()

    phone.wait_for_url(f"**{part(given, 2)}")
    assert words() == "Written in a tunnel."


def test_signed_out_meanwhile_her_words_come_back_after_the_sign_in(phone, sign_in, given):
    user = given.client.membership.user
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    sign_in(phone, user)
    phone.goto(part(given))
    phone.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    phone.get_by_label("What did you notice this week?").fill("Not lost.")
    expect(saved(phone)).to_contain_text("You are signed out. Your words are still here.")
    phone.get_by_role("button", name="Next").click()
    phone.wait_for_url(f"**{reverse('account_login')}?next=*")
    phone.locator("[name=login]").fill(user.email)
    phone.locator("[name=password]").fill(PASSWORD)
    phone.locator("[name=password]").press("Enter")
    expect(phone.get_by_text("Not lost.")).to_be_visible()
    phone.get_by_role("button", name="Save these words").click()

    expect(phone.get_by_role("heading", name="Naming what I miss")).to_be_visible()
    assert words() == "Not lost."


def test_an_answer_that_never_came_back_is_not_saved_twice(phone, sign_in, given):
    lost = []

    def lose(route):
        if len(lost) < 1:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    sign_in(phone, given.client.membership.user)
    phone.route("**/save/", lose)
    phone.goto(part(given))
    phone.get_by_label("What did you notice this week?").fill("Only once.")

    expect(saved(phone)).to_have_attribute("data-state", "saved", timeout=15_000)
    assert [(row.value, row.revision) for row in Answer.objects.all()] == [("Only once.", 1)]


def test_the_ticks_of_a_page_leave_it_only_when_she_says_so(phone, sign_in, given):
    version = make_version(TICKS)
    ticked = make_assignment(given.client, version, round={"opened_at": NOW})
    sent = []
    phone.on("request", lambda request: sent.append(request.post_data or ""))
    sign_in(phone, given.client.membership.user)
    phone.goto(part(ticked))
    phone.get_by_label("Threats").check()
    phone.get_by_role("button", name="Next").click()
    phone.wait_for_url("**/parts/2/")
    assert [body for body in sent if "threats" in body] == []

    phone.goto(part(ticked))
    expect(phone.get_by_label("Threats")).not_to_be_checked()
    phone.get_by_label("Threats").check()
    with phone.expect_response("**/save/"):
        phone.get_by_label("Keep my ticks").check()
    expect(saved(phone)).to_have_attribute("data-state", "saved")
    assert words("harms") == {"keys": ["threats"], "own": []}

    with phone.expect_response("**/save/"):
        phone.get_by_label("Keep my ticks").uncheck()
    expect(saved(phone)).to_have_attribute("data-state", "saved")
    assert words("harms") is None


def test_a_tick_about_harm_shows_the_numbers_at_once(phone, sign_in, given):
    ticked = make_assignment(given.client, make_version(TICKS), round={"opened_at": NOW})
    sign_in(phone, given.client.membership.user)
    phone.goto(part(ticked))
    panel = phone.locator("[data-help-panel=harmed]")
    expect(panel).to_have_count(0)
    phone.get_by_label("Threats").check()
    expect(panel).to_be_visible()
    panel.get_by_role("button", name="Keep writing").click()

    expect(panel).to_be_hidden()


def test_none_stands_alone(phone, sign_in, given):
    ticked = make_assignment(given.client, make_version(TICKS), round={"opened_at": NOW})
    sign_in(phone, given.client.membership.user)
    phone.goto(part(ticked))
    phone.get_by_label("Threats").check()
    phone.get_by_label("None").check()

    expect(phone.get_by_label("Threats")).not_to_be_checked()


def test_from_home_to_the_receipt_by_keyboard(phone, sign_in, axe_clean, given):
    sign_in(phone, given.client.membership.user)
    phone.goto(reverse("worksheets:home"))
    axe_clean(phone)
    for name in ("Go on", "Next", "Next", "Look it over"):
        target = phone.get_by_role("link", name=name).or_(phone.get_by_role("button", name=name))
        target.first.focus()
        with phone.expect_navigation():
            phone.keyboard.press("Enter")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360
        axe_clean(phone)
    phone.get_by_role("button", name="Send to Ana: done").first.focus()
    phone.keyboard.press("Enter")

    expect(phone.get_by_role("heading", name="Thank you.")).to_be_visible()
    axe_clean(phone)
    assert Round.objects.get().done_as == "done"
    assert list(SharedAnswer.objects.all()) == []
