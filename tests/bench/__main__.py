"""`python3 run.py bench`: the small and the large practice, on SQLite and on PostgreSQL;
`python3 run.py bench deliveries`: how fast due reminders go out;
`python3 run.py bench notes`: what open threads cost that ask for news.

Prints for every page p50, p95, queries and bytes, the ratio to its ceiling of the same run, and
what the large size costs against the small one. Judges nothing.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench import deliveries, notes
from tests.services.servers import NotFound, postgres, valkey

SIZES = {"small": (1, 1), "large": (200, 5)}
HEAD = f"{'':16}{'p50 ms':>9}{'p95 ms':>9}{'queries':>9}{'bytes':>9}{'of ceiling':>12}"


def run(size: str, times: int, folder: Path, env: dict[str, str]) -> dict[str, Any]:
    """Measures one size in a process of its own, on an empty database."""
    practices, counselors = SIZES[size]
    env = {**os.environ, **env, "DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
    env |= {"TEND_VAR": str(folder), "TEND_DEMO": "0", "TEND_KEYS_DIR": str(folder / "keys")}
    subprocess.run([sys.executable, "manage.py", "make_keys"], env=env, check=True, stdout=2)
    command = [sys.executable, "-m", "tests.bench.one", "--times", str(times)]
    command += ["--practices", str(practices), "--counselors", str(counselors)]
    told = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(told.stdout.splitlines()[-1])


def show(title: str, result: dict[str, Any]) -> None:
    """One table. *of ceiling* is ceiling/page: 1.00 is as fast as the ceiling, 0.50 half of it."""
    print(f"\n{title} (seeded in {result['seconds']:.0f} s)\n{HEAD}")
    by_name = {figure["name"]: figure for figure in result["figures"]}
    for figure in result["figures"]:
        ceiling = by_name.get(figure["ceiling"])
        ratio = f"{ceiling['p50'] / figure['p50']:.2f}" if ceiling else "ceiling"
        print(
            f"{figure['name']:16}{figure['p50']:9.2f}{figure['p95']:9.2f}"
            f"{figure['queries']:9}{figure['bytes']:9}{ratio:>12}"
        )


def compare(engine: str, small: dict[str, Any], large: dict[str, Any]) -> None:
    """What the large size costs: p50 against p50, each divided by its own run's ceiling first."""
    print(f"\n{engine}: large against small\n{'':16}{'p50':>9}{'by ceiling':>12}")
    of_small = {figure["name"]: figure for figure in small["figures"]}
    of_large = {figure["name"]: figure for figure in large["figures"]}
    for name, figure in of_large.items():
        if not figure["ceiling"]:
            continue
        ratio = figure["p50"] / of_small[name]["p50"]
        drift = of_large[figure["ceiling"]]["p50"] / of_small[figure["ceiling"]]["p50"]
        print(f"{name:16}{ratio:9.2f}{ratio / drift:12.2f}")


def on(engine: str, times: int, sizes: list[str]) -> None:
    """All sizes on one kind of database."""
    results = {}
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="tend-bench-") as name, valkey() as broker:
            folder = Path(name)
            if engine == "SQLite":
                url = f"sqlite:///{folder / 'bench.sqlite3'}"
                results[size] = run(size, times, folder, {"DATABASE_URL": url, "REDIS_URL": broker})
            else:
                with postgres() as url:
                    env = {"DATABASE_URL": url, "REDIS_URL": broker}
                    results[size] = run(size, times, folder, env)
        show(f"{engine}, {size}", results[size])
    if {"small", "large"} <= results.keys():
        compare(engine, results["small"], results["large"])


def main() -> int:
    """Reads what to run; the exit code. `deliveries` and `notes` are parts of their own."""
    parts = {"deliveries": deliveries.main, "notes": notes.main}
    if sys.argv[1:2] and sys.argv[1] in parts:
        return parts[sys.argv[1]](sys.argv[2:])
    parser = argparse.ArgumentParser(prog="run.py bench")
    parser.add_argument("--times", type=int, default=150, help="timed requests of each page")
    parser.add_argument("--small", action="store_true", help="only the small size")
    parser.add_argument("--sqlite", action="store_true", help="only SQLite")
    options = parser.parse_args()
    sizes = ["small"] if options.small else list(SIZES)
    on("SQLite", options.times, sizes)
    if not options.sqlite:
        try:
            on("PostgreSQL", options.times, sizes)
        except NotFound as sentence:
            print(f"\nPostgreSQL: not found on this machine. {sentence}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
