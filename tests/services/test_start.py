"""`python3 run.py` from nothing to the first page, and down again with nothing left."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from deploy.launcher.place import HERE, VENV

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not (VENV / ".installed-requirements").exists(),
    reason="looks into /proc, and needs the .venv that `python3 run.py test` makes",
)

Start = Callable[..., tuple[subprocess.Popen, str]]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Data and keys in a folder of this file's tests; nothing of the test run's own settings."""
    own = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE", "TEND_DEMO")
    kept = {name: value for name, value in os.environ.items() if name not in own}
    return kept | {"TEND_VAR": str(tmp_path_factory.mktemp("start") / "var")}


@pytest.fixture
def start(environment: dict[str, str], port: int) -> Iterator[Start]:
    """`start(**environment)` runs the launcher until its ready line; the process and that line."""
    begun = []

    def run(**more: str) -> tuple[subprocess.Popen, str]:
        command = [sys.executable, "run.py", "--port", str(port)]
        env = environment | more
        launcher = subprocess.Popen(command, cwd=HERE, env=env, stdout=subprocess.PIPE, text=True)
        begun.append(launcher)
        return launcher, next((line for line in launcher.stdout if "is ready" in line), "")

    yield run
    for launcher in begun:
        launcher.kill()
        launcher.communicate()
    assert wait_until(lambda: processes(environment) == [])


@pytest.fixture
def port() -> int:
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def processes(environment: dict[str, str]) -> list[str]:
    """The command lines of everything that runs on this test's folder, but for the launcher."""
    mark, found = f"TEND_VAR={environment['TEND_VAR']}\0".encode(), []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            # The broker writes its title over its environment, but stands in its folder.
            ours = mark in (folder / "environ").read_bytes() + b"\0"
            at_home = os.readlink(folder / "cwd").startswith(environment["TEND_VAR"])
            if (ours or at_home) and " run.py " not in line:
                found.append(line)
    return found


def wait_until(true: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether it became true in time."""
    until = time.monotonic() + seconds
    while not (result := true()) and time.monotonic() < until:
        time.sleep(0.1)
    return result


def test_one_command_brings_everything_up_and_down(start, environment, port):
    launcher, ready = start()

    assert ready == (
        f"Tend is ready at http://localhost:{port} (SQLite, the embedded broker). "
        "Ctrl-C stops it.\n"
    )
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as page:
        assert page.status == 200
    names = ("granian", "celery --app practice.celery --quiet worker", "beat", "valkey-server")
    assert [any(name in line for line in processes(environment)) for name in names] == [True] * 4

    launcher.send_signal(signal.SIGTERM)

    assert (launcher.wait(30), processes(environment)) == (0, [])


def test_the_owner_alone_may_read_what_it_keeps(start, environment):
    start()

    var = Path(environment["TEND_VAR"])
    open_to_others = [
        str(path) for path in (var, *var.rglob("*")) if stat.S_IMODE(path.lstat().st_mode) & 0o077
    ]
    assert open_to_others == []


def test_a_killed_launcher_leaves_nothing_and_the_next_start_is_quick(start, environment):
    killed, _ = start()
    people = json.loads((Path(environment["TEND_VAR"]) / "demo.json").read_text())

    killed.kill()
    killed.wait()

    assert wait_until(lambda: processes(environment) == [])
    _, ready = start()
    assert "is ready" in ready
    assert json.loads((Path(environment["TEND_VAR"]) / "demo.json").read_text()) == people


def test_a_killed_part_stops_the_rest_and_is_named(start, environment):
    launcher, _ = start()
    launcher.stderr = None

    os.kill(pid_of("beat", environment), signal.SIGKILL)

    assert launcher.wait(30) == 1
    assert processes(environment) == []


def pid_of(name: str, environment: dict[str, str]) -> int:
    """The process of that name on this test's folder."""
    line = next(line for line in processes(environment) if name in line)
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode() == line:
                return int(folder.name)
    raise LookupError(name)


def test_addresses_in_the_environment_switch_to_servers(
    start, environment, port, postgres_url, valkey_url, tmp_path
):
    name = f"start_{uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    server = postgres_url.rsplit("/", 1)[0]
    given = {"DATABASE_URL": f"{server}/{name}", "REDIS_URL": valkey_url}

    launcher, ready = start(**given, TEND_VAR=str(tmp_path))

    assert ready.startswith(f"Tend is ready at http://localhost:{port} (PostgreSQL at ")
    assert ready.endswith(", Redis). Ctrl-C stops it.\n")
    assert not (tmp_path / "broker" / "appendonlydir").exists()
    launcher.send_signal(signal.SIGTERM)
    assert launcher.wait(30) == 0
