"""A channel and a purpose of the tests' own: what is planned, and what goes out."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from practice import deliveries
from practice.emails import Letter
from practice.models import Delivery
from tests.factories import NOW, make_practice


@dataclass
class Post:
    """A channel of the test's own: what went out, and what it answers."""

    sent: list[str] = field(default_factory=list)
    answer: Exception | None = None
    # Answers that one address alone gets.
    answers: dict[str, BaseException] = field(default_factory=dict)
    calls: int = 0

    def send(self, letter: Letter) -> None:
        if error := self.answer or self.answers.get(letter.to):
            raise error
        self.sent.append(letter.to)

    def close(self) -> None:
        self.calls += 1


def register(**fields) -> None:
    """The purpose `card`, whose step is the address."""
    defaults = {
        "check": lambda rows, now: {
            row.pk: "She has said stop." for row in rows if row.step == "unwanted"
        },
        "compose": lambda rows, now: {row.pk: Letter(row.step, "card") for row in rows},
    }
    deliveries.register("card", **defaults | fields)


def plan(
    step: str = "a@example.org",
    *,
    late: timedelta = timedelta(),
    now: datetime = NOW,
    **fields,
) -> Delivery:
    """A row of `card` for somebody in New York, due `late` before now."""
    defaults = {
        "subject": uuid4(),
        "person": uuid4(),
        "due_at": now - late,
        "zone": "America/New_York",
        "step": step,
        "channel": "post",
    }
    practice = fields.pop("practice", None) or make_practice()
    return deliveries.plan(practice=practice, purpose="card", **defaults | fields)


def ends(row: Delivery) -> tuple[str, str]:
    """How the row stands now: its state and its reason."""
    row.refresh_from_db()
    return row.state, row.reason
