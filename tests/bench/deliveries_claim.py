"""Times claims on the database of the environment, each taken back; prints JSON in milliseconds."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median

import django
from django.db import transaction

TIMES = 30


def main() -> None:
    """{"people": ..., "claim": ..., "find": ..., "count": ...}"""
    from practice import deliveries  # noqa: PLC0415 - needs the apps
    from practice.deliveries import claiming, judging  # noqa: PLC0415 - needs the apps

    now = datetime.now(tz=UTC)

    def taken_back(work: Callable[[], object]) -> float:
        with transaction.atomic():
            begun = time.perf_counter()
            work()
            took = time.perf_counter() - begun
            transaction.set_rollback(True)
        return took * 1000

    def figure(work: Callable[[], object]) -> float:
        return median(taken_back(work) for _ in range(TIMES))

    with transaction.atomic():
        people = [row.person for row in claiming._due(now, ())]
    print(
        json.dumps(
            {
                "people": len(people),
                "claim": figure(lambda: deliveries.claim_batch(now=now)),
                "find": figure(lambda: claiming._due(now, ())),
                "count": figure(lambda: judging._messages(people, now)),
            }
        )
    )


if __name__ == "__main__":
    django.setup()
    main()
