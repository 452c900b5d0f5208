"""One database at one size, in a process of its own: prepares, seeds, measures, prints JSON."""

import argparse
import json
import time

import django
from django.core.management import call_command


def main() -> None:
    """Reads the size, prints {"seconds": ..., "figures": [...]}."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--practices", type=int, required=True)
    parser.add_argument("--counselors", type=int, required=True)
    parser.add_argument("--times", type=int, default=100)
    options = parser.parse_args()
    django.setup()
    from tests.bench.measure import measure  # noqa: PLC0415 - needs the apps
    from tests.bench.seed import seed  # noqa: PLC0415 - needs the apps

    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_library", stdout=open("/dev/null", "w"))  # noqa: SIM115, PTH123
    begun = time.monotonic()
    measured = seed(practices=options.practices, counselors=options.counselors)
    seeded = time.monotonic() - begun
    figures = measure(measured, options.times)
    print(json.dumps({"seconds": seeded, "figures": figures}))


if __name__ == "__main__":
    main()
