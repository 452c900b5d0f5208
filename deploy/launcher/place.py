"""Where things are, and how the launcher speaks."""

import contextlib
import os
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
VENV = HERE / ".venv"
PYTHON = VENV / "bin" / "python"
VAR = Path(os.environ.get("TEND_VAR") or HERE / "var").absolute()


class Sorry(Exception):  # noqa: N818 - it is what the owner reads
    """Something the owner can put right; its words are one clear sentence."""


def say(line: str) -> None:
    """Print at once, also into a pipe; a terminal that has gone is no reason to stumble."""
    with contextlib.suppress(OSError):
        print(line, flush=True)


def quietly(*command: str | Path) -> bool:
    """Run a command for its exit code alone."""
    try:
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except OSError:
        return False
    return done.returncode == 0
