"""Sharing switches, in the review and where she writes, moved and left before anything is sent."""

import re

import pytest
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
from worksheets.models import Answer, SharedAnswer


@pytest.fixture
def given():
    """Her sheet with one answer that is marked to be shared."""
    maya = make_client(make_counselor(make_practice()))
    assignment = make_assignment(maya, round={"opened_at": NOW})
    Answer.objects.create(
        client=maya, assignment=assignment, prompt_key="noticed", value="A short call.", revision=1
    )
    return assignment


def test_a_switch_stays_where_she_put_it(phone, sign_in, axe_clean, given):
    sign_in(phone, given.client.membership.user)
    phone.goto(reverse("worksheets:share", args=[given.pk]))
    switch = phone.get_by_role("switch", name="What did you notice this week?")
    expect(switch).to_be_checked()

    switch.uncheck(force=True)
    expect(phone.get_by_text("Your choice is kept.")).to_be_visible()
    axe_clean(phone)
    phone.reload()

    expect(switch).not_to_be_checked()
    switch.focus()
    phone.keyboard.press("Enter")
    phone.wait_for_load_state()
    assert SharedAnswer.objects.count() == 0


def test_without_script_the_way_to_another_page_keeps_the_switches(new_page, sign_in, given):
    page = new_page(java_script_enabled=False, viewport={"width": 360, "height": 740})
    sign_in(page, given.client.membership.user)
    page.goto(reverse("worksheets:share", args=[given.pk]))

    page.get_by_role("switch", name="What did you notice this week?").uncheck(force=True)
    page.get_by_role("button", name="Change what I wrote").click()
    page.goto(reverse("worksheets:share", args=[given.pk]))

    expect(page.get_by_role("switch")).not_to_be_checked()


def part(given) -> str:
    """The address of its first part."""
    return reverse("worksheets:part", args=[given.pk, 1])


def test_a_switch_where_she_writes_is_kept_at_once(phone, sign_in, axe_clean, given):
    sign_in(phone, given.client.membership.user)
    phone.goto(part(given))
    switch = phone.get_by_role("switch", name="Share this answer with Ana")
    expect(switch).to_be_checked()

    switch.focus()
    phone.keyboard.press("Space")
    expect(phone.get_by_text("Your choice is kept.")).to_be_visible()
    expect(phone.get_by_text("Stays with you. Nobody else sees it.")).to_be_visible()
    axe_clean(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.reload()

    expect(switch).not_to_be_checked()
    assert Answer.objects.get().choice == "private"


def test_a_switch_leaves_her_words_and_their_saving_alone(phone, sign_in, given):
    sign_in(phone, given.client.membership.user)
    phone.goto(part(given))
    sent = []
    phone.on("request", lambda request: sent.append((request.url, request.post_data or "")))
    phone.get_by_role("switch").uncheck(force=True)
    expect(phone.get_by_text("Your choice is kept.")).to_be_visible()

    assert [body for _url, body in sent if "short" in body] == []
    assert [url for url, _body in sent if url.endswith("/save/")] == []


def test_without_script_the_switch_goes_with_the_page(new_page, sign_in, given):
    page = new_page(java_script_enabled=False, viewport={"width": 360, "height": 740})
    sign_in(page, given.client.membership.user)
    page.goto(part(given))
    page.get_by_role("switch").uncheck(force=True)
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Back").click()

    expect(page.get_by_role("switch")).not_to_be_checked()
    assert Answer.objects.get(prompt_key="noticed").choice == "private"


def test_without_a_network_it_says_so_and_goes_with_the_button(phone, sign_in, given):
    sign_in(phone, given.client.membership.user)
    phone.goto(part(given))
    phone.context.set_offline(True)
    phone.get_by_role("switch").uncheck(force=True)
    expect(phone.get_by_text("Your choice is not kept yet.")).to_be_visible()
    phone.context.set_offline(False)
    phone.get_by_role("button", name="Next").click()
    phone.wait_for_url("**/parts/2/")

    assert Answer.objects.get(prompt_key="noticed").choice == "private"


def test_from_the_review_to_one_part_and_straight_back(phone, sign_in, given):
    sign_in(phone, given.client.membership.user)
    phone.goto(reverse("worksheets:share", args=[given.pk]))
    phone.get_by_role("button", name="Change what I wrote").click()
    phone.get_by_label("What did you notice this week?").fill("A longer call.")
    phone.get_by_role("button", name="Back to the review").click()

    expect(phone.get_by_role("heading", name="Look it over, then send")).to_be_visible()
    expect(phone.get_by_text("A longer call.")).to_be_visible()


LEANING = {
    "prompts": [
        {
            "key": "own",
            "type": "single_choice",
            "text": "Is there a part you wish to own?",
            "options": [{"key": "yes", "label": "Yes"}, {"key": "no", "label": "No"}],
        },
        {
            "key": "line",
            "type": "short_text",
            "text": "Say it in one line.",
            "show_if": {"prompt": "own", "equals": "yes"},
        },
    ]
}


def test_what_hangs_on_an_answer_that_stays_with_her_stays_too(desk, sign_in, given):
    sheet = make_assignment(given.client, make_version(LEANING), round={"opened_at": NOW})
    fields = {"client": given.client, "assignment": sheet, "revision": 1}
    Answer.objects.create(prompt_key="own", value="yes", **fields)
    Answer.objects.create(prompt_key="line", value="Mine.", **fields)
    sign_in(desk, given.client.membership.user)
    desk.goto(reverse("worksheets:whole", args=[sheet.pk]))
    switches = desk.get_by_role("switch")
    expect(switches).to_have_count(2)

    switches.first.uncheck(force=True)
    expect(switches.nth(1)).not_to_be_checked()
    switches.first.check(force=True)
    expect(switches.nth(1)).to_be_checked()


def test_a_page_left_open_past_midnight_names_the_day(phone, sign_in, given):
    sign_in(phone, given.client.membership.user)
    phone.clock.install(time="2026-03-10T18:00:00Z")
    phone.goto(part(given))
    line = phone.locator("[data-saved]").first
    phone.get_by_label("What did you notice this week?").fill("A short call at noon.")
    phone.clock.run_for(1500)
    expect(line).to_have_text(re.compile(r"^Saved \d+:\d\d\s[ap]m$"))

    phone.clock.set_fixed_time("2026-03-11T18:00:00Z")
    phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(line).to_have_text(re.compile(r"^Saved \d+ \w+ \d+:\d\d\s[ap]m$"))
