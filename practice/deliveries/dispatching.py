"""Dispatching: claim a batch, send it over one connection, write down what came of it, again."""

import logging
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from practice import channels, vault
from practice.channels import Line, Lines
from practice.deliveries import arrivals, claiming, freezing, ledger
from practice.deliveries.arrivals import News, What
from practice.deliveries.claiming import Batch
from practice.deliveries.planning import wake
from practice.emails import Letter
from practice.models import Delivery

log = logging.getLogger(__name__)

State = Delivery.State
BUDGET = 45.0  # seconds of the minute
# Seconds in which one batch is sent, well before its claims count as stale or its task is ended.
SENDING = 120.0
# Seconds after which a batch is no longer out at once: a crash leaves unknown what was on its way.
AT_ONCE = 0.25
# Seconds between two entries in the ledger while a slow server takes a batch: what is known to be
# sent does not become unknown because of a crash.
ENTRY = 1.0


class Stopwatch:
    """The clock of one dispatch: the instant it was given and the whole seconds since."""

    def __init__(self, now: datetime) -> None:
        self.given = now
        self.begun = time.monotonic()

    @property
    def seconds(self) -> float:
        """Since it began."""
        return time.monotonic() - self.begun

    @property
    def now(self) -> datetime:
        """By this clock."""
        return self.given + timedelta(seconds=int(self.seconds))


@dataclass
class Outcome:
    """What became of each row of a batch, in a state and in words; written down on the way."""

    batch: Batch
    watch: Stopwatch
    fates: dict[UUID, tuple[str, str]] = field(default_factory=dict)
    unwritten: dict[UUID, tuple[str, str]] = field(default_factory=dict)
    written_at: float = 0.0
    is_reachable: bool = True

    def note(self, row: Delivery, fate: tuple[str, str]) -> None:
        """What became of this row and of those that went with it."""
        self.unwritten |= dict.fromkeys(self.batch.with_it(row), fate)
        if self.watch.seconds - self.written_at > ENTRY:
            self.write()

    def write(self) -> None:
        """Into the ledger."""
        ledger.record(self.batch, self.unwritten, now=self.watch.now)
        self.fates |= self.unwritten
        self.unwritten, self.written_at = {}, self.watch.seconds

    @property
    def put_back(self) -> set[UUID]:
        """Rows of which it is certain that nothing went out."""
        return {pk for pk, (state, _reason) in self.fates.items() if state == State.PLANNED}

    @property
    def may_go_on(self) -> bool:
        """False where trying others now would only knock at a closed door."""
        return self.is_reachable and len(self.put_back) < len(self.fates)


def dispatch(*, now: datetime, budget: float = BUDGET) -> Counter[str]:
    """Sends what is due until nothing is, or the budget of seconds is used; rows by end state.

    Any number of these may run at the same time, and each may end at any instant.
    """
    told: Counter[str] = Counter()
    watch = Stopwatch(now)
    told[State.UNKNOWN] += ledger.sweep(now=now)
    if freezing.watch(now=now):
        return +told
    put_back: set[UUID] = set()
    since, people = None, claiming.BATCH
    with channels.opened() as lines:
        while batch := claiming.claim_batch(
            now=watch.now, but=put_back, since=since, people=people
        ):
            since = batch.since
            told.update(batch.told)
            outcome = send(batch, lines)
            # One batch's keys are nothing to the next one.
            vault.forget()
            told.update(state for state, _reason in outcome.fates.values())
            people = claiming.MOST if outcome.watch.seconds < AT_ONCE else claiming.BATCH
            put_back |= outcome.put_back
            if batch.letters and not outcome.may_go_on:
                break
            if watch.seconds >= budget:
                # There may be more: another call takes it from here, and others get their turn.
                wake()
                break
    return +told


def send(batch: Batch, lines: Lines) -> Outcome:
    """Hands the letters over, outside of any transaction, and writes down what came of them."""
    outcome = Outcome(batch, Stopwatch(batch.at))
    words = _("Mail could not be reached. It is tried again each minute.")
    silent: set[str] = set()
    gone: list[News] = []
    for row, letter in batch.letters:
        fate: tuple[str, str] = (State.PLANNED, words)
        if row.channel not in silent and outcome.watch.seconds < SENDING:
            try:
                fate = hand_over(lines.to(row.channel), row, letter)
            except channels.Away:
                silent.add(row.channel)
            except channels.NobodyThere:
                fate = (State.FAILED, _("The address did not accept it."))
                gone.append(News(What.GONE, outcome.watch.now, row.pk, letter.to))
        outcome.note(row, fate)
    outcome.is_reachable = not silent
    outcome.write()
    for news in gone:
        arrivals.take(news, now=outcome.watch.now)
    return outcome


def hand_over(line: Line, row: Delivery, letter: Letter) -> tuple[str, str]:
    """Sends one letter; what became of it. Raises Away and NobodyThere."""
    try:
        line.send(replace(letter, delivery=row.pk))
    except (channels.Away, channels.NobodyThere):
        raise
    except ImproperlyConfigured as error:
        raise channels.unusable(error) from error
    except channels.Later:
        return State.PLANNED, _("The other side asked us to try again later.")
    except channels.Refused:
        return State.FAILED, _("The address did not accept it.")
    except Exception as error:
        # Its words may hold the address: only the kind of error is kept.
        log.error("delivery %s: %s while sending", row.pk, type(error).__name__)
        return State.UNKNOWN, _("The connection broke while it was being sent.")
    return State.SENT, ""
