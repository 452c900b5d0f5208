"""Her own plan for a sheet, and the shorter version of it. Hers alone, so not audited (V-02)."""

from dataclasses import replace

from django.db import transaction

from practice.access import Actor
from worksheets import permissions
from worksheets.models import OwnPlan, Round, Said


class MayNotPlan(Exception):
    """Not hers, or not open for the first time."""


class MovedOn(Exception):
    """Her plan was changed since this page was made: `plan` is how it stands now."""

    def __init__(self, plan: OwnPlan) -> None:
        super().__init__()
        self.plan = plan


def _standing(by: Actor, round_: Round) -> OwnPlan:
    """Her plan as it stands, one at a time for each sheet; a new one where there is none."""
    locked = (
        Round.objects.select_for_update(of=("self", "assignment"), no_key=True)
        .select_related("assignment__client")
        .get(pk=round_.pk)
    )
    if locked.number > 1 or not permissions.may_answer(by, locked.assignment, locked):
        raise MayNotPlan
    plan = OwnPlan.objects.filter(assignment_id=locked.assignment_id).first()
    if plan is None:
        plan = OwnPlan(assignment=locked.assignment, client_id=locked.client_id, revision=0)
        plan.said = Said()
    return plan


def _store(by: Actor, plan: OwnPlan, said: Said) -> OwnPlan:
    """Nothing new makes no revision."""
    if plan.said != said:
        plan.said, plan.saved_at = said, by.now
        plan.revision += 1
        plan.save()
    return plan


@transaction.atomic
def keep(*, by: Actor, round_: Round, said: Said, revision: int) -> OwnPlan:
    """Keeps what she said, on the plan that she saw; which version she chose stays as it is.

    An older page never writes over what stands. Raises MayNotPlan, MovedOn.
    """
    plan = _standing(by, round_)
    wanted = replace(said, is_short=plan.said.is_short)
    if plan.revision != revision and plan.said != wanted:
        raise MovedOn(plan)
    return _store(by, plan, wanted)


@transaction.atomic
def shorten(*, by: Actor, round_: Round, is_short: bool) -> OwnPlan:
    """She takes the shorter version, or all of it again. What she wrote stays. MayNotPlan."""
    plan = _standing(by, round_)
    return _store(by, plan, replace(plan.said, is_short=is_short))
