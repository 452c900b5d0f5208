"""Asking for a talk, and answering a comment: small things that go at once."""

from uuid import UUID

from django.db import transaction

from clients.models import Client
from clients.permissions import may_write
from practice import audit
from practice.access import Actor
from worksheets import permissions
from worksheets.models import Assignment, Comment, Round, TalkRequest
from worksheets.sheets import schema_of


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
        Assignment.objects.select_for_update().get(pk=assignment.pk)
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
    """Her words under a comment, sent at once and once per `request_key`. Raises MayNotAsk.

    Words about a part that the sheet does not have go under the whole.
    """
    if not permissions.may_reply(by, round_.assignment):
        raise MayNotAsk
    sent = Comment.objects.filter(author=by.user, request_key=request_key).first()
    if sent:
        return sent
    is_known = schema_of(round_.assignment.version_id).prompt(prompt_key)
    comment = Comment.objects.create(
        client_id=round_.client_id,
        assignment_id=round_.assignment_id,
        round=round_,
        prompt_key=prompt_key if is_known else "",
        author=by.user,
        is_by_client=True,
        body=body,
        request_key=request_key,
        drafted_at=by.now,
        sent_at=by.now,
    )
    audit.record(
        by=by,
        action="reply.sent",
        client_id=round_.client_id,
        object_type="assignment",
        object_id=round_.assignment_id,
    )
    return comment
