"""Deliveries: planned by whoever knows why, claimed first, then sent, never twice (rulings 24).

A row knows its purpose and its subject's UUID. What to check before sending and what to write is
looked up by purpose; each app registers its own in `AppConfig.ready`.

`registry` knows the purposes, `planning` makes rows, `claiming` takes those that are due, with
`judging` and `rules` to say what becomes of them, `dispatching` sends, `ledger` writes down.
`arrivals` hears what became of it later. `stops` and `freezing` hold back; `figures` counts.
`links` are what stands at the foot of a mail.
"""

from practice.deliveries.arrivals import News, What, take
from practice.deliveries.claiming import Batch, claim_batch
from practice.deliveries.dispatching import dispatch
from practice.deliveries.figures import TO_DECIDE, Figures, figures, not_as_planned
from practice.deliveries.freezing import LookAgain, freeze, release
from practice.deliveries.freezing import standing as is_frozen
from practice.deliveries.judging import MESSAGES
from practice.deliveries.ledger import NotInTrouble, drop_one, record, retry, sweep
from practice.deliveries.links import Links, Mail
from practice.deliveries.planning import drop, next_version, plan, renew, wake, wake_after_commit
from practice.deliveries.registry import (
    LATE,
    UnknownPurpose,
    label_of,
    one_by_one,
    purposes,
    register,
)
from practice.deliveries.stops import Stopped, lift, stop

__all__ = [
    "LATE",
    "MESSAGES",
    "TO_DECIDE",
    "Batch",
    "Figures",
    "Links",
    "LookAgain",
    "Mail",
    "News",
    "NotInTrouble",
    "Stopped",
    "UnknownPurpose",
    "What",
    "claim_batch",
    "dispatch",
    "drop",
    "drop_one",
    "figures",
    "freeze",
    "is_frozen",
    "label_of",
    "lift",
    "next_version",
    "not_as_planned",
    "one_by_one",
    "plan",
    "purposes",
    "record",
    "register",
    "release",
    "renew",
    "retry",
    "stop",
    "sweep",
    "take",
    "wake",
    "wake_after_commit",
]
