"""Refuse, in one sentence, a machine or an address on which Tend cannot start."""

import errno
import os
import socket
import tempfile
from typing import IO

from deploy.launcher.place import HERE, VAR, Sorry

try:
    import fcntl
except ImportError:  # Windows, which check_machine refuses
    fcntl = None


def check_machine() -> None:
    """Raise Sorry on Windows and where this folder cannot be written."""
    if os.name != "posix":
        raise Sorry("Tend runs on Linux and macOS: on Windows start it inside WSL.")
    try:
        VAR.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (HERE, VAR):
            with tempfile.TemporaryFile(dir=folder):
                pass
    except OSError as error:
        raise Sorry(
            f"Tend keeps its packages and data in its own folder and cannot write to {HERE} "
            f"({error.strerror}): copy it to a folder of yours and start it there."
        ) from error


def check_port(host: str, port: int) -> None:
    """Raise Sorry unless this address is free for us."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror as error:
        raise Sorry(f"This machine does not know the host {host} (--host).") from error
    except (OSError, OverflowError) as error:
        if getattr(error, "errno", 0) == errno.EADDRINUSE:
            raise Sorry(
                f"Port {port} is in use: stop what uses it, or take another, for example "
                f"`python3 run.py --port {port + 1}`."
            ) from error
        raise Sorry(
            f"Port {port} on {host} cannot be used ({error}): take another with --port."
        ) from error


def lock_folder() -> IO[str]:
    """Keep a second launcher out of this folder; the lock goes with the process."""
    lock = (VAR / "run.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise Sorry("Tend is already running from this folder: stop that one first.") from error
    return lock
