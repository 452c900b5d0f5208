"""What a process is told from outside (12-factor). A wrong value stops the start in words."""

import os
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def flag(name: str, default: bool = False) -> bool:
    """A yes-or-no environment variable: 1, true, yes or on mean yes."""
    return os.environ.get(name, str(default)).lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    """A whole number from the environment. ImproperlyConfigured for anything else."""
    given = os.environ.get(name, str(default))
    if not given.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {given!r}.")
    return int(given)


def broker(url: str) -> str:
    """The broker's address: a socket is written differently for Celery than for the cache."""
    if url.startswith("unix://"):
        parts = urlsplit(url)
        return f"redis+socket://{parts.path}?virtual_host=1"
    return url
