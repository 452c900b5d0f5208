"""The command line of run.py."""

import argparse
import os
import signal
import subprocess
import sys

from deploy.launcher.machine import check_machine
from deploy.launcher.packages import install
from deploy.launcher.place import HERE, PYTHON, VENV, Sorry, say
from deploy.launcher.start import ENDINGS, serve

USAGE = """\
python3 run.py [--port 8000] [--host 127.0.0.1]   start the demo practice in this folder
python3 run.py test [--postgres] [pytest args]    every test; with --postgres on PostgreSQL
python3 run.py check                              lint, formats, types, missing migrations
python3 run.py bench [arguments]                  speed of the main pages beside their ceilings

DATABASE_URL and REDIS_URL switch to PostgreSQL and Redis; TEND_DEMO=0 starts without the demo.
"""


class Stop(BaseException):
    """Ctrl-C or kill."""


def main(arguments: list[str]) -> int:
    """Run one command; the exit code."""
    named = {"test": test, "check": check, "bench": bench}
    for number in ENDINGS:
        signal.signal(number, stop)
    try:
        if arguments and arguments[0] in named:
            check_machine()
            return named[arguments[0]](arguments[1:])
        options = read(arguments)
        check_machine()
        return serve(options)
    except Sorry as sorry:
        print(sorry, file=sys.stderr)
        return 1
    except Stop:
        say("Stopped.")
        return 0


def stop(number: int, frame: object) -> None:
    """Leave whatever is being done; serve() takes the children down on its way out."""
    raise Stop(number)


def read(arguments: list[str]) -> argparse.Namespace:
    """The options of a plain start."""
    parser = argparse.ArgumentParser(prog="run.py", usage=USAGE)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1")
    return parser.parse_args(arguments)


def test(arguments: list[str]) -> int:
    """All on SQLite, then what concerns servers and whole stories again on PostgreSQL."""
    install("requirements", "requirements-dev")
    pytest = [PYTHON, "-m", "pytest"]
    on_servers = [PYTHON, "-m", "tests.services.servers", *pytest]
    # A file stays on one core, so that what its tests share is made once; what takes longest comes
    # first, by tests/conftest.py. Two files start whole practices by themselves: once is enough.
    at_once = ["-n", "auto", "--maxprocesses", "4", "--dist", "loadfile", "--no-loadscope-reorder"]
    killed, started = ("tests/services/test_deliveries_killed.py", "tests/services/test_start.py")
    if "--postgres" in arguments:
        rest = [argument for argument in arguments if argument != "--postgres"]
        return in_turn([*on_servers, *rest])
    if arguments:
        return in_turn([*pytest, *arguments])
    stories = ["tests/journeys", *sorted(HERE.glob("tests/browser/test_journey*.py"))]
    services = ["tests/services", f"--ignore={started}"]
    # A database that was given is one for both; of our own each has one, with broker and cache.
    run_both = in_turn if os.environ.get("TEST_DATABASE_URL") else side_by_side
    return in_turn([*pytest, *at_once, f"--ignore={killed}"]) | run_both(
        [*on_servers, *stories], [*on_servers, *services]
    )


def check(arguments: list[str]) -> int:
    """Lint, formats, types and migrations: all of them, whatever fails first."""
    install("requirements", "requirements-dev")
    bin_ = VENV / "bin"
    templates = sorted(HERE.glob("templates/**/*.html"))
    return in_turn(
        [bin_ / "ruff", "check", "."],
        [bin_ / "ruff", "format", "--check", "."],
        [bin_ / "djade", "--check", "--target-version", "5.2", *templates],
        [bin_ / "mypy"],
        [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
        DJANGO_SETTINGS_MODULE="tests.settings",
        DATABASE_URL="sqlite://:memory:",
    )


def bench(arguments: list[str]) -> int:
    """Figures, on databases of their own and never on the practice's data."""
    install("requirements")
    return in_turn([PYTHON, "-m", "tests.bench", *arguments])


def side_by_side(*commands: list) -> int:
    """Run all at the same time, each told once it has ended; 0 when all went well."""
    running = [
        subprocess.Popen(line, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for line in commands
    ]
    codes = []
    for one in running:
        told, _nothing = one.communicate()
        sys.stdout.buffer.write(told)
        sys.stdout.flush()
        codes.append(one.returncode)
    return int(any(codes))


def in_turn(*commands: list, **env: str) -> int:
    """Run all in the foreground; 0 when all went well."""
    for number in ENDINGS:
        # The command gets Ctrl-C too and answers it; a handler, unlike SIG_IGN, is not inherited.
        signal.signal(number, lambda *_: None)
    codes = [subprocess.call(line, cwd=HERE, env={**os.environ, **env}) for line in commands]
    return int(any(codes))
