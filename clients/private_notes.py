"""A counselor's private notes as she reads them: by client, one, searched, released (PN-01..05).

Every row is opened in the request of somebody who may read it; no index of words is kept anywhere.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from clients.models import (
    CareLink,
    Client,
    Flag,
    NoteRelease,
    PrivateNote,
    PrivateNoteReader,
)
from clients.models.private_notes import PrivateNoteQuerySet
from clients.permissions import cares_for
from practice import vault
from practice.access import Actor
from practice.models import Membership

PER_PAGE = 20
FIRST_WORDS = 160
# One press of the search opens so many notes at most, and shows so many.
LOOKED_THROUGH = 500
SHOWN = 25
AROUND = 90

# What the screen says wherever private notes are (rulings 8).
PROMISE = _("Not shown in Tend. The law may require release.")


def may_write(actor: Actor, client: Client) -> bool:
    """Who carries the care writes for herself; also a last note after the care has ended."""
    return cares_for(actor, client)


def may_be_removed(client: Client) -> bool:
    """Not while a court or the police are involved: then nothing about her goes."""
    return not Flag.objects.standing().filter(client=client, kind=Flag.Kind.COURT).exists()


def of_client(actor: Actor, client: Client) -> PrivateNoteQuerySet:
    """What the actor reads about one client, the newest session first.

    A note about no session stands where it was begun. `has_others`: two texts wait for a choice.
    """
    found = by_session(PrivateNote.objects.visible_to(actor).filter(client=client), actor)
    return found.annotate(has_others=Q(others__isnull=False)).defer("others", "keys")


def by_session(notes: PrivateNoteQuerySet, actor: Actor) -> PrivateNoteQuerySet:
    """The newest session first, on the practice's calendar."""
    zone = actor.practice.zone if actor.practice else None
    day = Coalesce("session_on", TruncDate("created_at", tzinfo=zone))
    return notes.annotate(day=day).order_by("-day", "-created_at", "pk")


def first_words(body: str) -> str:
    """How a note begins, in one line."""
    line = " ".join(body.split())
    return line if len(line) <= FIRST_WORDS else f"{line[:FIRST_WORDS].rstrip()}…"


@dataclass(frozen=True)
class Found:
    """A note in which the words stand, and where."""

    note: PrivateNote
    client: Client
    words: str


@dataclass(frozen=True)
class Search:
    """What one press looked through. `next` is where the next one goes on; None at the end."""

    found: list[Found]
    begun_at: int
    looked: int
    of: int
    next: int | None

    @property
    def upto(self) -> int:
        """How many were looked through in all, the presses before among them."""
        return self.begun_at + self.looked

    @property
    def client_ids(self) -> list[UUID]:
        """Whose notes are shown."""
        return list(dict.fromkeys(each.client.pk for each in self.found))


def search(actor: Actor, words: str, client: Client | None = None, start: int = 0) -> Search:
    """The actor's own notes in which all the words stand, the newest session first.

    Opens them one by one, in memory, and stops after so many looked through or shown.
    """
    wanted = [plain(word) for word in words.split()]
    mine = PrivateNote.objects.written_by(actor)
    mine = mine.filter(client=client) if client else mine
    of = mine.count()
    start = min(max(start, 0), of)
    rows = by_session(mine, actor).select_related("client").defer("others", "keys")
    notes = list(rows[start : start + LOOKED_THROUGH])
    vault.warm({note.client_id for note in notes}, "clinician", "care")
    found: list[Found] = []
    looked = 0
    for note in notes:
        looked += 1
        text = plain(note.body)
        if all(word in text for word in wanted):
            found.append(Found(note, note.client, around(note.body, wanted)))
        if len(found) == SHOWN:
            break
    upto = start + looked
    return Search(found, start, looked, of, upto if upto < of else None)


def plain(text: str) -> str:
    """Without case, and each letter in the one way it can be written."""
    return unicodedata.normalize("NFKC", text).casefold()


def around(body: str, wanted: Iterable[str]) -> str:
    """The words in their line, cut on both sides."""
    line = " ".join(body.split())
    low = plain(line)
    # Where letters grow by folding the place is near enough.
    places = [low.find(word) for word in wanted]
    at = min((place for place in places if place >= 0), default=0)
    begin, end = max(at - AROUND, 0), at + AROUND
    return f"{'…' if begin else ''}{line[begin:end].strip()}{'…' if end < len(line) else ''}"


def readers(actor: Actor, client: Client) -> list[PrivateNoteReader]:
    """Whom the actor named for this client and who reads by it now, by name."""
    links = live_supervisors(actor, client).filter(
        membership=OuterRef("supervisor"), starts_at__lte=OuterRef("since")
    )
    mine = PrivateNoteReader.objects.standing().filter(client=client, author=actor.membership)
    found = mine.filter(Exists(links)).select_related("supervisor__user")
    return list(found.order_by("supervisor__user__name", "pk"))


def live_supervisors(actor: Actor, client: Client):
    """The parts of those who supervise the client's care now, without the actor's own."""
    live = CareLink.objects.live(actor.now).filter(client=client, role=CareLink.Role.SUPERVISOR)
    return live.exclude(membership=actor.membership)


def may_be_named(actor: Actor, client: Client):
    """The supervisors of this client's care, by name."""
    ids = live_supervisors(actor, client).values("membership")
    staff = Membership.objects.live().filter(pk__in=ids)
    return staff.select_related("user").order_by("user__name", "pk")


def releases(actor: Actor, client: Client) -> list[NoteRelease]:
    """What the actor handed out about this client, the latest first."""
    found = NoteRelease.objects.visible_to(actor).filter(client=client)
    return list(found.order_by("-recorded_at", "pk"))


@dataclass(frozen=True)
class Other:
    """A text that came on an old revision: what it says, of which session, and when it came."""

    key: str
    body: str
    session_on: date | None
    at: datetime


def others(note: PrivateNote) -> list[Other]:
    """The texts that wait beside a note, oldest first."""
    return [
        Other(
            key=one["key"],
            body=one["body"],
            session_on=date.fromisoformat(one["session_on"]) if one["session_on"] else None,
            at=datetime.fromisoformat(one["at"]),
        )
        for one in note.others or []
    ]
