"""Reading what was shared, saying something about it, sending it back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from clients.models import Client
from clients.permissions import may_work_with
from practice import audit
from practice.access import Actor
from worksheets import permissions
from worksheets.actions.talking import say
from worksheets.models import Assignment, Comment, Round, TalkRequest
from worksheets.reading import may_come_back
from worksheets.reminders import plans
from worksheets.replies import SEEN, unread_by

Closing = Round.Closing


class MayNotReview(Exception):
    """Not this actor's to review, or not now: withdrawn, already reviewed, care ended."""


class StaleComment(Exception):
    """The draft was changed elsewhere since; `current` is what is kept there now."""

    def __init__(self, current: Comment) -> None:
        super().__init__("stale")
        self.current = current


class NothingToSendBack(Exception):
    """Back to you needs at least one part to look at again."""


def _reviewable(by: Actor, round_: Round) -> Round:
    locked = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    if not permissions.may_review(by, locked.assignment, locked):
        raise MayNotReview
    return locked


@dataclass(frozen=True)
class Typed:
    """What stands in a comment box, and the revision that it is based on (0 for a new one)."""

    body: str
    revision: int = 0


@transaction.atomic
def keep_drafts(
    *, by: Actor, round_: Round, typed: Mapping[str, Typed]
) -> dict[str, Comment | StaleComment | None]:
    """Keeps comments as drafts that only their author sees, by prompt key ("" for the whole).

    An empty body removes the draft (None), the same text again changes nothing, and one that was
    changed elsewhere is left as it is (StaleComment). Raises MayNotReview.
    """
    locked = _reviewable(by, round_)
    mine = locked.comments.filter(author=by.user, sent_at__isnull=True)
    there = {draft.prompt_key: draft for draft in mine}
    return {key: _keep(by, locked, key, there.get(key), one) for key, one in typed.items()}


def _keep(
    by: Actor, round_: Round, prompt_key: str, draft: Comment | None, typed: Typed
) -> Comment | StaleComment | None:
    if draft and draft.body == typed.body:
        return draft
    if draft and draft.revision != typed.revision:
        return StaleComment(draft)
    if not typed.body.strip():
        if draft:
            draft.delete()
        return None
    if draft is None:
        draft = Comment(
            client_id=round_.client_id,
            assignment_id=round_.assignment_id,
            round=round_,
            prompt_key=prompt_key,
            author=by.user,
            revision=0,
        )
    draft.body = typed.body
    draft.revision += 1
    draft.drafted_at = by.now
    draft.save()
    return draft


def draft_comment(
    *, by: Actor, round_: Round, prompt_key: str, body: str, revision: int
) -> Comment | None:
    """`keep_drafts` for one box. Raises MayNotReview, StaleComment."""
    typed = {prompt_key: Typed(body, revision)}
    kept = keep_drafts(by=by, round_=round_, typed=typed)[prompt_key]
    if isinstance(kept, StaleComment):
        raise kept
    return kept


@transaction.atomic
def send_review(
    *,
    by: Actor,
    round_: Round,
    closing: str,
    message: str = "",
    reopened: Collection[str] = (),
) -> Round:
    """Sends the actor's drafts and one line about the whole, and closes the round.

    *Back to you* begins a new round with the chosen parts of what she shared; the first snapshot
    stays. Pressed twice it sends once. Raises MayNotReview, NothingToSendBack.
    """
    if closing == Closing.BACK:
        Client.objects.locked(round_.client_id)  # her care may be ending at this moment
    locked = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    if locked.reviewed_at and locked.reviewed_by_id == by.user_id and locked.closing == closing:
        return locked
    if not permissions.may_review(by, locked.assignment, locked):
        raise MayNotReview
    keys = [key for key in may_come_back(locked.assignment) if key in set(reopened)]
    if closing == Closing.BACK and not keys:
        raise NothingToSendBack
    if message.strip():
        _whole(by, locked, message)
    locked.comments.filter(author=by.user, sent_at__isnull=True).update(sent_at=by.now)
    locked.reviewed_at, locked.reviewed_by, locked.closing = by.now, by.user, closing
    locked.superseded_at = by.now if closing == Closing.BACK else None
    locked.save(update_fields=["reviewed_at", "reviewed_by", "closing", "superseded_at"])
    if closing == Closing.BACK:
        Round.objects.create(
            assignment_id=locked.assignment_id,
            client_id=locked.client_id,
            number=locked.number + 1,
            reopened_keys=keys,
            begun_at=by.now,
        )
        plans.replan([locked.client_id], by.now)
    audit.record(
        by=by,
        action="review.sent",
        client_id=locked.client_id,
        object_type="round",
        object_id=locked.pk,
        details={"closing": closing, "parts": len(keys)},
    )
    return locked


def _whole(by: Actor, round_: Round, message: str) -> Comment:
    """A line about the whole sheet; it replaces the draft of one."""
    round_.comments.filter(author=by.user, prompt_key="", sent_at__isnull=True).delete()
    return Comment.objects.create(
        client_id=round_.client_id,
        assignment_id=round_.assignment_id,
        round=round_,
        author=by.user,
        body=message,
        drafted_at=by.now,
    )


@transaction.atomic
def send_kind_word(
    *, by: Actor, assignment: Assignment, message: str, request_key: UUID
) -> Comment:
    """One line about an assignment she said "not now" to (rulings 17). Once per press (`say`).

    Raises MayNotReview.
    """
    locked = Assignment.objects.select_for_update(no_key=True).get(pk=assignment.pk)
    if not may_work_with(by, locked.client) or locked.declined_at is None:
        raise MayNotReview
    current = locked.rounds.current().get()
    comment, is_new = say(by=by, round_=current, body=message, request_key=request_key)
    if not is_new:
        return comment
    if locked.decline_seen_at is None:
        locked.decline_seen_at = by.now
        locked.save(update_fields=["decline_seen_at"])
    audit.record(
        by=by,
        action="kind_word.sent",
        client_id=locked.client_id,
        object_type="assignment",
        object_id=locked.pk,
    )
    return comment


@transaction.atomic
def mark_decline_seen(*, by: Actor, assignment: Assignment) -> Assignment:
    """Takes a sheet that she put aside off Today. Raises MayNotReview."""
    locked = Assignment.objects.select_for_update(no_key=True).get(pk=assignment.pk)
    if not may_work_with(by, locked.client):
        raise MayNotReview
    if locked.declined_at and locked.decline_seen_at is None:
        locked.decline_seen_at = by.now
        locked.save(update_fields=["decline_seen_at"])
        audit.record(
            by=by,
            action="decline.seen",
            client_id=locked.client_id,
            object_type="assignment",
            object_id=locked.pk,
        )
    return locked


@transaction.atomic
def mark_replies_seen(*, by: Actor, assignment: Assignment) -> None:
    """Takes her replies on a sheet off the actor's Today; the record says so. MayNotReview."""
    locked = Assignment.objects.select_for_update(no_key=True).get(pk=assignment.pk)
    if not may_work_with(by, locked.client):
        raise MayNotReview
    if unread_by(by, [locked.client_id]).filter(assignment=locked).exists():
        audit.record(
            by=by,
            action=SEEN,
            client_id=locked.client_id,
            object_type="assignment",
            object_id=locked.pk,
        )


@transaction.atomic
def mark_talk_request_seen(*, by: Actor, talk_request: TalkRequest) -> TalkRequest:
    """Records who has seen "please raise it with me", and when. Raises MayNotReview."""
    locked = TalkRequest.objects.select_for_update(no_key=True).get(pk=talk_request.pk)
    if not may_work_with(by, locked.client):
        raise MayNotReview
    if locked.seen_at is None:
        locked.seen_at, locked.seen_by = by.now, by.user
        locked.save(update_fields=["seen_at", "seen_by"])
        audit.record(
            by=by,
            action="talk_request.seen",
            client_id=locked.client_id,
            object_type="talk_request",
            object_id=locked.pk,
        )
    return locked
