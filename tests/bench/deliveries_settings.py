"""A practice's own settings, with a mail server that counts; beat's minute is a minute."""

import os

from practice.settings import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT, EMAIL_USE_TLS = "127.0.0.1", int(os.environ.get("SINK", "0")), False
LOGGING = {"version": 1, "disable_existing_loggers": False, "root": {"level": "WARNING"}}
