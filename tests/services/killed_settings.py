"""For processes that are killed: a minute lasts a second, and a claim is stale after eight."""

import os
from datetime import timedelta

from tests.settings import *  # noqa: F403
from tests.settings import CELERY_BEAT_SCHEDULE, CELERY_BROKER_TRANSPORT_OPTIONS, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.services.posted_app.Posted"]
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT, EMAIL_USE_TLS = "127.0.0.1", int(os.environ.get("SINK", "0")), False
DELIVERY_STALE = timedelta(seconds=8)
CELERY_BEAT_SCHEDULE = {
    name: {**entry, "schedule": 1.0}
    for name, entry in CELERY_BEAT_SCHEDULE.items()
    if entry["task"] == "practice.tasks.dispatch_deliveries"
}
CELERY_BROKER_TRANSPORT_OPTIONS = CELERY_BROKER_TRANSPORT_OPTIONS | {"visibility_timeout": 900}
