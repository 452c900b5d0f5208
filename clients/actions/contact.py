"""How she wants to be reached: her days and hour, a pause, and the link that stops it (E-19)."""

from collections.abc import Collection
from datetime import date, datetime, time

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clients.actions.consenting import NothingToWithdraw, withdraw_by_link
from clients.models import Client, Contact, Layer, TenderDate
from clients.models.contact import validate_weekdays
from clients.permissions import is_herself, may_work_with, may_write
from practice import audit, deliveries, facts
from practice.access import Actor, system
from practice.deliveries import stops
from practice.models import ChannelStop, Delivery, User

# No reminder goes out at night (E-13).
EARLIEST, LATEST = time(8), time(20, 59)


class OnlyHerself(PermissionDenied):
    """How she is reached is hers to say, while she is in care."""


class MayNotMend(PermissionDenied):
    """Who cares for her says that mail may go to her again."""


class HourNotPossible(ValidationError):
    """An hour of the night."""


class DayNotPossible(Exception):
    """A pause ends on a day that lies ahead; an answer is about a day that is asked about."""


@transaction.atomic
def save_contact(*, by: Actor, client: Client, days: Collection[int], at: time) -> Contact:
    """Her days (ISO weekdays) and her hour. Raises OnlyHerself, ValidationError."""
    wanted = sorted(days)
    validate_weekdays(wanted)
    if not EARLIEST <= at <= LATEST:
        raise HourNotPossible(_("Please choose an hour of the day."))
    contact = _hers(by, client)
    if (contact.days, contact.at) == (wanted, at):
        return contact
    contact.days, contact.at = wanted, at
    return _changed(by, client, contact, "contact.saved")


@transaction.atomic
def pause(*, by: Actor, client: Client, until: date) -> Contact:
    """No reminder before that day. Raises OnlyHerself, DayNotPossible."""
    if until <= client.today(by.now):
        raise DayNotPossible
    contact = _hers(by, client)
    if contact.paused_until == until:
        return contact
    contact.paused_until = until
    return _changed(by, client, contact, "contact.paused")


@transaction.atomic
def resume(*, by: Actor, client: Client) -> Contact:
    """Reminders that stopped in the silence may go on (E-12). Raises OnlyHerself.

    She herself ends her pause with it; who cares for her never does.
    """
    if not (may_write(by, client) or may_work_with(by, client)):
        raise OnlyHerself
    contact = _held(client)
    if is_herself(by, client):
        contact.paused_until = None
    contact.resumed_at = by.now
    return _changed(by, client, contact, "contact.resumed")


@transaction.atomic
def answer_date(*, by: Actor, marked: TenderDate, keeps: bool) -> date:
    """Whether reminders keep coming around a day that asks each time; which day it is about.

    For the next time it comes and that one alone. Raises OnlyHerself, DayNotPossible.
    """
    client = marked.client
    if not may_write(by, client):
        raise OnlyHerself
    day = marked.next_on(client.today(by.now))
    if marked.quiet != TenderDate.Quiet.ASK or marked.removed_at is not None or day is None:
        raise DayNotPossible
    marked.answered_on, marked.keeps_on = day, day if keeps else None
    marked.save(update_fields=["answered_on", "keeps_on"])
    audit.record(
        by=by,
        action="date.answered",
        client_id=client.pk,
        object_type="tender_date",
        object_id=marked.pk,
        details={"keeps": keeps},
    )
    facts.tell("client.dates_changed", by=by, client=client)
    return day


@transaction.atomic
def stop_by_link(*, delivery: Delivery, now: datetime) -> bool:
    """The link of this mail was pressed: her yes to reminders is taken back (rulings 26).

    Whoever holds the mail may, without a sign-in. False where they were off already.
    """
    client = Client.objects.filter(pk=delivery.person, practice=delivery.practice_id).first()
    if client is None:
        return False
    by = system(now=now, practice=delivery.practice)
    try:
        withdraw_by_link(by=by, client=client, layer=Layer.EMAIL)
    except NothingToWithdraw:
        return False
    return True


@transaction.atomic
def not_for_me(*, delivery: Delivery, now: datetime) -> bool:
    """Whoever got this mail says that it was for somebody else: no mail goes there (M-07).

    Without a sign-in. False where that is known, or was put right since the mail went out.
    """
    client = Client.objects.filter(pk=delivery.person, practice=delivery.practice_id).first()
    if client is None or stops.lifted_since(client.pk, delivery.claimed_at or delivery.due_at):
        return False
    kind = ChannelStop.Kind.WRONG_PERSON
    if ChannelStop.objects.filter(person=client.pk, kind=kind, lifted_at__isnull=True).exists():
        return False
    deliveries.stop(person=client.pk, kind=kind, now=now, delivery=delivery)
    audit.record(
        by=system(now=now, practice=delivery.practice),
        action="channel.stopped",
        client_id=client.pk,
        object_type="delivery",
        object_id=delivery.pk,
        details={"kind": kind},
    )
    return True


@transaction.atomic
def mail_again(*, by: Actor, client: Client) -> int:
    """Staff saw to her address: mail may go to her again; how many stops that lifted.

    Raises MayNotMend.
    """
    if not may_work_with(by, client):
        raise MayNotMend
    return _lift(by, client)


def on_address_changed(*, by: Actor, user: User) -> None:
    """Listener: her new address is confirmed, so mail reaches her."""
    for client in Client.objects.filter(membership__user=user):
        _lift(by, client)


def _lift(by: Actor, client: Client) -> int:
    Client.objects.locked(client.pk)
    count = deliveries.lift(person=client.pk, now=by.now, by=by, client_id=client.pk)
    if count:
        # What was skipped stays so; what lies ahead is planned anew.
        facts.tell("client.contact_changed", by=by, client=client)
    return count


def _hers(by: Actor, client: Client) -> Contact:
    """Her row, to be changed by herself. Raises OnlyHerself."""
    if not may_write(by, client):
        raise OnlyHerself
    return _held(client)


def _held(client: Client) -> Contact:
    """Her row, made if missing; what follows happens one after the other."""
    Client.objects.locked(client.pk)
    return Contact.objects.get_or_create(client=client)[0]


def _changed(by: Actor, client: Client, contact: Contact, action: str) -> Contact:
    contact.save()
    audit.record(
        by=by,
        action=action,
        client_id=client.pk,
        object_type="contact",
        object_id=contact.pk,
    )
    facts.tell("client.contact_changed", by=by, client=client)
    return contact
