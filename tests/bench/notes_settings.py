"""A practice's own settings, quiet, for a server on this machine."""

import os

from practice.settings import *  # noqa: F403

ALLOWED_HOSTS = ["127.0.0.1"]
SECURE_SSL_REDIRECT = False
EMAIL_PORT = int(os.environ.get("SINK", "0"))
LOGGING = {"version": 1, "disable_existing_loggers": False, "root": {"level": "ERROR"}}
