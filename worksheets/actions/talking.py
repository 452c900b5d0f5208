"""Asking for a talk, and answering a comment: small things that go at once."""

from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from clients.models import Client
from clients.permissions import may_write
from practice import audit
from practice.access import Actor
from worksheets import permissions
from worksheets.models import Assignment, Comment, Round, TalkRequest, schema_of


class MayNotAsk(Exception):
    """Not hers, or her care has ended."""


@transaction.atomic
def ask(
    *, by: Actor, client: Client, kind: str, assignment: Assignment | None = None
) -> TalkRequest:
    """Sends one line by itself, at once (rulings 5). While one waits to be seen, it is that one.

    Raises MayNotAsk.
    """
    if not may_write(by, client):
        raise MayNotAsk
    if assignment is not None:
        Assignment.objects.select_for_update(no_key=True).get(pk=assignment.pk)
    waiting = TalkRequest.objects.filter(client=client, kind=kind, assignment=assignment).waiting()
    standing = waiting.order_by("at").first()
    if standing:
        return standing
    request = TalkRequest.objects.create(client=client, kind=kind, assignment=assignment, at=by.now)
    audit.record(
        by=by,
        action="talk_request.sent",
        client_id=client.pk,
        object_type="talk_request",
        object_id=request.pk,
        details={"kind": kind},
    )
    return request


@transaction.atomic
def reply(*, by: Actor, round_: Round, prompt_key: str, body: str, request_key: UUID) -> Comment:
    """Her words under a comment, sent at once and once per press (`say`). Raises MayNotAsk.

    Words about a part that the sheet does not have go under the whole.
    """
    if not permissions.may_reply(by, round_.assignment):
        raise MayNotAsk
    Assignment.objects.select_for_update(no_key=True).get(pk=round_.assignment_id)
    is_known = schema_of(round_.assignment.version_id).prompt(prompt_key)
    comment, is_new = say(
        by=by,
        round_=round_,
        prompt_key=prompt_key if is_known else "",
        body=body,
        request_key=request_key,
        is_by_client=True,
    )
    if is_new:
        audit.record(
            by=by,
            action="reply.sent",
            client_id=round_.client_id,
            object_type="assignment",
            object_id=round_.assignment_id,
        )
    return comment


def say(
    *,
    by: Actor,
    round_: Round,
    body: str,
    request_key: UUID,
    prompt_key: str = "",
    is_by_client: bool = False,
) -> tuple[Comment, bool]:
    """Words that go at once, and whether they are new: the same press again is the first one.

    A page that came back (the back button) brings its key again with other words: these are new
    and get a key of their own. The caller holds the assignment, so that presses wait in line.
    """
    there = {"assignment_id": round_.assignment_id, "prompt_key": prompt_key}
    mine = Comment.objects.filter(author=by.user)
    first = mine.filter(request_key=request_key).first()
    if first:
        since = mine.filter(**there, sent_at__gte=first.sent_at or by.now)
        again = next((one for one in since if one.body == body), None)
        if again:
            return again, False
    new = Comment(
        **there,
        client_id=round_.client_id,
        round=round_,
        author=by.user,
        is_by_client=is_by_client,
        body=body,
        request_key=uuid4() if first else request_key,
        drafted_at=by.now,
        sent_at=by.now,
    )
    try:
        with transaction.atomic():
            new.save()
    except IntegrityError:
        # The key came at the same moment for another sheet: these are other words.
        new.request_key = uuid4()
        new.save()
    return new, True
