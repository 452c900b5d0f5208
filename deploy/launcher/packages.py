"""The environment in .venv and the pinned packages in it."""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

from deploy.launcher.place import HERE, PYTHON, VAR, VENV, Sorry, quietly, say


def install(*names: str) -> None:
    """Bring .venv to these pinned requirements; work only when they or the Python changed."""
    files = [HERE / f"{name}.txt" for name in names]
    stamp = VENV / f".installed-{names[-1]}"
    kept = stamp.read_text() if stamp.exists() else ""
    if PYTHON.exists() and kept == mark(files):
        return
    say("Installing packages (once; again only when they change) ...")
    if not is_whole(kept, mark(files)):
        make_venv()
    log = VAR / "log" / "install.log"
    log.parent.mkdir(mode=0o700, exist_ok=True)
    log.touch(mode=0o600)
    with log.open("wb") as out:
        if not (with_uv(files, out) or with_pip(files, out)):
            raise Sorry(
                "The packages could not be installed: the first start needs the network. Connect "
                f"and start again (what was tried is in {log})."
            )
    for count in range(len(names)):
        # The first files alone are installed too, then.
        (VENV / f".installed-{names[count]}").write_text(mark(files[: count + 1]))


def is_whole(kept: str, wanted: str) -> bool:
    """Whether .venv is usable: finished before with the same Python, or at least begun with pip."""
    if not kept:
        return quietly(PYTHON, "-m", "pip", "--version")
    return PYTHON.exists() and kept.splitlines()[0] == wanted.splitlines()[0]


def mark(files: list[Path]) -> str:
    """What .venv was made of: the Python behind it, and the pinned requirements."""
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    return f"{os.path.realpath(PYTHON)}\n{digest}\n"


def make_venv() -> None:
    """Make .venv anew; a Python without ensurepip (Debian's) makes it without pip."""
    command = [sys.executable, "-m", "venv", "--clear", VENV]
    if quietly(*command):
        return
    # Then this Python's own pip, told to work on .venv, has to do (see pip()).
    if quietly(sys.executable, "-m", "pip", "--version") and quietly(*command, "--without-pip"):
        return
    raise Sorry(
        "This Python cannot make environments (it has neither ensurepip nor pip): install that "
        "part, on Debian and Ubuntu `apt-get install python3-venv`, and start again."
    )


def pip() -> list[str]:
    """The pip of .venv, or this Python's pip working on .venv."""
    own = [str(PYTHON), "-m", "pip"]
    if quietly(*own, "--version"):
        return own
    return [sys.executable, "-m", "pip", "--python", str(PYTHON)]


def with_uv(files: list[Path], out: IO[bytes]) -> bool:
    """Install with the pinned uv, which is put into .venv first."""
    pinned, version = pinned_uv()
    uv = VENV / "bin" / "uv"
    if not uv.exists() or not list(VENV.glob(f"lib/*/site-packages/uv-{version}.dist-info")):
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as only_uv:
            only_uv.write(pinned)
            only_uv.flush()
            if not with_pip([Path(only_uv.name)], out):
                return False
    command = [uv, "pip", "install", "--python", PYTHON, "--require-hashes", "--compile-bytecode"]
    return subprocess.call([*command, *listed(files)], stdout=out, stderr=out) == 0


def pinned_uv() -> tuple[str, str]:
    """uv's lines of requirements.txt, hashes and all, and its version."""
    found = re.search(r"^uv==(\S+)(.*\\\n)+.*\n", (HERE / "requirements.txt").read_text(), re.M)
    return found[0], found[1]


def with_pip(files: list[Path], out: IO[bytes]) -> bool:
    """Install with pip: uv reads none of pip's configuration, which may name the only mirror."""
    command = [*pip(), "install", "--disable-pip-version-check", "--retries", "2"]
    command += ["--require-hashes", *listed(files)]
    env = {**os.environ, "PIP_USER": "0"}
    return subprocess.call(command, stdout=out, stderr=out, env=env) == 0


def listed(files: list[Path]) -> list[str]:
    """-r for each of these files."""
    return [part for file in files for part in ("-r", str(file))]
