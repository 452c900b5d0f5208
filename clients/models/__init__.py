"""Who is in care with whom, since when, and what was agreed."""

from clients.models.care import CareLink, CareLinkQuerySet, Client, Flag
from clients.models.consent import Consent, ConsentText, Layer
from clients.models.contact import Contact
from clients.models.dates import TenderDate
from clients.models.invitations import Invitation
from clients.models.notes import (
    UNDO,
    ClientDraft,
    Draft,
    Note,
    NoteRead,
    SessionPoint,
    StaffDraft,
    Thread,
)
from clients.models.private_notes import (
    NoteRelease,
    PrivateNote,
    PrivateNoteReader,
    ReleasedNote,
)
from clients.models.rests import ThreadRest

__all__ = [
    "UNDO",
    "CareLink",
    "CareLinkQuerySet",
    "Client",
    "ClientDraft",
    "Consent",
    "ConsentText",
    "Contact",
    "Draft",
    "Flag",
    "Invitation",
    "Layer",
    "Note",
    "NoteRead",
    "NoteRelease",
    "PrivateNote",
    "PrivateNoteReader",
    "ReleasedNote",
    "SessionPoint",
    "StaffDraft",
    "TenderDate",
    "Thread",
    "ThreadRest",
]
