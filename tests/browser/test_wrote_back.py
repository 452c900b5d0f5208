"""What was written back stands on her lists until its page was opened, with script or without."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.factories import make_assignment, make_client, make_counselor, make_practice
from worksheets.models import Comment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def answered():
    """A sheet that she sent, with words of her counselor."""
    ana = make_counselor(make_practice())
    now = timezone.now()
    done = {"opened_at": now, "submitted_at": now, "done_as": "done"}
    given = make_assignment(make_client(ana), round=done)
    Comment.objects.create(
        client=given.client,
        assignment=given,
        round=given.rounds.get(),
        author=ana.user,
        body="I hear it.",
        sent_at=now,
    )
    return given


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_it_is_named_until_its_page_was_opened(new_page, sign_in, answered, script):
    phone: Page = new_page(viewport={"width": 360, "height": 740}, java_script_enabled=script)
    sign_in(phone, answered.client.membership.user)
    phone.goto("/my/")
    expect(phone.get_by_text("Ana wrote back")).to_be_visible()

    phone.get_by_role("link", name="Naming what I miss").click()
    expect(phone.get_by_text("I hear it.")).to_be_visible()
    button = phone.get_by_role("button", name="I have read this")
    if not script:
        button.click()
        phone.wait_for_url(f"**{reverse('worksheets:read', args=[answered.pk])}")
    expect(button).to_have_count(0)

    phone.goto("/my/")
    expect(phone.get_by_role("link", name="Naming what I miss")).to_be_visible()
    expect(phone.get_by_text("Ana wrote back")).to_have_count(0)
    phone.go_back()
    expect(phone.get_by_text("I hear it.")).to_be_visible()
