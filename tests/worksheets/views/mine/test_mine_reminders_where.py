"""Before she says yes: where reminders go, on whose clock, who sees them, in which words (K-02)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from clients.models import ConsentText
from practice.models import ChannelStop
from tests.factories import NOW, make_thread
from tests.worksheets.reminders.people import DAY, agree, give, send
from tests.worksheets.views.mine.reminded import PAGE, inside, last_word, said, switch

pytestmark = pytest.mark.django_db
DUE = date(2026, 3, 20)
MINUTE = timedelta(minutes=1)


def newer(words: ConsentText) -> ConsentText:
    """Words of the same layer whose meaning changed."""
    return ConsentText.objects.create(
        practice=words.practice,
        layer=4,
        number=2,
        title="Reminders by e-mail",
        body="At most two come.",
        changes="Fewer come.",
        published_at=NOW - DAY,
    )


@pytest.mark.parametrize(("word", "is_told"), [(True, True), (False, False), (None, False)])
def test_what_changed_is_told_to_who_said_yes_to_older_words(as_maya, maya, words, word, is_told):
    if word is not None:
        agree(maya, word)
    newer(words)

    page = inside(as_maya.get(PAGE))

    assert "At most two come." in page
    assert ("What it means has changed: Fewer come." in page) is is_told


def test_she_reads_where_they_go_before_and_after_her_yes(as_maya, maya, words):
    before = inside(as_maya.get(PAGE))
    agree(maya)

    email = maya.membership.user.email
    assert f"Where they would go To {email}. Change the address" in before
    assert f"They go to {email}. Change the address" in inside(as_maya.get(PAGE))


def by_name(maya) -> None:
    user = maya.membership.user
    user.email, user.sign_in_name = None, "maya.reads"
    user.save()


def test_who_signs_in_with_a_name_is_told_what_it_takes(as_maya, maya, words):
    by_name(maya)

    response = as_maya.get(PAGE)
    pressed = switch(as_maya, words, "yes", yes="on")

    page = response.content.decode().split("<main")[1]
    assert "You sign in as maya.reads, and your account has no e-mail address" in page
    assert (f'href="{reverse("account_email")}"' in page, 'value="yes"' in page) == (True, False)
    assert said(pressed) == ["Nothing changed. Give your account an address first."]
    assert last_word(maya) is None
    assert maya.contact_email not in page


def test_a_yes_without_an_address_is_not_called_on(on, maya):
    by_name(maya)

    page = inside(on.get(PAGE))

    assert "You said yes, and none can come yet." in page
    assert "They are on." not in page


def test_her_clock_is_named_with_a_way_to_change_it(on):
    page = on.get(PAGE).content.decode()

    words = "By your own clock: New York time, now 11:00\u00a0am. Nothing comes at night."
    assert words in page
    assert f'href="{reverse("clients:my_settings")}">Change the time zone' in page


def test_who_sees_the_plan_is_told(on, maya):
    give(maya, DUE)

    assert "Ana sees the plan too, but no mail about a note." in inside(on.get(PAGE))


def test_a_mail_about_a_note_stands_in_her_plan(on, ana, maya):
    send(make_thread(maya), ana, NOW - 5 * MINUTE)

    page = inside(on.get(PAGE))

    assert "today, 11:10 am A note waits" in page
    assert "Not this one" not in page


@pytest.mark.parametrize("stopped", [False, True])
def test_they_are_on_only_where_mail_reaches_her(on, maya, stopped):
    give(maya, DUE)
    if stopped:
        ChannelStop.objects.create(person=maya.pk, kind="bounced", at=NOW)

    page = inside(on.get(PAGE))

    told = ("They are on.", "They go to", "none come just now", "None of these goes out until")
    assert [words in page for words in told] == [not stopped, not stopped, stopped, stopped]
