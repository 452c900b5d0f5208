"""Become a command, and end when the launcher does, even when that was killed with -9.

Used as `python child.py <pid of the launcher> <command> ...`.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time

PR_SET_PDEATHSIG = 1


def become(launcher: int, command: list[str]) -> int:
    """Run the command with the launcher's life tied to it; return its exit code."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() == launcher:  # else it died before the line above
            os.execv(command[0], command)
        return 1
    process = subprocess.Popen(command)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    while process.poll() is None:
        if os.getppid() != launcher:
            process.terminate()
        time.sleep(0.3)
    return process.returncode


if __name__ == "__main__":
    sys.exit(become(int(sys.argv[1]), sys.argv[2:]))
