"""Points for the next session: kept from a note or written down, talked about, taken up again."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from clients.models import Client, Note, SessionPoint
from clients.permissions import may_work_with
from practice import audit
from practice.access import Actor

LONGEST = 500
# As many as one session could ever hold.
MOST_WAITING = 60


class MayNotPoint(PermissionDenied):
    """Not who cares for her now, or her care has ended."""


class NothingToKeep(Exception):
    """A point has words, and a note that was taken back has none."""


class EnoughPoints(Exception):
    """Sixty points wait already."""


@transaction.atomic
def keep_note(*, by: Actor, note: Note) -> SessionPoint:
    """Her note becomes a point: its words, or as many as a point has room for.

    Pressed twice it is one point, as long as nobody has ticked it.
    Raises MayNotPoint, NothingToKeep, EnoughPoints.
    """
    client = _held(by, note.client_id)
    waiting = SessionPoint.objects.waiting().filter(note=note).first()
    if waiting is not None:
        return waiting
    note.refresh_from_db()
    return _keep(by, client, note.body if note.recalled_at is None else "", note)


@transaction.atomic
def add_point(*, by: Actor, client: Client, body: str) -> SessionPoint:
    """A point of her own. The same words once more are the point that waits already.

    Raises MayNotPoint, NothingToKeep, EnoughPoints.
    """
    client = _held(by, client.pk)
    words = shortened(body)
    for point in client.session_points.waiting():
        if point.note_id is None and point.body == words:
            return point
    return _keep(by, client, body, None)


@transaction.atomic
def finish(*, by: Actor, point: SessionPoint) -> SessionPoint:
    """It was talked about. Raises MayNotPoint."""
    _held(by, point.client_id)
    done = {"done_at": by.now, "done_by": by.membership}
    if SessionPoint.objects.waiting().filter(pk=point.pk).update(**done):
        _record(by, point, "point.done")
    point.refresh_from_db()
    return point


@transaction.atomic
def take_up(*, by: Actor, point: SessionPoint) -> SessionPoint:
    """It waits again. Where its note became another point since, that one stands for both.

    Raises MayNotPoint, EnoughPoints.
    """
    client = _held(by, point.client_id)
    point.refresh_from_db()
    if point.done_at is None:
        return point
    waiting = client.session_points.waiting()
    other = waiting.filter(note=point.note_id).first() if point.note_id else None
    if other is not None:
        return other
    if waiting.count() >= MOST_WAITING:
        raise EnoughPoints
    point.done_at = point.done_by = None
    point.save(update_fields=["done_at", "done_by"])
    _record(by, point, "point.taken_up")
    return point


def on_note_recalled(*, by: Actor, note: Note) -> None:
    """Words that were taken back stay in no point either; that there was one stays."""
    for point in SessionPoint.objects.filter(note=note).only("client_id", "body"):
        point.body = ""
        point.save(update_fields=["body"])


def shortened(words: str) -> str:
    """As much as fits, with a sign where there was more."""
    words = words.strip()
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 2].rstrip()} …"


def _held(by: Actor, client_id: UUID) -> Client:
    client = Client.objects.locked(client_id)
    if not may_work_with(by, client):
        raise MayNotPoint
    return client


def _keep(by: Actor, client: Client, body: str, note: Note | None) -> SessionPoint:
    words = shortened(body)
    if not words:
        raise NothingToKeep
    if client.session_points.waiting().count() >= MOST_WAITING:
        raise EnoughPoints
    point = SessionPoint(client=client, note=note, body=words, by=by.membership, at=by.now)
    point.save(force_insert=True)
    _record(by, point, "point.kept")
    return point


def _record(by: Actor, point: SessionPoint, action: str) -> None:
    audit.record(
        by=by,
        action=action,
        client_id=point.client_id,
        object_type="session_point",
        object_id=point.pk,
    )
