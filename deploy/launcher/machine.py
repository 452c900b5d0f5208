"""Refuse, in one sentence, a machine or an address on which Tend cannot start."""

import errno
import os
import socket
import tempfile
from pathlib import Path
from typing import IO

from deploy.launcher.place import HERE, VAR, Sorry

try:
    import fcntl
except ImportError:  # Windows, which check_machine refuses
    fcntl = None


def check_machine() -> None:
    """Raise Sorry on Windows and where our folders cannot be written."""
    if os.name != "posix":
        raise Sorry("Tend runs on Linux and macOS: on Windows start it inside WSL.")
    check_folder(HERE)
    check_folder(VAR)


def check_folder(folder: Path) -> None:
    """Raise Sorry unless we can write here; the folder is made if need be."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise Sorry(
            f"Tend keeps its packages and data in its own folder and cannot write to {folder} "
            f"({error.strerror}): copy Tend to a folder of yours and start it there."
        ) from error


def check_port(host: str, port: int) -> None:
    """Raise Sorry unless this address is free for us."""
    if not 0 < port < 65536:
        raise Sorry("A port is a number from 1 to 65535 (--port).")
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror as error:
        raise Sorry(f"This machine does not know the host {host} (--host).") from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Sorry(
                f"Port {port} is in use: stop what uses it, or take another, for example "
                f"`python3 run.py --port {port + 1}`."
            ) from error
        raise Sorry(
            f"Port {port} on {host} cannot be used ({error.strerror}): take another with --port."
        ) from error


def lock_folder() -> IO[str]:
    """Keep a second launcher out of this folder; the lock goes with the process."""
    path = VAR / "run.lock"
    path.touch(mode=0o600)
    lock = path.open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise Sorry("Tend is already running from this folder: stop that one first.") from error
    return lock
