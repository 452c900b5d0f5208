"""Sending a sheet: once, hers, and at a cost that does not grow with what she wrote."""

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practice import vault
from tests.factories import (
    NOW,
    actor_for,
    make_assignment,
    make_client,
    make_counselor,
    make_practice,
    make_version,
)
from worksheets.actions import reviewing, sharing
from worksheets.models import Answer, Round, SharedAnswer, Submission, warm_schemas

pytestmark = pytest.mark.django_db

KEYS = [f"p{number}" for number in range(6)]
PARTS = [{"key": key, "type": "short_text", "text": "A line."} for key in KEYS]
PRESS = UUID(int=7)


@pytest.fixture
def given():
    """A sheet of six short parts, answered."""
    maya = make_client(make_counselor(make_practice()))
    vault.create_keys(maya.pk)
    assignment = make_assignment(maya, make_version({"prompts": PARTS}), round={"opened_at": NOW})
    for key in KEYS:
        Answer.objects.create(
            client=maya, assignment=assignment, prompt_key=key, value="Words.", revision=1
        )
    return assignment


def submit(given, *, by=None, key=PRESS, switches=None):
    """Sends it as the review showed it."""
    return sharing.submit(
        by=actor_for(by or given.client),
        assignment_id=given.pk,
        done_as="done",
        key=key,
        switches=dict.fromkeys(KEYS, True) if switches is None else switches,
        seen=dict.fromkeys(KEYS, 1),
    )


def send_back(given):
    """Her counselor asks her to look at one part again."""
    lead = given.client.care_links.get().membership
    round_ = given.rounds.current().get()
    reviewing.send_review(by=actor_for(lead), round_=round_, closing="back", reopened=["p1"])


def test_another_client_cannot_send_it(given):
    noor = make_client(make_counselor(given.practice))

    with pytest.raises(sharing.NotHers):
        submit(given, by=noor)

    assert Submission.objects.count() == 0


def test_what_was_sent_is_no_receipt_for_another_client(given):
    submit(given)
    noor = make_client(make_counselor(given.practice))

    with pytest.raises(sharing.NotHers):
        submit(given, by=noor)


def test_a_sheet_that_is_not_there_is_not_hers(given):
    given.pk = uuid4()

    with pytest.raises(sharing.NotHers):
        submit(given)


def test_a_late_press_does_not_send_what_came_back(given):
    first = submit(given)
    send_back(given)

    again = submit(given)

    assert (again, Submission.objects.count()) == (first, 1)
    assert Round.objects.current().get().submitted_at is None


def test_what_came_back_is_sent_by_a_press_of_its_own(given):
    first = submit(given)
    send_back(given)

    second = submit(given, key=UUID(int=8))

    assert second != first
    assert [round_.submitted_at for round_ in Round.objects.all()] == [NOW, NOW]


@pytest.mark.parametrize("count", [1, 6])
def test_her_switches_cost_one_write_for_each_kind_of_choice(given, count):
    moved = dict.fromkeys(KEYS, True) | dict.fromkeys(KEYS[:count], False)

    with CaptureQueriesContext(connection) as queries:
        submit(given, switches=moved)

    writes = [q["sql"] for q in queries if q["sql"].startswith('UPDATE "worksheets_answer"')]
    chosen = set(Answer.objects.filter(choice="private").values_list("prompt_key", flat=True))
    shared = set(SharedAnswer.objects.values_list("prompt_key", flat=True))
    assert (len(writes), chosen, shared) == (1, set(KEYS[:count]), set(KEYS[count:]))


def cost_of_sending_nothing(given):
    """Queries of a submit that shares nothing, on another sheet of hers."""
    other = make_assignment(given.client, given.version, round={"opened_at": NOW})
    vault.forget()
    with CaptureQueriesContext(connection) as queries:
        sharing.submit(
            by=actor_for(given.client),
            assignment_id=other.pk,
            done_as="done",
            key=uuid4(),
            switches={},
            seen={},
        )
    return len(queries)


def test_a_flag_on_her_file_costs_one_query_more(given):
    warm_schemas([given.version_id])
    without = cost_of_sending_nothing(given)
    given.client.flags.create(kind="safety_talk", set_by=given.assigned_by)

    assert cost_of_sending_nothing(given) == without + 1
