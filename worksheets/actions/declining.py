"""Not now, with or without a reason (E-07, rulings 17)."""

from django.db import transaction

from practice import audit
from practice.access import Actor
from worksheets import permissions
from worksheets.models import Assignment, Round
from worksheets.reminders import plans


class MayNotDecline(Exception):
    """Not hers, or no longer open."""


@transaction.atomic
def decline(*, by: Actor, round_: Round, reason: str, words: str = "") -> Assignment:
    """The sheet stops being due and her counselor reads *talk first*. What she wrote stays hers.

    `reason` is one of Assignment.Reason; "none" is as good as any. Pressed again it changes
    nothing. Raises MayNotDecline.
    """
    locked = (
        Round.objects.select_for_update(of=("self", "assignment"), no_key=True)
        .select_related("assignment__client")
        .get(pk=round_.pk)
    )
    assignment = locked.assignment
    if assignment.declined_at:
        return assignment
    if not permissions.may_answer(by, assignment, locked):
        raise MayNotDecline
    assignment.declined_at = by.now
    assignment.decline_reason = reason
    assignment.decline_words = words or None
    assignment.save(update_fields=["declined_at", "decline_reason", "decline_words"])
    plans.drop(assignment, by.now)
    audit.record(
        by=by,
        action="assignment.declined",
        client_id=assignment.client_id,
        object_type="assignment",
        object_id=assignment.pk,
        details={"reason": reason},
    )
    return assignment
