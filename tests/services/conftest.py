"""Real servers for the tests in this folder: PostgreSQL, Valkey, worker processes."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from urllib.parse import quote

import pytest
from django.db import connection

from practice.celery import app
from practice.settings import broker
from tests.missing import missing
from tests.services import servers


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """An empty PostgreSQL database of this run; skips loudly where there is none."""
    try:
        with servers.postgres() as url:
            yield url
    except servers.NotFound as sentence:
        missing(str(sentence))


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """A Valkey of this run on a socket, in the form that REDIS_URL has."""
    with servers.valkey() as url:
        yield url


@pytest.fixture
def on_postgres(transactional_db: None) -> None:
    """Skips unless this run's database is PostgreSQL (`python3 run.py test --postgres`)."""
    if connection.vendor != "postgresql":
        pytest.skip("runs in the PostgreSQL half of `python3 run.py test`")


@pytest.fixture
def queue(valkey_url: str) -> Iterator[None]:
    """Tasks of this test go through the real broker, which is emptied first."""
    before = {name: app.conf[name] for name in ("task_always_eager", "broker_url")}
    use(task_always_eager=False, broker_url=broker(valkey_url))
    with app.connection_for_write() as line:
        line.default_channel.client.flushall()
    yield
    use(**before)


def use(**conf: object) -> None:
    """Change Celery's configuration and drop the connections made with the old one."""
    app.conf.update(conf)
    app._after_fork()


@dataclass(frozen=True)
class Worker:
    """A worker process beside the tests, and what it wrote."""

    process: Popen
    log: Path


@pytest.fixture
def start_worker(
    transactional_db: None, queue: None, valkey_url: str, tmp_path: Path
) -> Iterator[Callable[[], Worker]]:
    """`start_worker()` starts a real worker process on this test's database and waits for it."""
    with ExitStack() as stack:

        def start() -> Worker:
            log = tmp_path / f"worker-{time.monotonic_ns()}.log"
            command = [sys.executable, "-m", "celery", "--app", "practice.celery", "worker"]
            command += ["--loglevel", "INFO", "--concurrency", "1"]
            env = environment(valkey_url)
            worker = servers.ending(command, signal.SIGTERM, log, env=env, start_new_session=True)
            started = Worker(stack.enter_context(worker), log)
            wait_for(lambda: " ready." in log.read_text(), "the worker", started)
            return started

        yield start


def environment(valkey_url: str) -> dict[str, str]:
    """What a process beside the tests needs to see the same database and broker."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": database_url(),
        "REDIS_URL": valkey_url,
        "TEND_TEST_WORKER": "1",
    }


def database_url() -> str:
    """The test database of this very run."""
    row = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{row['NAME']}"
    place = quote(row["HOST"], safe="") + (f":{row['PORT']}" if row["PORT"] else "")
    password = f":{quote(row['PASSWORD'])}" if row["PASSWORD"] else ""
    return f"postgresql://{row['USER']}{password}@{place}/{row['NAME']}"


def wait_for(
    true: Callable[[], bool], what: str, worker: Worker | None = None, seconds: float = 40
) -> None:
    """Wait until it is true; fail with the end of the log when it never becomes so."""
    until = time.monotonic() + seconds
    while not true():
        ended = worker is not None and worker.process.poll() is not None
        if ended or time.monotonic() > until:
            pytest.fail(f"waited for {what}: {worker.log.read_text()[-2000:] if worker else ''}")
        time.sleep(0.05)
