"""Following one client's work: what stands open, what was done, by theme and by time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Client
from worksheets.models import Assignment, Round
from worksheets.progress import Completion, Piece, by_theme, completion

State = Assignment.State
OPEN = {State.NOT_OPENED, State.OPENED}
# What staff read of a state: the shape of its pill, and the word.
PILLS: dict[str, tuple[str, Promise]] = {
    "not_opened": ("not-opened", gettext_lazy("not opened")),
    "opened": ("opened", gettext_lazy("opened")),
    "given": ("not-opened", gettext_lazy("given")),
    "done": ("done", gettext_lazy("done")),
    "could": ("could", gettext_lazy("did what she could")),
    "declined": ("declined", gettext_lazy("put aside")),
    "passed": ("passed", gettext_lazy("passed")),
    "withdrawn": ("withdrawn", gettext_lazy("taken back")),
}

# Why she put a sheet aside, as staff read it (rulings 17); "none" has no words.
WHY_ASIDE: dict[str, Promise] = {
    "painful": gettext_lazy("too painful right now"),
    "no_privacy": gettext_lazy("no private moment"),
    "unclear": gettext_lazy("not clear to her"),
    "long": gettext_lazy("too long"),
    "other_life": gettext_lazy("not her situation"),
    "other": gettext_lazy("something else"),
}
# How a review ended, as staff read it.
CLOSINGS: dict[str, Promise] = {
    "seen": gettext_lazy("Seen"),
    "thanks": gettext_lazy("Thank you"),
    "talk": gettext_lazy("Let us talk about this"),
    "back": gettext_lazy("Asked to look again"),
}


def put_aside(assignment: Assignment) -> str:
    """ "She put it aside: too painful right now."; a reason of hers is offered, never needed."""
    why = WHY_ASIDE.get(assignment.decline_reason)
    if why is None:
        return _("She put it aside, without a reason.")
    return _("She put it aside: %(why)s.") % {"why": why}


@dataclass(frozen=True)
class Work:
    """One assignment with its current round, as staff may know it (rulings 1)."""

    assignment: Assignment
    round: Round
    hides_opened: bool = False

    @property
    def state(self) -> State:
        """not opened, opened, done, declined, passed or withdrawn."""
        return self.assignment.state_from(self.round)

    @property
    def shown_state(self) -> str:
        """The state as staff read it: "given" where she hides whether she has opened it (V-02)."""
        if self.hides_opened and self.state in OPEN:
            return "given"
        return self.state.value

    @property
    def pill(self) -> tuple[str, str | Promise]:
        """The shape and the word of its state; either button counts as done (E-21)."""
        if self.state == State.DECLINED and self.assignment.decline_reason in WHY_ASIDE:
            why = WHY_ASIDE[self.assignment.decline_reason]
            return "declined", _("put aside: %(why)s") % {"why": why}
        is_could = self.state == State.DONE and self.round.done_as == Round.DoneAs.COULD
        return PILLS["could" if is_could else self.shown_state]

    @property
    def is_open(self) -> bool:
        """Hers to do."""
        return self.state in OPEN

    @property
    def waits_to_be_read(self) -> bool:
        """Done and not yet reviewed."""
        return self.state == State.DONE and self.round.reviewed_at is None

    @property
    def piece(self) -> Piece:
        """What the figures need of it."""
        return Piece(
            state=self.state.value,
            due_on=self.assignment.due_on,
            done_as=self.round.done_as,
            theme=self.assignment.version.worksheet.theme.name,
        )


@dataclass(frozen=True)
class Following:
    """A client's work in the order of the page: open, to read, then everything by time."""

    works: tuple[Work, ...]
    total: Completion
    themes: tuple[tuple[str, Completion], ...]

    @property
    def open(self) -> list[Work]:
        """Hers to do, the nearest day first; those without a day last."""
        return sorted(
            (work for work in self.works if work.is_open),
            key=lambda work: (work.assignment.due_on is None, work.assignment.due_on or date.max),
        )

    @property
    def to_read(self) -> list[Work]:
        """Done and not yet reviewed, the oldest first."""
        waiting = [work for work in self.works if work.waits_to_be_read]
        return sorted(waiting, key=lambda work: str(work.round.submitted_at))


# What the page reads of each, and no more: most of a list's time goes into columns.
OF_AN_ASSIGNMENT = (
    "client_id",
    "due_on",
    "assigned_at",
    "withdrawn_at",
    "declined_at",
    "decline_reason",
    "passed_at",
    "version__title",
    "version__weight",
    "version__worksheet__theme__name",
    "version__worksheet__theme__slug",
)
OF_A_ROUND = ("assignment_id", "number", "opened_at", "submitted_at", "done_as", "reviewed_at")


def works_of(client: Client) -> list[Work]:
    """Her assignments with their current rounds, the newest first. One query."""
    rounds = (
        Round.objects.current()
        .filter(client=client)
        .select_related("assignment__version__worksheet__theme")
        .only(*OF_A_ROUND, *(f"assignment__{name}" for name in OF_AN_ASSIGNMENT))
        .order_by("-assignment__assigned_at")
    )
    return [Work(round_.assignment, round_, client.hides_opened) for round_ in rounds]


def follow(client: Client, works: Iterable[Work], today: date) -> Following:
    """The figures and lists of the client's page; `today` is her own date."""
    listed = tuple(works)
    pieces = [work.piece for work in listed]
    return Following(
        works=listed,
        total=completion(pieces, today),
        themes=tuple(by_theme(pieces, today)),
    )


@dataclass(frozen=True)
class Event:
    """One thing that happened to a sheet."""

    at: datetime
    title: str


def events(assignment: Assignment, rounds: Iterable[Round]) -> list[Event]:
    """What happened to a sheet, in order, as staff may know it (rulings 1)."""
    happened: list[tuple[datetime | None, str]] = [(assignment.assigned_at, _("Given"))]
    for round_ in rounds:
        again = round_.number > 1
        if not again and not assignment.client.hides_opened:
            happened.append((round_.opened_at, _("Opened")))
        happened.append((round_.submitted_at, _("Done again") if again else _("Done")))
        happened.append((round_.reviewed_at, str(CLOSINGS.get(round_.closing, ""))))
    happened.append((assignment.declined_at, _("Put aside")))
    happened.append((assignment.passed_at, _("Passed")))
    happened.append((assignment.withdrawn_at, _("Taken back")))
    return sorted((Event(at, title) for at, title in happened if at), key=lambda event: event.at)
