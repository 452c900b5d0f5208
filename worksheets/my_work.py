"""Everything that she ever wrote, by time or by theme: what her list shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from clients.models import Client
from practice.access import Actor
from worksheets import sheets, then_and_now
from worksheets.home import IS_OPEN, with_words_back
from worksheets.models import Answer, Comment, Round, Theme
from worksheets.models.assigning import RoundQuerySet

PER_PAGE = 25


@dataclass(frozen=True)
class Work:
    """One sheet of hers in the list. `month` is that of the day it is listed by, where she is."""

    round: Round
    month: date
    is_open: bool
    has_then: bool

    @property
    def theme(self) -> Theme:
        """What it is about."""
        return self.round.assignment.version.worksheet.theme


def all_rounds(actor: Actor) -> RoundQuerySet:
    """What she has done or set aside, and what she is in the middle of, the newest first.

    `stood_at`: when it was sent or set aside, else begun. `has_comments`: words of her counselor.
    """
    words = Answer.objects.filter(assignment=OuterRef("assignment"), value__isnull=False)
    said = Comment.objects.sent().filter(assignment=OuterRef("assignment"), is_by_client=False)
    given = "assignment__{}_at".format
    rounds = sheets.with_theme(sheets.current_rounds(actor)).filter(~IS_OPEN | Exists(words))
    stood_at = Coalesce(
        "submitted_at", given("declined"), given("withdrawn"), given("passed"), "begun_at"
    )
    rounds = with_words_back(rounds).annotate(has_comments=Exists(said), stood_at=stood_at)
    return rounds.order_by("-stood_at", "-pk")


def matching(rounds: RoundQuerySet, *, theme: str = "", show: str = "") -> RoundQuerySet:
    """Those of a theme's slug, and of one kind: sent, unsent, aside, answered."""
    if theme:
        rounds = rounds.filter(assignment__version__worksheet__theme__slug=theme)
    aside = Q(assignment__declined_at__isnull=False)
    kinds = {
        "sent": Q(submitted_at__isnull=False) & ~aside,
        "unsent": IS_OPEN,
        "aside": aside,
        "answered": Q(has_comments=True),
    }
    return rounds.filter(kinds[show]) if show in kinds else rounds


def by_theme(rounds: RoundQuerySet) -> RoundQuerySet:
    """The same by the library's order of themes."""
    number = "assignment__version__worksheet__theme__number"
    return rounds.order_by(number, "-stood_at", "-pk")


def themes_of(actor: Actor) -> list[tuple[str, str]]:
    """Slug and name of the themes that she has sheets of. One query."""
    hers = Round.objects.visible_to(actor).current()
    themes = Theme.objects.filter(worksheets__versions__assignments__rounds__in=hers)
    return list(themes.distinct().order_by("number").values_list("slug", "name"))


def listed(actor: Actor, client: Client, rounds: Sequence[Any]) -> list[Work]:
    """The lines of one page. Two queries, whatever their number."""
    ids = [round_.assignment_id for round_ in rounds]
    roots = then_and_now.roots_by_assignment(ids)
    again = {root for root, _key in then_and_now.more_than_once(actor, ids)}
    return [
        Work(
            round=round_,
            month=client.today(round_.stood_at).replace(day=1),
            is_open=round_.assignment.state_from(round_) in {"opened", "not_opened"},
            has_then=roots.get(round_.assignment_id) in again,
        )
        for round_ in rounds
    ]
