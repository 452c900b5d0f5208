"""A practice's own settings with the purpose `posted`; beat's minute is a minute."""

import os

from practice.settings import *  # noqa: F403
from practice.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.services.posted_app.Posted"]
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT, EMAIL_USE_TLS = "127.0.0.1", int(os.environ.get("SINK", "0")), False
LOGGING = {"version": 1, "disable_existing_loggers": False, "root": {"level": "WARNING"}}
