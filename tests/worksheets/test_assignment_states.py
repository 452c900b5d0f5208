"""The state of a sheet as a property and as a filter: one truth (architecture 3)."""

from datetime import timedelta
from itertools import product

import pytest

from tests.factories import (
    NOW,
    make_assignment,
    make_client,
    make_counselor,
    make_practice,
    make_version,
)
from worksheets.models import Assignment, Round
from worksheets.permissions import is_done, is_open

pytestmark = pytest.mark.django_db

FACTS = ("opened", "submitted", "reviewed", "declined", "passed", "withdrawn", "again")


def combinations():
    """Every combination of facts that the database allows."""
    for values in product((False, True), repeat=len(FACTS)):
        facts = dict(zip(FACTS, values, strict=True))
        if not facts["reviewed"] or facts["submitted"]:
            yield facts


@pytest.fixture
def everything():
    """One assignment of every combination."""
    ana = make_counselor(make_practice())
    maya, version = make_client(ana), make_version()
    return [make_one(maya, version, ana.user, facts) for facts in combinations()]


def make_one(maya, version, user, facts) -> Assignment:
    """An assignment with these facts; `again` has an earlier round that was sent back."""
    found = make_assignment(
        maya,
        version,
        declined_at=NOW if facts["declined"] else None,
        decline_reason="none" if facts["declined"] else "",
        passed_at=NOW if facts["passed"] else None,
        withdrawn_at=NOW if facts["withdrawn"] else None,
        withdrawn_by=user if facts["withdrawn"] else None,
    )
    current = found.rounds.get()
    if facts["again"]:
        sent_back(current, user)
        current = Round.objects.create(assignment=found, client=maya, number=2, begun_at=NOW)
    current.opened_at = NOW if facts["opened"] else None
    if facts["submitted"]:
        current.submitted_at, current.done_as = NOW, "done"
    if facts["reviewed"]:
        current.reviewed_at, current.reviewed_by, current.closing = NOW, user, "seen"
    current.save()
    return found


def sent_back(round_, user) -> None:
    """The round as done, reviewed and followed by another."""
    at = NOW - timedelta(hours=1)
    round_.opened_at = round_.submitted_at = round_.reviewed_at = round_.superseded_at = at
    round_.done_as, round_.closing, round_.reviewed_by = "done", "back", user
    round_.save()


def test_the_filters_agree_with_the_property(everything):
    current = {round_.assignment_id: round_ for round_ in Round.objects.current()}
    of = {found.pk: found.state_from(current[found.pk]) for found in everything}

    by_filter = {
        state: sorted(Assignment.objects.in_state(state).values_list("pk", flat=True))
        for state in Assignment.State
    }

    assert len(everything) == 96
    assert by_filter == {
        state: sorted(pk for pk, its in of.items() if its == state) for state in Assignment.State
    }


def test_open_done_and_waiting_agree_with_the_state(everything):
    current = {round_.assignment_id: round_ for round_ in Round.objects.current()}
    waiting = [
        found.pk
        for found in everything
        if is_done(found, current[found.pk]) and current[found.pk].reviewed_at is None
    ]

    assert sorted(Assignment.objects.open().values_list("pk", flat=True)) == sorted(
        found.pk for found in everything if is_open(found, current[found.pk])
    )
    assert sorted(Assignment.objects.done().values_list("pk", flat=True)) == sorted(
        found.pk for found in everything if is_done(found, current[found.pk])
    )
    assert sorted(Assignment.objects.awaiting_review().values_list("pk", flat=True)) == sorted(
        waiting
    )
    assert sorted(
        Round.objects.awaiting_review().values_list("assignment_id", flat=True)
    ) == sorted(waiting)
