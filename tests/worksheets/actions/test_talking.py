"""Her reply goes once for each press, and other words from the same page go too."""

from uuid import UUID

import pytest

from practice.models import AuditIntake
from tests.factories import (
    NOW,
    actor_for,
    make_assignment,
    make_client,
    make_counselor,
    make_practice,
)
from worksheets.actions import talking
from worksheets.models import Comment

pytestmark = pytest.mark.django_db

KEY = UUID(int=1)


@pytest.fixture
def maya():
    return make_client(make_counselor(make_practice()))


@pytest.fixture
def given(maya):
    return make_assignment(maya)


def reply(given, body, *, prompt="noticed"):
    return talking.reply(
        by=actor_for(given.client),
        round_=given.rounds.get(),
        prompt_key=prompt,
        body=body,
        request_key=KEY,
    )


def sent() -> list[tuple]:
    """Place and words of all that stands there."""
    rows = Comment.objects.all()
    return sorted((str(row.assignment_id), row.prompt_key, row.body) for row in rows)


def test_a_reply_is_hers_and_goes_at_once(given):
    made = reply(given, "Thanks.")

    assert (made.is_by_client, made.sent_at, made.request_key) == (True, NOW, KEY)
    assert AuditIntake.objects.get().action == "reply.sent"


def test_the_same_press_again_is_the_first_one(given):
    assert reply(given, "Thanks.") == reply(given, "Thanks.")
    assert (Comment.objects.count(), AuditIntake.objects.count()) == (1, 1)


def test_other_words_from_a_page_that_came_back_go_too(given):
    for _press in range(2):
        reply(given, "Thanks.")
        reply(given, "And one more thing.")

    place = str(given.pk)
    assert sent() == [
        (place, "noticed", "And one more thing."),
        (place, "noticed", "Thanks."),
    ]


def test_the_same_words_at_another_part_or_sheet_go_too(given, maya):
    other = make_assignment(maya)

    reply(given, "Thanks.")
    reply(given, "Thanks.", prompt="size")
    reply(other, "Thanks.")

    here, there = str(given.pk), str(other.pk)
    assert sent() == sorted(
        [(here, "noticed", "Thanks."), (here, "size", "Thanks."), (there, "noticed", "Thanks.")]
    )
