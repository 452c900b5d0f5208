"""Mails about notes that wait for her: the words of a reminder, soon after the note (product G).

One planned row a person, a quarter of an hour after the note, and one mail until she has opened her
notes again. All that she agreed to holds: nights, hard days, pauses, days that she chose, how many
there may be (decision 0017).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from clients.models import UNDO, Client, Note, Thread
from clients.notes.telling import waiting
from practice import deliveries
from practice.access import Actor
from practice.deliveries import MESSAGES, rules
from practice.emails import Letter
from practice.models import Delivery, Membership, NotePolicy
from practice.zones import to_utc
from worksheets.reminders import letters
from worksheets.reminders.knowing import Known, know
from worksheets.reminders.planner import DAY, LOOK_AHEAD, Why, words
from worksheets.reminders.silence import counted
from worksheets.reminders.stopping import NOTE_LINKS, NOTES

WAIT = timedelta(minutes=15)
EVERY_DAY = frozenset(range(1, 8))
STATE = Delivery.State


@dataclass(frozen=True)
class News:
    """When the oldest note came since she last opened any or was told; whether notes are on."""

    client_id: UUID
    since: datetime | None = None
    is_on: bool = True


def follow(client_id: UUID, now: datetime) -> None:
    """Makes her planned row what it should be now; for the caller's transaction."""
    with transaction.atomic():
        # Held until the caller's commit: two changes about one client take turns.
        held = Client.objects.select_for_update(no_key=True).filter(pk=client_id)
        list(held.values_list("pk"))
        rows = Delivery.objects.filter(purpose=NOTES, person=client_id, state=STATE.PLANNED)
        row, news = rows.first(), _news([client_id], now, now)[client_id]
        if row is None and news.since is None:
            return
        deliveries.renew(row, _wanted(news, now), now=now, reason=_nothing())


def coming(client_id: UUID, now: datetime) -> Delivery | None:
    """The planned mail as she reads it in her plan; none while its note can be taken back unseen.

    One query; six where a mail is planned.
    """
    planned = Delivery.objects.filter(purpose=NOTES, person=client_id, state=STATE.PLANNED)
    row = planned.first()
    return row if row and _news([client_id], now, now - UNDO)[client_id].since else None


def moment(
    known: Known, since: datetime, had: Collection[datetime], now: datetime
) -> datetime | None:
    """When the mail about a note of that instant may go out; None where no day is left.

    `had` are her messages of the last days.
    """
    zone, at = known.wishes.zone, max(since + WAIT, now)
    for _day in range(LOOK_AHEAD):
        at = rules.next_permitted(zone, at) or at
        if not _is_not_today(known, at) and not rules.over_the_cap(had, zone, at):
            return at
        at = to_utc(at.astimezone(zone).date() + DAY, rules.AFTER_QUIET, zone)
    return None


def check(rows: Sequence[Delivery], now: datetime) -> dict[UUID, str]:
    """By row, why it does not go out; rows that may go are absent. A fixed number of queries."""
    people = {row.person for row in rows}
    known = know(people, now, with_rows=False)
    proved, news = letters.proved_of(known), _news(people, now, now - WAIT)
    reasons = {}
    for row in rows:
        hers = known.get(row.person)
        if reason := _why_not(hers, news[row.person], proved, now):
            reasons[row.pk] = reason
    return reasons


def compose(rows: Sequence[Delivery], now: datetime) -> dict[UUID, Letter]:
    """By row, the letter of a reminder: nothing but that something waits (M-01)."""
    return letters.written(rows, NOTE_LINKS)


def on_note(*, by: Actor, note: Note) -> None:
    """Listener: a note to her was sent, or taken back."""
    if not note.author.is_client:
        follow(note.client_id, by.now)


def on_read(*, by: Actor, thread: Thread, membership: Membership) -> None:
    """Listener: she has opened her notes."""
    if membership.is_client:
        follow(thread.client_id, by.now)


def on_change(*, by: Actor, client: Client, **_what: object) -> None:
    """Listener: something changed that the hour of a mail hangs on."""
    follow(client.pk, by.now)


def _wanted(news: News, now: datetime) -> Delivery | None:
    if news.since is None or not news.is_on:
        return None
    known = know([news.client_id], now, with_rows=False)[news.client_id]
    if known.wishes.stop():
        return None
    due_at = moment(known, news.since, _had(news.client_id, now), now)
    if due_at is None:
        return None
    return Delivery(
        practice_id=known.client.practice_id,
        purpose=NOTES,
        subject=known.client.pk,
        person=known.client.pk,
        due_at=due_at,
        zone=str(known.wishes.zone),
    )


def _had(client_id: UUID, now: datetime) -> list[datetime]:
    rows = Delivery.objects.filter(
        person=client_id,
        purpose__in=counted(),
        state__in=MESSAGES,
        merged_into__isnull=True,
        claimed_at__gt=now - rules.WEEK,
    )
    return [at for at in rows.values_list("claimed_at", flat=True) if at]


def _news(client_ids: Collection[UUID], now: datetime, until: datetime) -> dict[UUID, News]:
    """Of each, unless she was told and has not opened her notes since. Five queries."""
    rows = Client.objects.filter(pk__in=list(client_ids))
    rows = rows.values_list("pk", "membership_id", "note_policy", "practice__note_policy")
    found = list(rows)
    members = [member for _pk, member, *_policies in found if member]
    said = waiting(membership_ids=members, now=now, until=until)
    told = _told(client_ids)
    news = {pk: News(pk) for pk in client_ids}
    for pk, member, own, practices in found:
        since, opened = said.get(member, (None, None))
        told_at = told.get(pk)
        # Where all that she was told of was taken back, there was nothing to open.
        is_told = bool(told_at and since and since <= told_at)
        knows = is_told and (opened is None or opened < told_at)
        is_on = (own or practices) != NotePolicy.OFF
        news[pk] = News(pk, None if knows else since, is_on)
    return news


def _told(client_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """When each was last told of notes."""
    had = Delivery.objects.filter(purpose=NOTES, person__in=list(client_ids), state__in=MESSAGES)
    return dict(had.order_by().values_list("person").annotate(Max("claimed_at")))


def _why_not(known: Known | None, news: News, proved: set[UUID], now: datetime) -> str:
    if known is None:
        return _nothing()
    if reason := letters.of_her(known, proved):
        return reason
    if not news.is_on:
        return _("Notes are off.")
    return _nothing() if news.since is None else _is_not_today(known, now)


def _is_not_today(known: Known, at: datetime) -> str:
    """Why none comes on that day of hers, in words that tell nothing private; empty where one may.

    Days that others chose for reminders are none for notes: she chose them not.
    """
    today, contact = known.client.today(at), getattr(known.client, "contact", None)
    wishes = known.wishes
    if wishes.paused_until and today < wishes.paused_until:
        return words(Why.PAUSED)
    days = set(contact.days) if contact and contact.days else EVERY_DAY
    if today in known.quiet_days or today.isoweekday() not in days:
        return _("That day is not one for messages.")
    return ""


def _nothing() -> str:
    return _("Nothing is waiting any more.")
