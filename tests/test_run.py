"""`python3 run.py`: what it says on a machine that cannot run it, and how its children end."""

import ast
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy.launcher import machine, packages, start
from deploy.launcher.children import Children, last_line
from deploy.launcher.place import HERE, VAR, Sorry

SLEEP = (sys.executable, "-S", "-c", "import time; time.sleep(60)")


@pytest.fixture(autouse=True)
def _log_folder():
    (VAR / "log").mkdir(parents=True, exist_ok=True)


@pytest.fixture
def children():
    started = Children(dict(os.environ))
    yield started
    started.stop()


def test_any_python_can_read_run_py():
    text = (HERE / "run.py").read_text()

    assert ast.parse(text, feature_version=(3, 4))


def test_an_old_python_is_told_what_to_install():
    pretend = "import runpy, sys; sys.version_info = (3, 8, 10); runpy.run_path('run.py')"

    told = subprocess.run([sys.executable, "-c", pretend], cwd=HERE, capture_output=True, text=True)

    version = sys.version.split()[0]
    assert (told.returncode, told.stderr) == (
        1,
        f"Tend needs Python 3.11 or later and this is Python {version} ({sys.executable}): install "
        "a newer one and start it by name, for example `python3.12 run.py`.\n",
    )


def test_help_names_every_command():
    told = subprocess.run(
        [sys.executable, "run.py", "--help"], cwd=HERE, capture_output=True, text=True
    )

    assert re.findall(r"python3 run\.py (\w+)", told.stdout) == ["test", "check", "bench"]


def test_a_port_in_use_is_named_with_another_to_try():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(Sorry) as refused:
            machine.check_port("127.0.0.1", port)

    assert str(refused.value) == (
        f"Port {port} is in use: stop what uses it, or take another, for example "
        f"`python3 run.py --port {port + 1}`."
    )


def test_a_port_that_no_machine_has_is_refused():
    with pytest.raises(Sorry) as refused:
        machine.check_port("127.0.0.1", 70000)

    assert str(refused.value) == "A port is a number from 1 to 65535 (--port)."


def test_an_unknown_host_is_refused():
    with pytest.raises(Sorry) as refused:
        machine.check_port("300.1.1.1", 8000)

    assert str(refused.value) == "This machine does not know the host 300.1.1.1 (--host)."


def test_a_folder_that_cannot_be_written_is_named():
    with pytest.raises(Sorry) as refused:
        machine.check_folder(Path("/dev/null/tend"))

    assert str(refused.value) == (
        "Tend keeps its packages and data in its own folder and cannot write to /dev/null/tend "
        "(Not a directory): copy Tend to a folder of yours and start it there."
    )


def test_a_second_launcher_in_the_same_folder_is_refused():
    with machine.lock_folder(), pytest.raises(Sorry) as refused:
        machine.lock_folder()

    assert str(refused.value) == "Tend is already running from this folder: stop that one first."


def test_without_a_network_one_sentence_says_so(tmp_path):
    for name in ("run.py", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(HERE / name, tmp_path)
    shutil.copytree(HERE / "deploy", tmp_path / "deploy")
    nowhere = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "TEND_VAR": str(tmp_path / "var")}

    told = subprocess.run(
        [sys.executable, "run.py", "test"],
        cwd=tmp_path,
        env={**os.environ, **nowhere},
        capture_output=True,
        text=True,
    )

    assert (told.returncode, told.stderr) == (
        1,
        "The packages could not be installed: the first start needs the network. Connect and "
        f"start again (what was tried is in {tmp_path / 'var' / 'log' / 'install.log'}).\n",
    )


def test_the_pinned_uv_is_found_with_its_hashes():
    lines, version = packages.pinned_uv()

    first, *hashes = lines.replace("\\\n", "").split()
    assert first == f"uv=={version}"
    assert {word.split(":")[0] for word in hashes} == {"--hash=sha256"}


def test_a_child_that_ends_is_named_with_its_log(children):
    children.start("web", sys.executable, "-c", "print('no address'); raise SystemExit(3)")
    children.running["web"].wait()

    with pytest.raises(Sorry) as ended:
        children.check()

    assert str(ended.value) == (
        "The web process ended (exit code 3) and everything was stopped; its log is "
        f"{VAR / 'log' / 'web.log'}, its last line: no address"
    )


def test_stop_also_ends_what_a_child_has_started(children):
    spawn = f"import subprocess, time; print(subprocess.Popen({SLEEP!r}).pid, flush=True)"
    children.start("worker", sys.executable, "-c", f"{spawn}; time.sleep(60)")
    grandchild = int(wait_for(lambda: last_line("worker").isdigit() and last_line("worker")))

    children.stop()

    assert wait_for(lambda: gone(grandchild))


@pytest.mark.skipif(sys.platform != "linux", reason="the death signal is Linux's")
def test_a_killed_launcher_leaves_no_child():
    script = f"""
import os, time
from deploy.launcher.children import Children
children = Children(dict(os.environ))
children.start("orphan", *{SLEEP!r})
print(children.running["orphan"].pid, flush=True)
time.sleep(60)
"""
    launcher = subprocess.Popen([sys.executable, "-c", script], cwd=HERE, stdout=subprocess.PIPE)
    child = int(launcher.stdout.readline())
    wait_for(lambda: "sleep" in Path(f"/proc/{child}/cmdline").read_text())

    launcher.send_signal(signal.SIGKILL)
    launcher.communicate()

    assert wait_for(lambda: gone(child))


def test_sign_ins_stand_in_columns():
    people = [
        {"who": "counselor", "name": "Ana", "sign_in": "ana@example.org", "password": "x"},
        {"who": "client", "name": "Maya", "sign_in": "maya", "password": "y"},
    ]

    assert start.sign_ins({"people": people}) == [
        "counselor  Ana   ana@example.org  x",
        "client     Maya  maya             y",
    ]


def wait_for(true, seconds=10):
    """What it returns once that is true."""
    until = time.monotonic() + seconds
    while not (result := true()) and time.monotonic() < until:
        time.sleep(0.02)
    return result


def gone(pid: int) -> bool:
    """Whether the process has ended (one that nobody has waited for counts)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[-1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True
