"""Two thousand due reminders, every process killed at random: none goes out twice (rulings 24)."""

import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.missing import missing
from tests.services.ensemble import Ensemble, ensemble
from tests.services.servers import NotFound

ROWS, PEOPLE = 2000, 1900
# Each once, and the worker twice; in an order and at moments of the seed's choosing.
KILLED = ["worker", "worker", "beat", "broker", "database"]
COUNT = "SELECT state, count(*) FROM practice_delivery GROUP BY state"
CLAIMED = "SELECT count(*) FROM practice_delivery WHERE state = 'claimed'"
MESSAGES = "SELECT person, state FROM practice_delivery WHERE merged_into_id IS NULL"


@pytest.fixture
def all_of_them() -> Iterator[Ensemble]:
    """Everything runs, and two thousand rows are due."""
    try:
        with ensemble(pause=0.006) as made:
            seed = [sys.executable, "-m", "tests.services.seeded", str(ROWS), str(PEOPLE)]
            subprocess.run(seed, env=made.env, check=True)
            yield made
    except NotFound as sentence:
        missing(str(sentence))


def kill_at_random(made: Ensemble, chance: random.Random) -> int:
    """Kills them one by one while rows go out; how many rows were claimed at those instants."""
    in_flight = 0
    for name in chance.sample(KILLED, len(KILLED)):
        before = sent(made)
        # Whatever was killed before is up again: something moves.
        wait_for(made, lambda before=before: sent(made) > before + 10, seconds=30)
        time.sleep(chance.uniform(0, 0.5))
        made.kill(name)
        if name == "database":
            made.start(name)
        if name in {"worker", "database"}:
            in_flight += made.ask(CLAIMED)[0][0]
        made.revive()
    return in_flight


def sent(made: Ensemble) -> int:
    """Rows that have gone out."""
    return dict(made.ask(COUNT)).get("sent", 0)


def wait_for(made: Ensemble, true, seconds: float) -> float:
    """Until it is true, with whatever ended started again; how long that took."""
    begun = time.monotonic()
    while not true():
        if time.monotonic() - begun > seconds:
            pytest.fail(f"nothing moved for {seconds} s: {made.ask(COUNT)}\n{made.logs()}")
        made.revive()
        time.sleep(0.05)
    return time.monotonic() - begun


def taken(made: Ensemble) -> Counter[str]:
    """How many letters the mail server took for each person."""
    made.processes["sink"].signal(signal.SIGTERM)
    return Counter(
        {
            address.partition("@")[0]: count
            for address, count in json.loads((made.folder / "sink").read_text()).items()
        }
    )


def test_whatever_is_killed_nothing_goes_out_twice(all_of_them):
    number = random.SystemRandom().randrange(10**6)
    all_of_them.start("worker")
    all_of_them.start("beat")

    in_flight = kill_at_random(all_of_them, random.Random(number))
    rest = wait_for(
        all_of_them, lambda: {"planned", "claimed"}.isdisjoint(dict(all_of_them.ask(COUNT))), 120
    )

    states = dict(all_of_them.ask(COUNT))
    messages = all_of_them.ask(MESSAGES)
    letters = taken(all_of_them)
    print(f"seed {number}: {states}, {letters.total()} letters, {in_flight} claimed at the kills, ")
    print(f"{letters.total() - len(letters)} twice; the rest went out in {rest:.1f} s")
    assert set(states) <= {"sent", "expired", "unknown"}
    assert sum(states.values()) == ROWS
    assert states.get("unknown", 0) <= in_flight
    assert set(letters.values()) == {1}
    assert {str(person) for person, state in messages if state == "sent"} <= set(letters)
