"""Find a Chromium on this machine, or get one where that is possible."""

import os
import shutil
import subprocess
import sys

from playwright.sync_api import BrowserType

NO_CHROMIUM = (
    "Chromium: install it (Debian: apt-get install chromium-headless-shell; macOS: brew install "
    "chromium) or set CHROMIUM to the path of a Chromium or Chrome."
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
# The shell has no window frame to draw for every page, so the tests take a third of the time.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
PACKAGE = "chromium-headless-shell"


def find(driver: BrowserType) -> str:
    """The path of a browser, got if need be; empty where there is none to be had."""
    return given_or_installed() or downloaded(driver) or from_debian()


def given_or_installed() -> str:
    """CHROMIUM, else the first known name on the PATH."""
    paths = (shutil.which(name) for name in (os.environ.get("CHROMIUM", ""), *NAMES) if name)
    return next(filter(None, paths), "")


def downloaded(driver: BrowserType) -> str:
    """The driver's own browser, fetched once; closed networks refuse that."""
    if not os.path.exists(driver.executable_path):
        succeeds(sys.executable, "-m", "playwright", "install", "chromium")
    return driver.executable_path if os.path.exists(driver.executable_path) else ""


def from_debian() -> str:
    """Debian's package, where we may install it."""
    if os.geteuid() or not shutil.which("apt-get"):
        return ""
    succeeds("apt-get", "update")
    return given_or_installed() if succeeds("apt-get", "install", "-y", PACKAGE) else ""


def succeeds(*command: str) -> bool:
    """Whether the command went well within five minutes; its output is kept from the report."""
    try:
        return subprocess.run(command, capture_output=True, timeout=300).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
