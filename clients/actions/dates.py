"""Tender dates: marking a hard day, changing it, taking it off (product D)."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from clients.models import Client, TenderDate
from clients.permissions import is_herself, may_change_date, may_mark_dates
from practice import audit, facts
from practice.access import Actor

MOST_DATES = 60


class MayNotMark(PermissionDenied):
    """Not hers, not on the actor's caseload, or her care has ended."""


class MayNotChangeDate(PermissionDenied):
    """A day that she marked is hers alone to change."""


class EnoughDates(Exception):
    """Sixty days are as many as the page can hold."""


@dataclass(frozen=True)
class Day:
    """What is said about one hard day."""

    on_date: date
    words: str = ""
    is_yearly: bool = False
    quiet: str = TenderDate.Quiet.PAUSE
    is_private: bool = True


@transaction.atomic
def mark_date(*, by: Actor, client: Client, day: Day) -> TenderDate:
    """A hard day: hers, private unless she shares it, or one that staff marked and she sees.

    Raises MayNotMark, EnoughDates.
    """
    if not may_mark_dates(by, client):
        raise MayNotMark
    if client.tender_dates.filter(removed_at__isnull=True).count() >= MOST_DATES:
        raise EnoughDates
    marked = TenderDate(
        client=client, created_at=by.now, created_by=by.user, is_hers=is_herself(by, client)
    )
    _fill(marked, day)
    marked.save(force_insert=True)
    _tell(by, marked, "date.marked")
    return marked


@transaction.atomic
def change_date(*, by: Actor, marked: TenderDate, day: Day) -> TenderDate:
    """Changes it. What staff marked stays shared: they know it already. MayNotChangeDate."""
    _check(by, marked)
    _fill(marked, day)
    marked.save()
    _tell(by, marked, "date.changed")
    return marked


@transaction.atomic
def remove_date(*, by: Actor, marked: TenderDate) -> TenderDate:
    """Takes it off the plan. Raises MayNotChangeDate."""
    _check(by, marked)
    marked.removed_at = by.now
    marked.save(update_fields=["removed_at"])
    _tell(by, marked, "date.removed")
    return marked


def _check(by: Actor, marked: TenderDate) -> None:
    if marked.removed_at is not None or not may_change_date(by, marked):
        raise MayNotChangeDate


def _fill(marked: TenderDate, day: Day) -> None:
    marked.on_date, marked.is_yearly, marked.quiet = day.on_date, day.is_yearly, day.quiet
    marked.is_private = day.is_private and marked.is_hers
    # One column holds the words, the other is empty: a shared key never covers a private day.
    if marked.is_private:
        marked.own_label, marked.label = day.words, ""
    else:
        marked.own_label, marked.label = None, day.words


def _tell(by: Actor, marked: TenderDate, action: str) -> None:
    audit.record(
        by=by,
        action=action,
        client_id=marked.client_id,
        object_type="tender_date",
        object_id=marked.pk,
    )
    facts.tell("client.dates_changed", by=by, client=marked.client)
