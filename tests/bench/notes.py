"""What open threads cost that ask whether something is new: a thousand, each every few seconds.

The web server of a practice (granian, two processes) and PostgreSQL: what both spend on the
processor, beside the same time without anybody asking.
"""

import argparse
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import cycle
from pathlib import Path

from tests.bench.deliveries import TUNING, until
from tests.services.ensemble import Ensemble, Process, ensemble
from tests.services.servers import NotFound

SETTINGS = "tests.bench.notes_settings"
# What live.js waits between two questions, a little more or less.
EVERY = 14
TICK = os.sysconf("SC_CLK_TCK")


def main(arguments: list[str]) -> int:
    """Reads what to run; the exit code."""
    parser = argparse.ArgumentParser(prog="run.py bench notes")
    parser.add_argument("--threads", type=int, default=1000, help="threads that stand open")
    parser.add_argument("--seconds", type=int, default=60, help="for how long they ask")
    options = parser.parse_args(arguments)
    try:
        with (
            tempfile.TemporaryDirectory(prefix="tend-keys-") as keys,
            ensemble(0, SETTINGS, TUNING) as made,
        ):
            made.env |= {"TEND_VAR": keys, "TEND_KEYS_DIR": keys, "TEND_DEMO": "0"}
            measure(made, options.threads, options.seconds)
    except NotFound as sentence:
        print(f"PostgreSQL: not found on this machine. {sentence}")
    return 0


def measure(made: Ensemble, threads: int, seconds: int) -> None:
    """Everything, printed."""
    subprocess.run([sys.executable, "manage.py", "make_keys"], env=made.env, check=True, stdout=2)
    tickets = seed(made, threads)
    port = serve(made)
    marks = [ask(http.client.HTTPConnection("127.0.0.1", port), one, "")[1] for one in tickets]
    idle = share(made, lambda: time.sleep(seconds / 4))
    busy = share(made, lambda: poll(port, tickets, marks, seconds))
    rate = threads / EVERY
    print(
        f"{threads:,} open threads, {rate:.0f} questions a second for {seconds} s: "
        f"{busy - idle:.3f} of a core ({busy:.3f}, and {idle:.3f} with nobody asking); "
        f"{(busy - idle) / rate * 1000:.2f} ms each"
    )


def seed(made: Ensemble, threads: int) -> list[str]:
    """So many clients, each with a thread; the tickets of their open pages."""
    begin = "import django; django.setup()\nfrom tests.bench.notes_people import main\n"
    command = [sys.executable, "-c", begin + f"main({threads})"]
    told = subprocess.run(command, env=made.env, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(told.stdout.splitlines()[-1])


def serve(made: Ensemble) -> int:
    """Starts the web server as run.py does; its port."""
    port, log = free_port(), made.folder / "web.log"
    log.touch()
    command = [Path(sys.executable).parent / "granian", "--interface", "wsgi", "--port", port]
    command += ["--workers", 2, "--blocking-threads", 4, "--no-ws", "--log-level", "warning"]
    popen = {"env": made.env}
    web = Process([*command, "practice.wsgi:application"], made.folder, log, popen)
    made.processes["web"] = web
    web.start()
    until(lambda: is_up(port))
    return port


def free_port() -> int:
    """One that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as line:
        return line.getsockname()[1]


def is_up(port: int) -> bool:
    """Whether it answers."""
    try:
        return ask(http.client.HTTPConnection("127.0.0.1", port), "none", "")[0] == 404
    except OSError:
        return False


def ask(line: http.client.HTTPConnection, ticket: str, mark: str) -> tuple[int, str]:
    """One question: status and mark."""
    line.request("GET", "/live/", headers={"X-Tend-Live": ticket, "If-None-Match": mark})
    answer = line.getresponse()
    answer.read()
    return answer.status, answer.headers.get("ETag", "")


def poll(port: int, tickets: list[str], marks: list[str], seconds: int) -> None:
    """Every thread asks in its turn, evenly; all must be told that nothing is new."""
    line = http.client.HTTPConnection("127.0.0.1", port)
    begun, told = time.monotonic(), set()
    for number, (ticket, mark) in enumerate(cycle(zip(tickets, marks, strict=True))):
        due = begun + number * EVERY / len(tickets)
        if due > begun + seconds:
            break
        time.sleep(max(0, due - time.monotonic()))
        told.add(ask(line, ticket, mark)[0])
    if told != {304}:
        raise AssertionError(f"not all were told that nothing is new: {told}")


def share(made: Ensemble, do: Callable[[], None]) -> float:
    """How much of one core web server and database used meanwhile."""
    before, begun = spent(made), time.monotonic()
    do()
    return (spent(made) - before) / (time.monotonic() - begun)


def spent(made: Ensemble) -> float:
    """Processor seconds of both with all their processes, since they were started.

    By parents: every process of PostgreSQL is a group of its own.
    """
    ticks, children = {}, defaultdict(list)
    for pid, parent, used in processes():
        ticks[pid] = used
        children[parent].append(pid)
    waiting = [made.processes[name].running.pid for name in ("web", "database")]  # type: ignore[union-attr]
    total = 0
    while waiting:
        pid = waiting.pop()
        total += ticks.get(pid, 0)
        waiting += children[pid]
    return total / TICK


def processes() -> Iterator[tuple[int, int, int]]:
    """Every process of this machine: itself, its parent, its ticks on the processor."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            yield int(folder.name), int(fields[1]), int(fields[11]) + int(fields[12])
