"""The switches of the sharing review, moved and left before anything is sent."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import NOW, make_assignment, make_client, make_counselor, make_practice
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
    expect(phone.get_by_text("Your switches are kept.")).to_be_visible()
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
