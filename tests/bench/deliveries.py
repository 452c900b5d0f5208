"""How fast due reminders go out, beside raw SMTP to the same mail server and Celery's no-op tasks.

The reminder's own checks and letters, each to a real client of her own; PostgreSQL (without fsync),
Valkey, a worker of two processes and beat, as in a practice.
"""

import argparse
import json
import os
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from tests.bench.deliveries_rows import due, past, vacuum
from tests.services.ensemble import Ensemble, ensemble
from tests.services.servers import NotFound

SETTINGS = "tests.bench.deliveries_settings"
TUNING = ("shared_buffers=512MB", "maintenance_work_mem=512MB", "max_wal_size=8GB")
RAW, TASKS = 10_000, 5_000
LONGEST = 600  # seconds
PLANNED = "SELECT count(*) FROM practice_delivery WHERE state IN ('planned', 'claimed')"


def main(arguments: list[str]) -> int:
    """Reads what to run; the exit code."""
    parser = argparse.ArgumentParser(prog="run.py bench deliveries")
    parser.add_argument("--rows", type=int, default=100_000, help="due reminders")
    parser.add_argument("--past", type=int, default=5_000_000, help="rows that lie behind")
    options = parser.parse_args(arguments)
    try:
        with (
            tempfile.TemporaryDirectory(prefix="tend-keys-") as keys,
            ensemble(0, SETTINGS, TUNING) as made,
        ):
            made.env |= {"TEND_VAR": keys, "TEND_KEYS_DIR": keys, "TEND_DEMO": "0"}
            measure(made, options.rows, options.past)
    except NotFound as sentence:
        print(f"PostgreSQL: not found on this machine. {sentence}")
    return 0


def measure(made: Ensemble, rows: int, behind: int) -> None:
    """Everything, one after the other, printed as it is known."""
    subprocess.run([sys.executable, "manage.py", "make_keys"], env=made.env, check=True, stdout=2)
    size = seed(made, rows)
    port = int(made.env["SINK"])
    raw = [raw_rate(port, size)]
    print(f"raw SMTP, one kept connection   {raw[0]:9,.0f} letters/s of {size:,} bytes")
    print(f"Celery, tasks that do nothing   {no_op_rate(made):9,.0f} tasks/s", flush=True)

    due(made)
    vacuum(made)
    show_claim(made, f"{rows:,} due, nothing behind")
    rate = reminders_rate(made, rows)
    raw.append(raw_rate(port, size))
    show_rate(rows, rate, raw)
    if not behind:
        return

    past(made, behind)
    due(made)
    vacuum(made)
    show_claim(made, f"{rows:,} due, {behind:,} behind")
    again = min(rows, 20_000)
    made.run(
        f"UPDATE practice_delivery SET state = 'skipped' WHERE id IN (SELECT id FROM "  # noqa: S608
        f"practice_delivery WHERE state = 'planned' OFFSET {again})"
    )
    rate = reminders_rate(made, again)
    raw.append(raw_rate(port, size))
    show_rate(again, rate, raw[1:])


def seed(made: Ensemble, clients: int) -> int:
    """So many clients, each with an open sheet; how many bytes a reminder to one of them has."""
    begin = "import django; django.setup()\nfrom tests.bench.deliveries_people import main\n"
    command = [sys.executable, "-c", begin + f"main({clients})"]
    begun = time.monotonic()
    told = subprocess.run(command, env=made.env, check=True, stdout=subprocess.PIPE, text=True)
    print(f"{clients:,} clients made in {time.monotonic() - begun:.0f} s", flush=True)
    return json.loads(told.stdout.splitlines()[-1])["bytes"]


def show_rate(rows: int, rate: float, raw: list[float]) -> None:
    """Beside raw SMTP measured before and after."""
    around, ceiling = " and ".join(f"{each:,.0f}" for each in raw), sum(raw) / len(raw)
    print(
        f"{rows:,} due reminders  {rate:9,.0f} a second: {rate / ceiling:.2f} of raw SMTP "
        f"({around} before and after)",
        flush=True,
    )


def raw_rate(port: int, size: int) -> float:
    """Letters a second over one kept connection: made beforehand, and as long as ours."""
    line_of_it = "You have something waiting.\r\n"
    letter = "Subject: Tend\r\n\r\n" + line_of_it * (size // len(line_of_it))
    people = [f"{uuid4()}@example.org" for _ in range(RAW)]
    with smtplib.SMTP("127.0.0.1", port) as line:
        begun = time.monotonic()
        for person in people:
            line.sendmail("tend@localhost", [person], letter.encode())
        return RAW / (time.monotonic() - begun)


def no_op_rate(made: Ensemble) -> float:
    """Tasks a second that wait for a worker of two processes, from its first to its last."""
    send = "from practice.celery import app\n"
    send += f"for _ in range({TASKS}): app.signature('celery.accumulate', ignore_result=True)"
    subprocess.run([sys.executable, "-c", send + ".delay()"], env=made.env, check=True)
    made.start("worker")
    left = broker_left(made)
    until(lambda: left() < TASKS)
    begun, first = time.monotonic(), left()
    until(lambda: left() == 0)
    rate = first / (time.monotonic() - begun)
    made.kill("worker")
    return rate


def broker_left(made: Ensemble) -> Callable[[], int]:
    """How many tasks wait in the broker."""
    import redis  # noqa: PLC0415 - only here

    line = redis.Redis.from_url(made.env["REDIS_URL"].replace("db=0", "db=1"))
    return lambda: line.llen("celery") + line.hlen("unacked")


def reminders_rate(made: Ensemble, rows: int) -> float:
    """Messages a second, from the first to the last, and what the worker's processes weigh."""
    begun_with = taken(made)
    made.start("worker")
    made.start("beat")
    # As at the turn of a minute: beat has just asked for its two.
    send = "from practice import celery, tasks\n" + "tasks.dispatch_deliveries.delay();" * 2
    setup = "import django; django.setup()\n"
    subprocess.run([sys.executable, "-c", setup + send], env=made.env, check=True)
    until(lambda: taken(made) > begun_with)
    begun, weighed = time.monotonic(), []
    while (count := taken(made) - begun_with) < rows:
        weighed.append(weight(made))
        time.sleep(0.25)
        if time.monotonic() - begun > LONGEST:
            break
    took = time.monotonic() - begun
    quarters = [weighed[(len(weighed) - 1) * part // 4] for part in range(5)]
    told = ", ".join(f"{each:.0f}" for each in quarters)
    print(f"worker and its two processes, in quarters of the time: {told} MB; {took:.1f} s")
    until(lambda: made.ask(PLANNED)[0][0] == 0)
    show_ends(made)
    made.kill("beat")
    made.kill("worker")
    return count / took


def show_ends(made: Ensemble) -> None:
    """What became of rows that did not go out; nothing where all did."""
    ends = made.ask(
        "SELECT state, reason, count(*) FROM practice_delivery WHERE settled_at > now() - "
        "interval '1 hour' AND state NOT IN ('sent', 'skipped') GROUP BY 1, 2"
    )
    for state, reason, count in ends:
        print(f"{count:,} {state}: {reason}")


def taken(made: Ensemble) -> int:
    """How many letters the mail server has."""
    with socket.create_connection(("127.0.0.1", int(made.env["SINK"]))) as line:
        line.recv(100)
        line.sendall(b"XCOUNT\r\n")
        return int(line.recv(100).split()[1])


def weight(made: Ensemble) -> float:
    """Resident megabytes of the worker and its processes."""
    group, total = made.processes["worker"].running.pid, 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(folder.name)) == group:
                text = (folder / "status").read_text()
                total += int(text.partition("VmRSS:")[2].split()[0])
        except (OSError, IndexError):
            continue
    return total / 1024


def show_claim(made: Ensemble, title: str) -> None:
    """Claims, each taken back: their time, and that of the queries which might grow."""
    command = [sys.executable, "-m", "tests.bench.deliveries_claim"]
    told = subprocess.run(command, env=made.env, check=True, stdout=subprocess.PIPE, text=True)
    figures = json.loads(told.stdout.splitlines()[-1])
    print(
        f"a claim of {figures['people']}, {title}: {figures['claim']:.1f} ms; finding them "
        f"{figures['find']:.2f} ms, counting messages {figures['count']:.2f} ms",
        flush=True,
    )


def until(true: Callable[[], bool], seconds: float = 120) -> None:
    """Waits for it."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.02)
