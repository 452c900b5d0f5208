"""May this actor do this to that piece of work now? Built on the rules about the client."""

from clients import permissions as care
from practice.access import Actor
from worksheets.models import Assignment, Round


def is_open(assignment: Assignment, current: Round) -> bool:
    """State: hers to do."""
    return assignment.state_from(current) in {
        Assignment.State.NOT_OPENED,
        Assignment.State.OPENED,
    }


def is_done(assignment: Assignment, current: Round) -> bool:
    """State: submitted and standing."""
    return assignment.state_from(current) == Assignment.State.DONE


def may_answer(actor: Actor, assignment: Assignment, current: Round) -> bool:
    """Save, submit or decline: she herself, while it is hers to do."""
    return care.may_write(actor, assignment.client) and is_open(assignment, current)


def may_change(actor: Actor, assignment: Assignment, current: Round) -> bool:
    """Withdraw or reschedule: who cares for her, while it is hers to do."""
    return care.may_work_with(actor, assignment.client) and is_open(assignment, current)


def may_review(actor: Actor, assignment: Assignment, current: Round) -> bool:
    """Comment and send the review: who cares for her, once it is done and not yet reviewed."""
    return (
        is_done(assignment, current)
        and current.reviewed_at is None
        and care.may_work_with(actor, assignment.client)
    )


def may_reply(actor: Actor, assignment: Assignment) -> bool:
    """Reply under a comment: she herself, while she is in care."""
    return care.may_write(actor, assignment.client)
