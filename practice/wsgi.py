"""The WSGI entry point that granian loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practice.settings")

application = get_wsgi_application()

from django.utils import timezone  # noqa: E402 - the settings come first

from practice import pulse  # noqa: E402

pulse.begin(now=timezone.now())
