"""A thread that waits for no answer: somebody of her team says so, and may take it back."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from clients.models import UNDO, Client, Note, Thread, ThreadRest
from clients.notes.asked import with_asked
from clients.permissions import cares_for
from practice import audit
from practice.access import Actor


class MayNotRest(PermissionDenied):
    """Not who cares for her now."""


class NothingWaits(Exception):
    """Nothing up to there waits for an answer: there was none, or it has one."""


@transaction.atomic
def let_rest(*, by: Actor, thread: Thread, upto: datetime) -> ThreadRest:
    """What she wrote up to that instant waits for no answer; what came later goes on waiting.

    Pressed twice it is one. Raises MayNotRest, NothingWaits.
    """
    client = _held(by, thread)
    upto = _hers_upto(client, thread, min(upto, by.now - UNDO))
    standing = ThreadRest.objects.standing().filter(thread=thread, upto__gte=upto).first()
    if standing is not None:
        return standing
    if not _waits(client, thread, upto, by.now):
        raise NothingWaits
    rest = ThreadRest.objects.create(
        client=client, thread=thread, upto=upto, by=by.membership, at=by.now
    )
    _record(by, rest, "thread.rests")
    return rest


@transaction.atomic
def wait_again(*, by: Actor, rest: ThreadRest) -> bool:
    """What rested by this word waits after all; False where it has an answer, or rests by another.

    Twice is the same as once. Raises MayNotRest.
    """
    client = _held(by, rest.thread)
    standing = ThreadRest.objects.standing().filter(pk=rest.pk)
    if standing.update(ended_at=by.now):
        _record(by, rest, "thread.waits_again")
    return _waits(client, rest.thread, rest.upto, by.now)


def _held(by: Actor, thread: Thread) -> Client:
    client = Client.objects.locked(thread.client_id)
    if not cares_for(by, client):
        raise MayNotRest
    return client


def _hers_upto(client: Client, thread: Thread, upto: datetime) -> datetime:
    """When the newest of her notes up to there was sent. Raises NothingWaits if there is none."""
    hers = Note.objects.standing().filter(thread=thread, author=client.membership_id)
    found = hers.filter(sent_at__lte=upto).aggregate(at=Max("sent_at"))["at"]
    if found is None:
        raise NothingWaits
    return found


def _waits(client: Client, thread: Thread, upto: datetime, now: datetime) -> bool:
    """Whether something up to there waits for an answer; after the end of care nothing does."""
    found = with_asked(Thread.objects.filter(pk=thread.pk), now).first()
    asked_at = found.asked_at if found else None
    return client.is_in_care and asked_at is not None and asked_at <= upto


def _record(by: Actor, rest: ThreadRest, action: str) -> None:
    audit.record(
        by=by,
        action=action,
        client_id=rest.client_id,
        object_type="thread_rest",
        object_id=rest.pk,
        details={"thread": str(rest.thread_id)},
    )
