"""Handing private notes out: a signed authorisation first, then the pages (PN-04, AD-03)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from clients.models import Client, NoteRelease, PrivateNote, ReleasedNote
from clients.private_notes import by_session, may_write
from practice import audit, vault
from practice.access import Actor
from practice.zones import today_in

# What the record of disclosures calls it (AD-01).
TYPE = "authorised_release"


class MayNotRelease(PermissionDenied):
    """Only their author hands private notes out, while she carries the care."""


class NotSignedYet(Exception):
    """An authorisation is signed today or before."""


class NothingToRelease(Exception):
    """She has written nothing about this client."""


class NotHers(LookupError):
    """The key stands for a release of somebody else's, or about another client."""


@dataclass(frozen=True)
class Authorisation:
    """What was signed, and to whom it lets the notes go."""

    signed_on: date
    to_whom: str
    address: str
    reason: str


@transaction.atomic
def release(*, by: Actor, client: Client, signed: Authorisation, key: UUID) -> NoteRelease:
    """Writes the authorisation down, with a copy of all that she has written about the client.

    Once a press: the same key is the same release. Raises MayNotRelease, NotSignedYet, NotHers,
    NothingToRelease.
    """
    Client.objects.locked(client.pk)
    if by.membership is None or by.practice is None or not may_write(by, client):
        raise MayNotRelease
    standing = NoteRelease.objects.filter(pk=key).first()
    if standing:
        if (standing.author_id, standing.client_id) != (by.membership.pk, client.pk):
            raise NotHers
        return standing
    if signed.signed_on > today_in(by.practice.zone, by.now):
        raise NotSignedYet
    mine = PrivateNote.objects.written_by(by).filter(client=client)
    notes = [note for note in by_session(mine, by).reverse() if note.body.strip()]
    if not notes:
        raise NothingToRelease
    made = NoteRelease.objects.create(
        pk=key,
        client=client,
        author=by.membership,
        signed_on=signed.signed_on,
        to_whom=signed.to_whom,
        address=signed.address,
        reason=signed.reason,
        recorded_at=by.now,
    )
    _copy(made, notes)
    audit.record(
        by=by,
        action="private_note.released",
        client_id=client.pk,
        object_type="note_release",
        object_id=made.pk,
        details={"type": TYPE, "notes": len(notes), "signed_on": signed.signed_on},
    )
    return made


def _copy(release: NoteRelease, notes: list[PrivateNote]) -> None:
    vault.warm([release.client_id], "clinician")
    ReleasedNote.objects.bulk_create(
        ReleasedNote(
            release=release,
            client_id=release.client_id,
            place=place,
            session_on=note.session_on,
            written_at=note.created_at,
            body=note.body,
        )
        for place, note in enumerate(notes, start=1)
    )
