"""A line under older words: hers alone, and the older words stay."""

from datetime import timedelta

import pytest

from practice import vault
from practice.models import AuditIntake
from tests.factories import (
    NOW,
    actor_for,
    make_assignment,
    make_client,
    make_counselor,
    make_practice,
    make_submission,
)
from worksheets.actions import looking_back
from worksheets.models import AddedLine

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_():
    """A sheet that Maya has sent."""
    maya = make_client(make_counselor(make_practice()))
    vault.create_keys(maya.pk)
    return make_submission(make_assignment(maya), {"noticed": "The kettle."})


def add(round_, body: str, revision: int = 0, by=None):
    return looking_back.add_line(
        by=by or actor_for(round_.client),
        round_=round_,
        prompt_key="noticed",
        body=body,
        revision=revision,
    )


def test_a_line_is_kept_changed_and_taken_away(round_):
    first = add(round_, "I was tired.")
    again = add(round_, "I was very tired.", revision=1)
    after = add(round_, " ", revision=2)

    assert (first.revision, again.revision, again.body) == (1, 2, "I was very tired.")
    assert (after, AddedLine.objects.count()) == (None, 0)


def test_the_same_press_twice_is_one_line(round_):
    add(round_, "I was tired.")

    assert add(round_, "I was tired.").revision == 1


def test_a_line_that_another_page_changed_is_not_written_over(round_):
    add(round_, "On the phone.")

    with pytest.raises(looking_back.StaleLine) as stale:
        add(round_, "At the desk.")

    assert stale.value.current.body == "On the phone."
    assert AddedLine.objects.get().body == "On the phone."


def test_nobody_else_writes_or_reads_it(round_):
    add(round_, "I was tired.")
    lead = round_.client.care_links.get().membership
    noor = make_client(make_counselor(round_.assignment.practice))

    for stranger in (lead, noor):
        with pytest.raises(looking_back.MayNotAdd):
            add(round_, "Mine.", revision=1, by=actor_for(stranger))
        assert list(AddedLine.objects.visible_to(actor_for(stranger))) == []
    assert AddedLine.objects.visible_to(actor_for(round_.client)).count() == 1


def test_after_her_care_a_line_can_only_be_taken_away(round_):
    add(round_, "I was tired.")
    maya = round_.client
    maya.discharged_at, maya.discharged_by = NOW, maya.care_links.get().membership.user
    maya.save()

    with pytest.raises(looking_back.MayNotAdd):
        add(round_, "Another.", revision=1)
    assert add(round_, "", revision=1) is None


def test_the_record_says_nothing_of_it(round_):
    before = AuditIntake.objects.count()

    add(round_, "I was tired.", by=actor_for(round_.client, NOW + timedelta(days=1)))

    assert AuditIntake.objects.count() == before
