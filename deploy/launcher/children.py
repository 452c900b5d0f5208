"""The processes of one start: each with a name, a log and a process group of its own."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from deploy.launcher.place import HERE, VAR, Sorry

WRAPPER = HERE / "deploy" / "launcher" / "child.py"
STOP_WITHIN = 12  # seconds to finish what it is doing
LOG_BYTES = 2_000_000


class Children:
    """Start, watch and stop processes that share one environment."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env = env
        self.running: dict[str, subprocess.Popen] = {}

    def start(self, name: str, *command: object) -> None:
        """Start a process that writes to var/log/<name>.log."""
        log = log_of(name)
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))
        line = [sys.executable, "-S", WRAPPER, os.getpid(), *command]
        with log.open("ab") as out:
            self.running[name] = subprocess.Popen(
                [str(part) for part in line],
                cwd=HERE,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                # Ctrl-C reaches the launcher alone, which then asks them in the right order.
                start_new_session=True,
            )

    def finish(self, name: str) -> None:
        """Wait for one that ends by itself; raise Sorry when it or another fails."""
        while self.running[name].poll() is None:
            self.check()
            time.sleep(0.02)
        if self.running[name].returncode:
            self.check()
        del self.running[name]

    def check(self) -> None:
        """Raise Sorry when one has ended that should not have."""
        for name, process in self.running.items():
            if process.poll() is not None:
                raise Sorry(
                    f"The {name} process ended (exit code {process.returncode}) and everything was "
                    f"stopped; its log is {log_of(name)}, its last line: {last_line(name)}"
                )

    def stop(self) -> None:
        """Ask all to end, the broker last; what does not listen is killed with its group."""
        broker = {name: self.running[name] for name in self.running if name == "broker"}
        others = {name: self.running[name] for name in self.running if name != "broker"}
        for group in (others, broker):
            for process in group.values():
                process.terminate()
            until = time.monotonic() + STOP_WITHIN
            while time.monotonic() < until and any(p.poll() is None for p in group.values()):
                time.sleep(0.02)
            for process in group.values():
                # The group outlives its leader while a grandchild does.
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def log_of(name: str) -> Path:
    """Where this process writes."""
    return VAR / "log" / f"{name}.log"


def last_line(name: str) -> str:
    """The end of its log, for the sentence that says it ended."""
    lines = log_of(name).read_text(errors="replace").strip().splitlines()
    return lines[-1][:300] if lines else "(nothing)"
