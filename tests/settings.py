"""Every override that the tests need. DATABASE_URL and REDIS_URL count here as they do outside."""

import base64
import os
import secrets
import tempfile
from pathlib import Path

# Made and removed by tests/conftest.py: others read these settings too, and need no folder.
FOLDER = Path(tempfile.gettempdir()) / f"tend-tests-{secrets.token_hex(6)}"
os.environ["TEND_VAR"] = str(FOLDER)
os.environ["TEND_DEMO"] = "0"
os.environ["SECRET_KEY"] = "tests only, and only here: fifty characters or more of it"  # noqa: S105

from practice.settings import *  # noqa: E402, F403
from practice.settings import (  # noqa: E402
    CELERY_BROKER_TRANSPORT_OPTIONS,
    DATABASES,
    INSTALLED_APPS,
    MIDDLEWARE,
    ON_SQLITE,
)

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]

# One fixed key per ring; no file can change them.
KEYS_DIR = None
TEND_KEYS = {
    name: {"current": "test", "keys": {"test": base64.b64encode(name.ljust(32).encode()).decode()}}
    for name in ("care", "own", "clinician", "audit")
}

if ON_SQLITE:
    # A file, so that threads and processes meet the same locks as in a practice; never synced.
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA recursive_triggers=ON;"
    )
    DATABASES["default"]["TEST"] = {"NAME": str(FOLDER / "tests.sqlite3")}
DATABASES["default"]["CONN_MAX_AGE"] = 0

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LETTERS_IN_BACKGROUND = False
if "TEND_TEST_MAIL" in os.environ:
    # Worker processes leave their mails where the test can read them.
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = os.environ["TEND_TEST_MAIL"]

# Static files from the finders: the compressed manifest costs 36 ms a test.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# A query that repeats per row of a page is an error, not a slow page.
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = [
    "zeal.middleware.zeal_middleware",
    *(name for name in MIDDLEWARE if not name.startswith("whitenoise")),
]

# Tasks run at once, but for the tests that start a worker process (tests/services); there a killed
# worker's tasks come back after two seconds instead of fifteen minutes.
CELERY_TASK_ALWAYS_EAGER = "TEND_TEST_WORKER" not in os.environ
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_BROKER_TRANSPORT_OPTIONS = CELERY_BROKER_TRANSPORT_OPTIONS | {
    "visibility_timeout": 2,
    "unacked_restore_interval": 1,
}
